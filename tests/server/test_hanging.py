"""A pipeline that hangs ends in words: those of a sign where there is one, else a request to try again."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.processor import MessageProcessor
from rasa.core.utils import AvailableEndpoints

from limber.channels.backend import Backend
from limber.channels.entry import guard
from limber.channels.unread import Unread
from limber.serving import parsing
from limber.serving.actions import EmbeddedActions
from limber.serving.asking import load_quickly
from limber.serving.parsing import parse_beside_the_loop
from limber.serving.turns import run_turns_once
from tests.replies import contract_of
from tests.running import Replies, trained_model

pytestmark = pytest.mark.model

SIGN = "I can't control my bladder any more"


@pytest.fixture
def hanging(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every message is read until the end of the test."""
    let_go = threading.Event()

    def read(*_: Any) -> dict[str, Any]:
        let_go.wait(60)
        raise RuntimeError("let go")

    for owner, name in ((Agent, "handle_message"), (MessageProcessor, "parse_message")):
        monkeypatch.setattr(owner, name, getattr(owner, name))
    monkeypatch.setattr(MessageProcessor, "_parse_message_with_graph", read)
    monkeypatch.setattr(parsing, "LONGEST_READ_SECONDS", 0.01)
    parse_beside_the_loop()
    run_turns_once()
    yield
    let_go.set()


async def say(agent: Agent, text: str) -> Replies:
    channel = CollectingOutputChannel()
    await guard(agent.handle_message)(UserMessage(text, channel, "anna", input_channel="rest"))
    messages: Replies = channel.messages
    return messages


@pytest.mark.usefixtures("hanging")
def test_nobody_waits_in_silence() -> None:
    async def test() -> None:
        agent = await load_quickly(trained_model(), AvailableEndpoints(action=EmbeddedActions()))
        for _ in range(2):
            contract = contract_of(await say(agent, SIGN))
            assert (contract["kind"], contract["tier"]) == ("escalation", "emergency")
            contract = contract_of(await say(agent, "how long do I hold the pigeon?"))
            assert (contract["kind"], contract["retry"]) == ("fallback", True)
        # What decides whether a message beyond a limit is taken: in doubt it is.
        backend = Backend(SimpleNamespace(ctx=SimpleNamespace(agent=agent)))
        assert await Unread("telegram", backend).must_be_heard("anna", "how long?")

    asyncio.run(test())
