"""A fake of Slack: takes messages as the Web API does, and delivers what people do, signed by its own SDK."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlencode

import httpx
from slack_sdk.models.blocks import Block
from slack_sdk.signature import SignatureVerifier

from tests.channels.conversation import Heard, settle
from tests.channels.recording import Data, RecordingServer, Sent
from tests.running import LimberServer

TOKEN = "xoxb-0000000000-fake-token-of-the-tests"
SECRET = "0123456789abcdef" * 2
TEAM = "T0001"
BOT = "U0BOT"

PATH = "/webhooks/slack/webhook"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"

_NUMBERS = count(1)


class SlackServer(RecordingServer):
    """Slack's Web API and response addresses, as far as Limber uses them; a fake."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: dict[tuple[str, str], Data] = {}
        self._times = count(int(time.time()))

    def respond(self, path: str, headers: Mapping[str, str], values: Data) -> Sent:
        if path.startswith("/hooks/"):
            return self._hooked(values)
        if headers.get("Authorization") != f"Bearer {TOKEN}":
            return refused("invalid_auth")
        method = path.removeprefix("/api/")
        if method == "chat.postMessage":
            return self._posted(values)
        return self._updated(values) if method == "chat.update" else refused("unknown_method")

    def _hooked(self, values: Data) -> Sent:
        fault = _fault(values)
        return refused(fault) if fault else Sent(200, "ok")

    def _posted(self, values: Data) -> Sent:
        fault = _fault(values)
        if fault:
            return refused(fault)
        place = values["channel"], f"{next(self._times)}.000100"
        self.messages[place] = {**values, "ts": place[1]}
        return Sent(200, {"ok": True, "channel": place[0], "ts": place[1]})

    def _updated(self, values: Data) -> Sent:
        place = values["channel"], values["ts"]
        fault = "message_not_found" if place not in self.messages else _fault(values)
        if fault:
            return refused(fault)
        self.messages[place] = {**self.messages[place], **values}
        return Sent(200, {"ok": True, "channel": place[0], "ts": place[1]})


def _fault(values: Data) -> str:
    if not values.get("text"):
        return "no_text"
    if len(values["text"]) > 4000:
        return "msg_too_long"
    blocks = values.get("blocks", [])
    try:
        # What Slack's own SDK knows of blocks.
        for block in Block.parse_all(blocks):
            block.validate_json()
    except Exception:
        return "invalid_blocks"
    return "invalid_blocks" if len(blocks) > 50 or len(list(Block.parse_all(blocks))) < len(blocks) else ""


def refused(error: str) -> Sent:
    return Sent(200, {"ok": False, "error": error})


def new_id(letter: str) -> str:
    return f"{letter}{next(_NUMBERS):08}"


def signed(body: bytes, at: float | None = None, secret: str = SECRET) -> dict[str, str]:
    """The head that Slack's own SDK makes for a body."""
    timestamp = str(int(time.time() if at is None else at))
    made = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
    return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": made or ""}


def words(message: Data) -> str:
    """What somebody reads in a message."""
    return "\n".join(_lines(message.get("blocks", []))) or message["text"]


def _lines(blocks: list[Data]) -> Iterator[str]:
    for block in blocks:
        if block["type"] == "rich_text_list":
            for number, item in enumerate(block["elements"], start=1):
                before = f"{number}." if block["style"] == "ordered" else "\u2022"
                yield f"{before} {item['elements'][0]['text']}"
        elif block["type"] != "actions":
            yield from filter(None, [_text(block)])
            yield from _lines(block.get("elements", []))


def _text(block: Data) -> str:
    text = block.get("text", "")
    return str(text["text"] if isinstance(text, dict) else text)


def buttons(message: Data) -> list[Data]:
    """The buttons of a message."""
    found = [block for block in message.get("blocks", []) if block["type"] == "actions"]
    return [button for block in found for button in block["elements"]]


