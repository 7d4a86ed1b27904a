"""A fake of Twilio: takes messages as its API does, and delivers what people send, signed by its own SDK."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlencode

import httpx
from twilio.request_validator import RequestValidator

from tests.channels.conversation import Heard, settle
from tests.channels.recording import Data, RecordingServer, Sent
from tests.running import LimberServer

ACCOUNT = "AC" + "0123456789abcdef" * 2
TOKEN = "fedcba9876543210" * 2
PUBLIC = "https://chat.clinic.example"
"""The address that Twilio knows and signs; a proxy stands between."""

PATH = "/webhooks/twilio/webhook"
SMS_NUMBER = "+15550001111"
WHATSAPP_NUMBER = "whatsapp:+15550002222"

_AUTH = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
_SIDS = count(1)
_PEOPLE = count(20_000_000)


class TwilioServer(RecordingServer):
    """Twilio's Messages API, as far as Limber uses it; a fake."""

    def respond(self, path: str, headers: Mapping[str, str], values: Data) -> Sent:
        if headers.get("Authorization") != _AUTH:
            return Sent(401, {"code": 20003, "message": "Authenticate", "status": 401})
        if path != f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json":
            return Sent(404, {"code": 20404, "message": "not found", "status": 404})
        if not values.get("Body"):
            return Sent(400, {"code": 21602, "message": "Message body is required", "status": 400})
        if len(values["Body"]) > 1600:
            return Sent(400, {"code": 21617, "message": "too long", "status": 400})
        return Sent(201, {"sid": new_sid(), "status": "queued"})

    def texts(self, number: str) -> list[str]:
        """What somebody was sent and got."""
        return [
            call.values["Body"]
            for call in self.calls
            if call.values.get("To") == number and call.answer.status == 201
        ]


def new_sid() -> str:
    return f"SM{next(_SIDS):032x}"


def new_number() -> str:
    return f"+4477{next(_PEOPLE)}"


def signature(fields: Mapping[str, str], url: str = PUBLIC + PATH, token: str = TOKEN) -> str:
    """The signature that Twilio's own SDK makes."""
    made: str = RequestValidator(token).compute_signature(url, fields)
    return made


@dataclass
class Phone:
    """Somebody who writes by SMS or WhatsApp.

    Attributes:
        twilio: the fake that stands for Twilio.
        limber: whom they write to.
        number: their address.
    """

    twilio: TwilioServer
    limber: LimberServer
    number: str

    def message(self, text: str = "", **more: str) -> dict[str, str]:
        """The fields with which Twilio tells of a message."""
        whatsapp = self.number.startswith("whatsapp:")
        return {
            "MessageSid": new_sid(),
            "AccountSid": ACCOUNT,
            "From": self.number,
            "To": WHATSAPP_NUMBER if whatsapp else SMS_NUMBER,
            "Body": text,
            "NumMedia": "0",
            "NumSegments": "1",
            "SmsStatus": "received",
            "FromCity": "",
            "ApiVersion": "2010-04-01",
            **more,
        }

    def deliver(self, fields: Mapping[str, str], sign: str | None = None, query: str = "") -> int:
        """Deliver as Twilio does; the HTTP status that came back.

        Args:
            fields: of the form.
            sign: the signature, if it is another than the right one.
            query: behind the address.
        """
        right = signature(fields, PUBLIC + PATH + query)
        return self.post(urlencode(fields).encode(), right if sign is None else sign, query)

    def post(self, body: bytes, sign: str, query: str = "") -> int:
        """Send a body as it is."""
        return httpx.post(
            self.limber.url + PATH + query,
            content=body,
            headers={
                "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8",
                "X-Twilio-Signature": sign,
            },
            timeout=60,
        ).status_code

    def write(self, text: str, **more: str) -> list[str]:
        """Write, and give the messages that came back."""
        before = len(self.texts)
        assert self.deliver(self.message(text, **more)) == 200
        settle(self.limber)
        return self.texts[before:]

    @property
    def texts(self) -> list[str]:
        """Everything that came back."""
        return self.twilio.texts(self.number)


def choices(texts: list[str]) -> dict[str, str]:
    """Title and number of what can be chosen."""
    found: list[Any] = re.findall(r"^Reply (\d+): (.*)$", "\n".join(texts), re.MULTILINE)
    return {title: number for number, title in found}


class PhoneTalker:
    """Somebody who holds the recorded conversation."""

    def __init__(self, phone: Phone) -> None:
        self._phone = phone
        self._offered: dict[str, str] = {}

    def write(self, text: str) -> Heard:
        texts = self._phone.write(text)
        self._offered = choices(texts)
        return Heard("\n".join(texts), tuple(self._offered))

    def press(self, title: str) -> Heard:
        return self.write(self._offered[title])
