"""Odd and hostile things that reach a Slack webhook, what Limber does and what Rasa's connector does.

docs/channels.md shows this table; a test compares them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import httpx

from tests.channels.outcome import BURST, FAILS, Outcome, ok
from tests.channels.recording import Sent, fails_once
from tests.channels.slack.workspace import FORM, PATH, SECRET, TEAM, Member, new_id, refused, signed

ASKED = "how long do i hold the pigeon?"
Send = Callable[[Member], int]


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


def event(text: str = ASKED, **more: Any) -> Send:
    return lambda member: member.deliver(member.event(text, **more)).status_code


def file(mime: str, text: str = "") -> Send:
    return event(text, subtype="file_share", files=[{"id": "F1", "mimetype": mime}])


def signed_by(head: Callable[[bytes], dict[str, str]]) -> Send:
    def send(member: Member) -> int:
        body = json.dumps(member.event(ASKED)).encode()
        return member.post(body, **head(body)).status_code

    return send


def unsigned(member: Member) -> int:
    return httpx.post(member.limber.url + PATH, json=member.event(ASKED), timeout=60).status_code


def get(member: Member) -> int:
    return httpx.get(member.limber.url + PATH, headers=signed(b"")).status_code


def body(content: bytes, kind: str = "application/json") -> Send:
    return lambda member: member.post(content, kind).status_code


def fields(**content: Any) -> Send:
    return lambda member: member.deliver(content).status_code


def callback_without(name: str) -> Send:
    def send(member: Member) -> int:
        content = member.event(ASKED)
        del content[name]
        return member.deliver(content).status_code

    return send


def verification(head: Callable[[bytes], dict[str, str]] = signed) -> Send:
    content = json.dumps({"type": "url_verification", "challenge": "c0ffee", "token": "x"}).encode()

    def send(member: Member) -> int:
        answer = member.post(content, **head(content))
        assert answer.status_code != 200 or "c0ffee" in answer.text
        return answer.status_code

    return send


def again(reason: str) -> Send:
    """An event, and its re-delivery as Slack makes it."""

    def send(member: Member) -> int:
        content = member.event(ASKED)
        member.deliver(content)
        head = {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": reason}
        return member.deliver(content, **head).status_code

    return send


def replayed(member: Member) -> int:
    content = member.event(ASKED)
    member.deliver(content)
    return member.deliver(content).status_code


def retried_at_once(member: Member) -> int:
    content = member.event(ASKED)
    with ThreadPoolExecutor(5) as pool:
        return max(pool.map(lambda _: member.deliver(content).status_code, range(5)))


def out_of_order(member: Member) -> int:
    events = [member.event(ASKED), member.event("hello")]
    return max(member.deliver(each).status_code for each in reversed(events))


def burst(member: Member) -> int:
    at = f"{int(time.time())}.000100"
    return max(member.deliver(member.event("hello", ts=at)).status_code for _ in range(BURST))


def changed(now: str, before: str, **more: str) -> Send:
    def send(member: Member) -> int:
        written = {"type": "message", "user": member.user, "text": now, "ts": "1.0", **more}
        content = member.event(
            "",
            subtype="message_changed",
            user=None,
            message=written,
            previous_message={**written, "text": before},
        )
        return member.deliver(content).status_code

    return send


def in_channel(text: str = ASKED, **more: Any) -> Send:
    return lambda member: (
        member.deliver(member.event(text, channel=member.channel, channel_type="channel", **more)).status_code
    )


def mention(member: Member) -> int:
    return member.deliver(member.mention(ASKED)).status_code


def mention_and_message(member: Member) -> int:
    """One message that is delivered as two events."""
    told = member.mention(ASKED)
    same = {**told["event"], "type": "message", "channel_type": "channel"}
    member.deliver({**told, "event_id": new_id("Ev"), "event": same})
    return member.deliver(told).status_code


def press(action: dict[str, Any], **more: Any) -> Send:
    def send(member: Member) -> int:
        shown = {"channel": member.direct, "ts": "1700000000.000100", "text": "x", "blocks": []}
        return member.deliver(member.pressed(shown, action, **more)).status_code

    return send


def pressed_twice(member: Member) -> int:
    shown = {"channel": member.direct, "ts": "1700000000.000100", "text": "x", "blocks": []}
    told = member.pressed(shown, BUTTON)
    member.deliver(told)
    return member.deliver(told).status_code


BUTTON = {
    "type": "button",
    "action_id": "choice_0",
    "value": '/ask_hold_time{"stretch": "pigeon"}',
    "text": {"type": "plain_text", "text": "How long do I hold the pigeon?"},
}


def command(text: str, **more: str) -> Send:
    return lambda member: member.deliver(member.command(text, **more)).status_code


def interaction(**content: Any) -> Send:
    def send(member: Member) -> int:
        told = {"user": {"id": member.user}, "team": {"id": TEAM}, "trigger_id": new_id("1."), **content}
        return member.post(urlencode({"payload": json.dumps(told)}).encode(), FORM).status_code

    return send


def refused_once(answer: Sent) -> Send:
    """A message to which the first answer is refused by Slack."""

    def send(member: Member) -> int:
        member.slack.fault = fails_once(answer, "chat.postMessage")
        return member.deliver(member.event(ASKED)).status_code

    return send


BUSY = Sent(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "1"})

REFUSED = Outcome(400, 0)

CASES = (
    Case("a wrong signature", signed_by(lambda _: {"X-Slack-Signature": "v0=00"}), Outcome(403, 0), REFUSED),
    Case("no signature", unsigned, Outcome(403, 0), REFUSED),
    Case(
        "a signature of another secret",
        signed_by(lambda content: signed(content, secret=SECRET[::-1])),
        Outcome(403, 0),
        REFUSED,
    ),
    Case("words changed after signing", signed_by(lambda _: signed(b"{}")), Outcome(403, 0), REFUSED),
    Case(
        "a recorded request, ten minutes later",
        signed_by(lambda content: signed(content, time.time() - 600)),
        Outcome(403, 0),
        REFUSED,
    ),
    Case(
        "a request from the future",
        signed_by(lambda content: signed(content, time.time() + 600)),
        Outcome(403, 0),
        REFUSED,
    ),
    Case(
        "a time that is no number",
        signed_by(lambda _: {"X-Slack-Request-Timestamp": "now"}),
        Outcome(403, 0),
        REFUSED,
    ),
    Case("a GET", get, Outcome(405, 0), ok(0)),
    Case("an empty body", body(b""), Outcome(400, 0), FAILS),
    Case("malformed JSON", body(b'{"type": "event_callback", "ev'), Outcome(400, 0), REFUSED),
    Case("JSON that is no object", body(b"[1, 2]"), Outcome(400, 0), FAILS),
    Case("JSON nested 100,000 deep", body(b"[" * 100_000), Outcome(400, 0), REFUSED),
    Case("an object that is nothing", fields(hello=1), Outcome(400, 0), ok(0)),
    Case("a body of 2 MB", body(b" " * 2**21), Outcome(413, 0), Outcome(413, 0)),
    Case("a form with broken JSON", body(b"payload=%7B%22type", FORM), Outcome(400, 0), FAILS),
    Case("an event without its id", callback_without("event_id"), Outcome(400, 0), ok(1)),
    Case("an event without content", callback_without("event"), Outcome(400, 0), ok(0)),
    Case("a channel that is no id", event(channel={"id": "C1"}), Outcome(400, 0), ok(0)),
    Case("Slack asks whose address it is", verification(), ok(0), ok(0)),
    Case(
        "somebody else asks whose address it is",
        verification(lambda content: signed(content, secret=SECRET[::-1])),
        Outcome(403, 0),
        REFUSED,
    ),
    Case("the same event twice", replayed, ok(1), ok(2)),
    Case("the same event five times at once", retried_at_once, ok(1), ok(5)),
    Case("delivered again: http_timeout", again("http_timeout"), ok(1), Outcome(201, 1)),
    Case("delivered again: http_error", again("http_error"), ok(1), ok(2)),
    Case("two messages, the second first", out_of_order, ok(2), ok(2)),
    Case(f"{BURST} messages in a second", burst, ok(32), ok(BURST)),
    Case("40,000 letters", event("x " * 20_000), ok(1), ok(1)),
    Case("white space only", event(" \n "), ok(1), ok(1)),
    Case("NUL, escapes and half an emoji", event("how\x00long\x1b[31m \ud83e?"), ok(1), ok(1)),
    Case("markup", event("*how* &lt;b&gt; <https://a.example|long> <!channel> `x`"), ok(1), ok(1)),
    Case("/restart, typed", event("/restart"), ok(1), ok(1)),
    Case("an intent, typed", event('/ask_how_to{"stretch": "elbow"}'), ok(1), ok(1)),
    Case("a picture", file("image/png"), ok(1), ok(0)),
    Case("a picture with words", file("image/png", ASKED), ok(1), ok(1)),
    Case("a voice clip", file("audio/mp4"), ok(1), ok(0)),
    Case("a file of no known type", file(""), ok(1), ok(0)),
    Case("an edited message", changed(ASKED, "how long?"), ok(1), ok(0)),
    Case("a link that Slack unfolds", changed(ASKED, ASKED), ok(0), ok(0)),
    Case("a deleted message", event("", subtype="message_deleted", user=None), ok(0), ok(0)),
    Case("somebody joins", event("joined", subtype="channel_join"), ok(0), ok(1)),
    Case("the app's own message", event(bot_id="B1"), ok(0), ok(0)),
    Case("an event that nobody knows yet", event(type="hologram"), ok(0), ok(0)),
    Case("a message in a channel, to others", in_channel(), ok(0), ok(0)),
    Case("the app is named in a channel", mention, ok(1), ok(1)),
    Case("the same as two events", mention_and_message, ok(1), ok(1)),
    Case("a button of another time", press(BUTTON), ok(1), ok(1)),
    Case("the same press twice", pressed_twice, ok(1), ok(2)),
    Case("a button that holds a command", press({**BUTTON, "value": "/restart"}), ok(1), ok(1)),
    Case("a button that holds nothing", press({"type": "button"}), ok(1), ok(0)),
    Case("a press of nothing", interaction(type="block_actions", actions=[]), Outcome(400, 0), FAILS),
    Case("a form that nobody knows yet", interaction(type="view_submission"), ok(0), FAILS),
    Case("the app's command", command(ASKED), ok(1), FAILS),
    Case("the app's command without words", command(""), ok(1), FAILS),
    Case("the app's command without its id", command(ASKED, trigger_id=""), Outcome(400, 0), FAILS),
    Case("Slack answers 429", refused_once(BUSY), ok(1), ok(0)),
    Case("Slack answers 503", refused_once(Sent(503, "<html>")), ok(1), ok(0)),
    Case("Slack does not like the blocks", refused_once(refused("invalid_blocks")), ok(1), ok(0)),
    Case("Slack answers that the channel is gone", refused_once(refused("channel_not_found")), ok(0), ok(0)),
)