@dataclass
class Member:
    """Somebody of the workspace.

    Attributes:
        slack: the fake that stands for Slack.
        limber: the server to which it delivers.
        user: who it is; the direct messages and a channel have the same number.
    """

    slack: SlackServer
    limber: LimberServer
    user: str

    @property
    def direct(self) -> str:
        return f"D{self.user[1:]}"

    @property
    def channel(self) -> str:
        return f"C{self.user[1:]}"

    @property
    def hook(self) -> str:
        return f"{self.slack.url}/hooks/{self.user}"

    def event(self, text: str = "", **more: Any) -> Data:
        """A callback that tells of a direct message; ``more`` of the event."""
        event = {
            "type": "message",
            "channel": self.direct,
            "channel_type": "im",
            "user": self.user,
            "text": text,
            "ts": f"{time.time():.6f}",
            **more,
        }
        return {
            "type": "event_callback",
            "event_id": new_id("Ev"),
            "team_id": TEAM,
            "api_app_id": "A1",
            "event": {name: value for name, value in event.items() if value is not None},
            "authorizations": [{"user_id": BOT, "is_bot": True}],
        }

    def mention(self, text: str, **more: Any) -> Data:
        """A callback that tells that the app was named in a channel."""
        return self.event(
            f"<@{BOT}> {text}", type="app_mention", channel=self.channel, channel_type=None, **more
        )

    def pressed(self, message: Data, button: Data, **more: Any) -> Data:
        """An interaction that tells of a pressed button."""
        return {
            "type": "block_actions",
            "trigger_id": new_id("1."),
            "user": {"id": self.user, "username": "anna", "team_id": TEAM},
            "team": {"id": TEAM, "domain": "clinic"},
            "channel": {"id": message["channel"], "name": "directmessage"},
            "container": {"type": "message", "message_ts": message["ts"], "is_ephemeral": False},
            "message": message,
            "actions": [{**button, "action_ts": "1.0"}],
            "response_url": self.hook,
            **more,
        }

    def command(self, text: str, **more: str) -> dict[str, str]:
        """The form with which Slack tells of the app's command."""
        return {
            "command": "/limber",
            "text": text,
            "user_id": self.user,
            "team_id": TEAM,
            "channel_id": self.channel,
            "trigger_id": new_id("1."),
            "response_url": self.hook,
            **more,
        }

    def deliver(self, fields: Data, **head: str) -> httpx.Response:
        """Deliver as Slack does: interactions and commands as forms, all else as JSON."""
        if fields.get("type") == "block_actions":
            return self.post(urlencode({"payload": json.dumps(fields)}).encode(), FORM, **head)
        if "command" in fields:
            return self.post(urlencode(fields).encode(), FORM, **head)
        return self.post(json.dumps(fields).encode(), **head)

    def post(self, body: bytes, kind: str = JSON, **head: str) -> httpx.Response:
        """Send a body as it is; ``head`` replaces what is right."""
        headers = {"Content-Type": kind, **signed(body), **head}
        return httpx.post(self.limber.url + PATH, content=body, headers=headers, timeout=60)

    def write(self, text: str, **more: Any) -> list[Data]:
        """Write a direct message, and give the messages that came back."""
        return self.after(lambda: self.deliver(self.event(text, **more)))

    def press(self, title: str) -> list[Data]:
        """Press the newest button with that title, and give the messages that came back."""
        message, button = next(
            (message, button)
            for (channel, _), message in reversed(self.slack.messages.items())
            if channel in (self.direct, self.channel)
            for button in buttons(message)
            if button["text"]["text"] == title
        )
        return self.after(lambda: self.deliver(self.pressed(message, button)))

    def after(self, act: Callable[[], httpx.Response]) -> list[Data]:
        """The messages that came because of an act."""
        before = len(self.answers)
        assert act().status_code == 200
        settle(self.limber)
        return self.answers[before:]

    @property
    def answers(self) -> list[Data]:
        """Every message that came back, wherever this person reads it."""
        places = (self.direct, self.channel, self.user)
        return [
            {**call.values, "ts": _time(call.answer)}
            for call in self.slack.calls
            if call.path in ("/api/chat.postMessage", f"/hooks/{self.user}")
            and (call.path.startswith("/hooks/") or call.values["channel"] in places)
            and _is_taken(call.answer)
        ]


def _is_taken(answer: Sent) -> bool:
    return answer.body == "ok" or (isinstance(answer.body, dict) and answer.body.get("ok") is True)


def _time(answer: Sent) -> str | None:
    return answer.body.get("ts") if isinstance(answer.body, dict) else None


class SlackTalker:
    """Somebody who holds the recorded conversation in direct messages."""

    def __init__(self, member: Member) -> None:
        self._member = member

    def write(self, text: str) -> Heard:
        return _heard(self._member.write(text))

    def press(self, title: str) -> Heard:
        return _heard(self._member.press(title))


def _heard(messages: list[Data]) -> Heard:
    titles = [button["text"]["text"] for message in messages for button in buttons(message)]
    return Heard("\n".join(map(words, messages)), tuple(titles))
