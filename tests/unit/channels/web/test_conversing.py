"""Turns that fail or stay silent; the rest is tested against a running server."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage

from limber.channels.entry import guard
from limber.channels.web.conversing import Conversing
from limber.channels.web.settings import read_web_settings
from limber.channels.web.wire import Refused
from limber.content import default_store

CONVERSATION = "web-" + "0" * 32
MESSAGE = {"id": "message-1", "text": "how long?"}
Sent = list[tuple[str, dict[str, Any], str]]


class FakeSockets:
    """A fake socket.io server: keeps what it is given to send."""

    def __init__(self) -> None:
        self.sent: Sent = []

    async def emit(self, event: str, data: dict[str, Any], room: str, skip_sid: str | None = None) -> None:
        self.sent.append((event, data, room))

    async def enter_room(self, sid: str, room: str) -> None:
        """There are no rooms here."""


class FakeBackend:
    """A fake server: its store holds what ``stored`` names, in memory."""

    def __init__(self) -> None:
        self.stored: set[str] = set()
        self.turns = self

    def has(self, conversation: str, message: str) -> bool:
        return message in self.stored

    async def said_to(self, conversation: str, message: str) -> None:
        """Nothing was said before."""

    def newest(self, conversation: str, turns: int) -> list[dict[str, Any]]:
        return []

    @asynccontextmanager
    async def lock(self, conversation: str) -> Any:
        yield


def converse(bot: Callable[[UserMessage, FakeBackend], Awaitable[None]]) -> tuple[Sent, Any]:
    """Send one message to a bot; what was emitted after the session began, and how the event ended."""
    sockets, backend = FakeSockets(), FakeBackend()

    async def handle(message: UserMessage) -> None:
        await bot(message, backend)

    async def talk() -> Any:
        conversing: Any = Conversing(sockets, backend, guard(handle), read_web_settings(None))  # type: ignore[arg-type]
        conversing.connect("socket", "203.0.113.7")
        await conversing.session_request("socket", {"session_id": CONVERSATION})
        try:
            return await conversing.user_uttered("socket", MESSAGE)
        except Refused as refused:
            return refused

    ended = asyncio.run(talk())
    return sockets.sent[1:], ended


def trouble() -> str:
    return default_store().phrases.say("trouble")


def test_a_stored_turn_is_said_once_to_the_room() -> None:
    async def bot(message: UserMessage, backend: FakeBackend) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": "20 seconds."})
        await message.output_channel.send_response(message.sender_id, {"text": "On each side."})
        backend.stored.add(message.message_id)

    sent, ended = converse(bot)

    assert [(event, room) for event, _, room in sent] == [("said", CONVERSATION), ("reply", CONVERSATION)]
    assert [block["text"] for block in sent[1][1]["blocks"]] == ["20 seconds.", "On each side."]
    assert ended == {"ok": True, "duplicate": False}


def test_a_turn_that_fails_answers_in_words_and_may_be_sent_again() -> None:
    async def bot(_: UserMessage, __: FakeBackend) -> None:
        raise RuntimeError("out of order")

    sent, ended = converse(bot)

    assert sent[-1][0] == "reply"
    assert sent[-1][1]["kind"] == "fallback"
    assert sent[-1][1]["blocks"][0]["text"] == trouble()
    assert ended.code.value == "failed"


def test_a_silent_turn_answers_in_words() -> None:
    async def bot(message: UserMessage, backend: FakeBackend) -> None:
        backend.stored.add(message.message_id)

    sent, ended = converse(bot)

    assert sent[-1][1]["blocks"][0]["text"] == trouble()
    assert ended == {"ok": True, "duplicate": False}


@pytest.mark.parametrize(("kind", "said"), [("answer", False), ("escalation", True), ("safety_check", True)])
def test_of_turns_that_are_not_stored_only_what_must_be_said_is_said(kind: str, said: bool) -> None:
    async def bot(message: UserMessage, _: FakeBackend) -> None:
        await message.output_channel.send_response(message.sender_id, {"text": "Words."})
        contract = {"custom": {"data": {"limber": {"kind": kind}}}}
        await message.output_channel.send_response(message.sender_id, contract)

    sent, ended = converse(bot)

    assert (sent[-1][1]["blocks"][0]["text"] == "Words.") is said
    assert ended.code.value == "failed"
