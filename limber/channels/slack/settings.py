"""The channel's settings in credentials.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import StrictStr, validator

from limber.channels.settings import ChannelSettings, address, read_settings, within

SECTION = "limber.channels.slack.SlackChannel"
"""The channel's name in credentials.yml."""

GUIDE = "docs/channels.md"

API_URL = "https://slack.com/api"

WEBHOOK_PATH = "/webhooks/slack/webhook"
"""Where Slack delivers everything, below the server's public address."""

_TOKEN = re.compile(r"xoxb-[A-Za-z0-9-]{10,250}")
_SECRET = re.compile(r"[0-9a-f]{32}")


class SlackSettings(ChannelSettings):
    """How the channel behaves; docs/channels.md explains each."""

    bot_token: StrictStr | None = None
    signing_secret: StrictStr | None = None
    api_url: StrictStr = API_URL
    messages_a_minute: int = 30

    _limits = within({"messages_a_minute": (1, 10_000)})
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

    @property
    def missing(self) -> tuple[str, ...]:
        """What the channel still needs."""
        return tuple(name for name in ("bot_token", "signing_secret") if not getattr(self, name))


def read_slack_settings(values: Mapping[str, Any] | None) -> SlackSettings:
    """The settings of the channel's section.

    Raises:
        SettingsError: with every field that can't be used.
    """
    return read_settings(SlackSettings, SECTION, GUIDE, values)
