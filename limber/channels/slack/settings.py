"""The channel's settings in credentials.yml."""

from __future__ import annotations

import re

from pydantic import StrictStr, validator

from limber.channels.messaging.settings import MessagingSettings
from limber.channels.settings import address

API_URL = "https://slack.com/api"

WEBHOOK_PATH = "/webhooks/slack/webhook"
"""Where Slack delivers everything, below the server's public address."""

_TOKEN = re.compile(r"xoxb-[A-Za-z0-9-]{10,250}")
_SECRET = re.compile(r"[0-9a-f]{32}")


class SlackSettings(MessagingSettings):
    """How the channel behaves; docs/channels.md explains each."""

    section = "limber.channels.slack.SlackChannel"
    needs = {
        "bot_token": "set LIMBER_SLACK_BOT_TOKEN to the Bot User OAuth Token of the app's page "
        '"OAuth & Permissions"',
        "signing_secret": "set LIMBER_SLACK_SIGNING_SECRET to the Signing Secret of the app's page "
        '"Basic Information"',
    }

    bot_token: StrictStr | None = None
    signing_secret: StrictStr | None = None
    api_url: StrictStr = API_URL

    _addresses = address("api_url")

    # Neither of the two secrets must be shown.
    @validator("bot_token")
    def _is_token(cls, value: str | None) -> str | None:
        if value is not None and not _TOKEN.fullmatch(value):
            raise ValueError("is no Bot User OAuth Token, expected one that begins with xoxb-")
        return value

    @validator("signing_secret")
    def _is_secret(cls, value: str | None) -> str | None:
        if value is not None and not _SECRET.fullmatch(value):
            raise ValueError("is no Signing Secret, expected 32 digits and letters a-f")
        return value
