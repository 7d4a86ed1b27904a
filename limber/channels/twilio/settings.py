"""The channel's settings in credentials.yml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import StrictStr, validator

from limber.channels.settings import ChannelSettings, address, read_settings, within

SECTION = "limber.channels.twilio.TwilioChannel"
"""The channel's name in credentials.yml."""

GUIDE = "docs/channels.md"

API_URL = "https://api.twilio.com"

WEBHOOK_PATH = "/webhooks/twilio/webhook"
"""Where Twilio delivers, below the server's public address."""

_SID = re.compile(r"AC[0-9a-fA-F]{32}")
_TOKEN = re.compile(r"[0-9a-zA-Z]{32}")


class TwilioSettings(ChannelSettings):
    """How the channel behaves; docs/channels.md explains each."""

    account_sid: StrictStr | None = None
    auth_token: StrictStr | None = None
    webhook_url: StrictStr | None = None
    api_url: StrictStr = API_URL
    messages_a_minute: int = 30

    _limits = within({"messages_a_minute": (1, 10_000)})
    _addresses = address("webhook_url", "api_url")

    @validator("account_sid")
    def _is_sid(cls, value: str | None) -> str | None:
        if value is not None and not _SID.fullmatch(value):
            raise ValueError(
                f"is '{value}', expected AC and 32 digits and letters a-f, from Twilio's console"
            )
        return value

    @validator("auth_token")
    def _is_token(cls, value: str | None) -> str | None:
        # The token itself must not be shown.
        if value is not None and not _TOKEN.fullmatch(value):
            raise ValueError("is no auth token, expected the 32 digits and letters of Twilio's console")
        return value

    @property
    def missing(self) -> tuple[str, ...]:
        """What the channel still needs."""
        return tuple(name for name in ("account_sid", "auth_token", "webhook_url") if not getattr(self, name))

    @property
    def webhook(self) -> str:
        """The address that Twilio calls and signs."""
        return f"{self.webhook_url}{WEBHOOK_PATH}"


def read_twilio_settings(values: Mapping[str, Any] | None) -> TwilioSettings:
    """The settings of the channel's section.

    Raises:
        SettingsError: with every field that can't be used.
    """
    return read_settings(TwilioSettings, SECTION, GUIDE, values)
