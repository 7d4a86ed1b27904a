"""The channel's settings in credentials.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import StrictBool, StrictStr, validator

from limber.channels.messaging.senders import derived
from limber.channels.settings import ChannelSettings, address, read_settings, within

SECTION = "limber.channels.telegram.TelegramChannel"
"""The channel's name in credentials.yml."""

GUIDE = "docs/channels.md"

API_URL = "https://api.telegram.org"

WEBHOOK_PATH = "/webhooks/telegram/webhook"
"""Where Telegram delivers, below the server's public address."""

NOWHERE = (
    "Telegram does not know where to deliver: set LIMBER_TELEGRAM_WEBHOOK_URL to this server's public "
    "https address, or start with limber serve --telegram-polling"
)
"""What to do about a token without a way for messages to come."""

_TOKEN = re.compile(r"(\d{1,20}):[A-Za-z0-9_-]{20,100}")


class TelegramSettings(ChannelSettings):
    """How the channel behaves; docs/channels.md explains each."""

    token: StrictStr | None = None
    webhook_url: StrictStr | None = None
    api_url: StrictStr = API_URL
    messages_a_minute: int = 30
    polling: StrictBool = False

    _limits = within({"messages_a_minute": (1, 10_000)})
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


def read_telegram_settings(values: Mapping[str, Any] | None) -> TelegramSettings:
    """The settings of the channel's section.

    Raises:
        SettingsError: with every field that can't be used.
    """
    return read_settings(TelegramSettings, SECTION, GUIDE, values)
