"""The channel's settings in credentials.yml."""

from __future__ import annotations

import re

from pydantic import StrictBool, StrictStr, validator

from limber.channels.messaging.senders import derived
from limber.channels.messaging.settings import MessagingSettings
from limber.channels.settings import address

API_URL = "https://api.telegram.org"

WEBHOOK_PATH = "/webhooks/telegram/webhook"
"""Where Telegram delivers, below the server's public address."""

NOWHERE = (
    "Telegram does not know where to deliver: set LIMBER_TELEGRAM_WEBHOOK_URL to this server's public "
    "https address, or start with limber serve --telegram-polling"
)
"""What to do about a token without a way for messages to come."""

_TOKEN = re.compile(r"(\d{1,20}):[A-Za-z0-9_-]{20,100}")


class TelegramSettings(MessagingSettings):
    """How the channel behaves; docs/channels.md explains each."""

    section = "limber.channels.telegram.TelegramChannel"
    needs = {"token": "set LIMBER_TELEGRAM_TOKEN to the token that @BotFather gave you"}

    token: StrictStr | None = None
    webhook_url: StrictStr | None = None
    api_url: StrictStr = API_URL
    polling: StrictBool = False

    _addresses = address("webhook_url", "api_url")

    @validator("token")
    def _is_token(cls, value: str | None) -> str | None:
        # The token itself must not be shown.
        if value is not None and not _TOKEN.fullmatch(value):
            raise ValueError("is no bot token, expected digits, a colon and letters as @BotFather gives them")
        return value

    @property
    def bot_id(self) -> int:
        """The bot's own id, which its token begins with."""
        return int((self.token or "0").partition(":")[0])

    @property
    def secret(self) -> str:
        """What Telegram sends with each update, so that nobody else can send one.

        Made from the token, so that there is no second secret to keep.
        """
        return derived(self.token or "", "telegram webhook")
