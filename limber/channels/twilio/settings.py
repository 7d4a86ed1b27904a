"""The channel's settings in credentials.yml."""

from __future__ import annotations

import re

from pydantic import StrictStr, validator

from limber.channels.messaging.settings import MessagingSettings
from limber.channels.settings import address

API_URL = "https://api.twilio.com"

WEBHOOK_PATH = "/webhooks/twilio/webhook"
"""Where Twilio delivers, below the server's public address."""

_SID = re.compile(r"AC[0-9a-fA-F]{32}")
_TOKEN = re.compile(r"[0-9a-zA-Z]{32}")


class TwilioSettings(MessagingSettings):
    """How the channel behaves; docs/channels.md explains each."""

    section = "limber.channels.twilio.TwilioChannel"
    needs = {
        "account_sid": "set LIMBER_TWILIO_ACCOUNT_SID to the Account SID of Twilio's console",
        "auth_token": "set LIMBER_TWILIO_AUTH_TOKEN to the Auth Token of Twilio's console",
        "webhook_url": "set LIMBER_TWILIO_WEBHOOK_URL to this server's public https address; "
        "Twilio signs what it delivers there",
    }

    account_sid: StrictStr | None = None
    auth_token: StrictStr | None = None
    webhook_url: StrictStr | None = None
    api_url: StrictStr = API_URL

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
    def webhook(self) -> str:
        """The address that Twilio calls and signs."""
        return f"{self.webhook_url}{WEBHOOK_PATH}"
