"""Odd and hostile things that reach a Twilio webhook, what Limber does and what Rasa's connector does.

docs/channels.md shows this table; a test compares them.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx

from tests.channels.outcome import BURST, FAILS, Outcome, ok
from tests.channels.recording import Sent, fails_once
from tests.channels.twilio.account import PATH, PUBLIC, TOKEN, Phone, signature

ASKED = "how long do i hold the pigeon?"
Send = Callable[[Phone], int]


@dataclass(frozen=True)
class Case:
    """One thing that comes in.

    Attributes:
        name: what it is, as the table says it.
        send: sends it and gives the last HTTP status.
        limber: what Limber does.
        stock: what Rasa's connector does.
    """

    name: str
    send: Send
    limber: Outcome
    stock: Outcome


def message(text: str = "", **more: str) -> Send:
    return lambda phone: phone.deliver(phone.message(text, **more))


def media(mime: str, text: str = "") -> Send:
    return message(text, NumMedia="1", MediaContentType0=mime, MediaUrl0="https://api.twilio.com/media/1")


def with_signature(made: Callable[[dict[str, str]], str]) -> Send:
    def send(phone: Phone) -> int:
        fields = phone.message(ASKED)
        return phone.deliver(fields, made(fields))

    return send


def without_signature(phone: Phone) -> int:
    fields = phone.message(ASKED)
    return httpx.post(phone.limber.url + PATH, data=fields, timeout=60).status_code


def changed(**more: str) -> Send:
    """Fields that were changed after they had been signed."""

    def send(phone: Phone) -> int:
        fields = phone.message("hello")
        return phone.deliver({**fields, **more}, signature(fields))

    return send


def body(content: bytes) -> Send:
    """A body as it is, with the signature of an empty form."""
    return lambda phone: phone.post(content, signature({}))


def get(phone: Phone) -> int:
    return httpx.get(phone.limber.url + PATH, headers={"X-Twilio-Signature": signature({})}).status_code


def as_json(phone: Phone) -> int:
    fields = phone.message(ASKED)
    return httpx.post(
        phone.limber.url + PATH,
        content=json.dumps(fields),
        headers={"Content-Type": "application/json", "X-Twilio-Signature": signature({})},
    ).status_code


def without(*names: str) -> Send:
    def send(phone: Phone) -> int:
        return phone.deliver({name: one for name, one in phone.message(ASKED).items() if name not in names})

    return send


def with_query(phone: Phone) -> int:
    return phone.deliver(phone.message(ASKED), query="?from=sms&x=%20")


def with_port(phone: Phone) -> int:
    fields = phone.message(ASKED)
    return phone.deliver(fields, signature(fields, PUBLIC + ":443" + PATH))


def replayed(phone: Phone) -> int:
    fields = phone.message(ASKED)
    phone.deliver(fields)
    return phone.deliver(fields)


def retried_at_once(phone: Phone) -> int:
    fields = phone.message(ASKED)
    with ThreadPoolExecutor(5) as pool:
        return max(pool.map(lambda _: phone.deliver(fields), range(5)))


def two_at_once(phone: Phone) -> int:
    with ThreadPoolExecutor(2) as pool:
        return max(pool.map(lambda text: phone.deliver(phone.message(text)), (ASKED, "hello")))


def burst(phone: Phone) -> int:
    return max(phone.deliver(phone.message("hello")) for _ in range(BURST))


def from_ourselves(phone: Phone) -> int:
    # A loop: what we sent comes back as if somebody had written it.
    fields = phone.message(ASKED)
    return phone.deliver({**fields, "To": fields["From"]})


def status_callback(phone: Phone) -> int:
    fields = phone.message()
    for name in ("Body", "NumMedia"):
        del fields[name]
    return phone.deliver({**fields, "MessageStatus": "delivered"})


def refused_once(status: int, content: dict[str, int] | str, **headers: str) -> Send:
    """A message to which the first answer is refused by Twilio."""

    def send(phone: Phone) -> int:
        phone.twilio.fault = fails_once(Sent(status, content, headers))
        return phone.deliver(phone.message(ASKED))

    return send


HEARD = Outcome(204, 1)
SILENT = Outcome(204, 0)

CASES = (
    Case("a wrong signature", with_signature(lambda _: "0" * 28), Outcome(403, 0), HEARD),
    Case("no signature", without_signature, Outcome(403, 0), HEARD),
    Case("a signature that is no Base64", with_signature(lambda _: "\x7f%"), Outcome(403, 0), HEARD),
    Case(
        "a signature of another token",
        with_signature(lambda fields: signature(fields, token=TOKEN[::-1])),
        Outcome(403, 0),
        HEARD,
    ),
    Case(
        "a signature for another address",
        with_signature(lambda fields: signature(fields, f"https://evil.example{PATH}")),
        Outcome(403, 0),
        HEARD,
    ),
    Case("words changed after signing", changed(Body=ASKED), Outcome(403, 0), HEARD),
    Case("a field added after signing", changed(NumMedia0="1"), Outcome(403, 0), HEARD),
    Case("a GET", get, Outcome(405, 0), Outcome(405, 0)),
    Case("an empty body", body(b""), Outcome(400, 0), SILENT),
    Case("JSON instead of a form", as_json, Outcome(403, 0), SILENT),
    Case("bytes that are no text", body(b"Body=\xff\xfe&From=%ff"), Outcome(400, 0), SILENT),
    Case("400 fields", body(urlencode({f"f{n}": "x" for n in range(400)}).encode()), Outcome(400, 0), SILENT),
    Case("a body of 2 MB", body(b"Body=" + b"x" * 2**21), Outcome(413, 0), Outcome(413, 0)),
    Case("a message without its id", without("MessageSid"), Outcome(400, 0), HEARD),
    Case("a message from nobody", without("From"), Outcome(400, 0), SILENT),
    Case("a sender that is no address", message(ASKED, From="<script>"), Outcome(400, 0), SILENT),
    Case("an address with a query", with_query, ok(1), HEARD),
    Case("an address signed with its port", with_port, ok(1), HEARD),
    Case("1,600 letters", message("how long? " * 160), ok(1), HEARD),
    Case("10,000 letters", message("x " * 5000), ok(1), HEARD),
    Case("no words at all", message(""), ok(1), FAILS),
    Case("white space only", message(" \n "), ok(1), HEARD),
    Case("NUL, escapes and odd letters", message("how\x00long\x1b[31m \u202e\ufffd?"), ok(1), HEARD),
    Case("markup", message("*how* _long_ ~do~ ```i``` <b>hold</b> it"), ok(1), HEARD),
    Case("/restart, typed", message("/restart"), ok(1), HEARD),
    Case("an intent, typed", message('/ask_how_to{"stretch": "elbow"}'), ok(1), HEARD),
    Case("a number where nothing is offered", message("2"), ok(1), HEARD),
    Case("the same message twice", replayed, ok(1), Outcome(204, 2)),
    Case("the same message five times at once", retried_at_once, ok(1), Outcome(204, 5)),
    Case("two messages at once", two_at_once, ok(2), Outcome(204, 2)),
    Case(f"{BURST} messages in a second", burst, ok(32), Outcome(204, BURST)),
    Case("a picture", media("image/jpeg"), ok(1), FAILS),
    Case("a picture with words", media("image/jpeg", ASKED), ok(1), HEARD),
    Case("a voice message", media("audio/ogg"), ok(1), FAILS),
    Case("a contact", media("text/x-vcard"), ok(1), FAILS),
    Case("a file of no known type", media(""), ok(1), FAILS),
    Case("a number of media that is none", message("", NumMedia="many"), ok(1), FAILS),
    Case("a location", message("", Latitude="51.5", Longitude="-0.1"), ok(1), HEARD),
    Case("STOP", message("STOP"), ok(1), HEARD),
    Case("STOP that Twilio has answered", message("STOP", OptOutType="STOP"), ok(0), HEARD),
    Case("how one of our messages fares", status_callback, ok(0), FAILS),
    Case("a message from our own number", from_ourselves, ok(0), HEARD),
    Case("Twilio answers 429", refused_once(429, {"code": 20429}, **{"Retry-After": "1"}), ok(1), SILENT),
    Case("Twilio answers 503", refused_once(503, "<html>"), ok(1), SILENT),
    Case("Twilio answers that the person opted out", refused_once(400, {"code": 21610}), ok(0), SILENT),
)
