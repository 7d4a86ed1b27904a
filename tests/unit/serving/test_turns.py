"""A message's turn runs once, and a turn that fails is told from one that tells of a sign."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.lock_store import LockError
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from limber.channels.entry import TurnFailedError
from limber.safety.dialogue import RED_FLAG
from limber.serving.turns import run_turns_once
from tests.unit.stores.test_tracker import DOMAIN, open_store


class FakeProcessor:
    """A fake of Rasa's: "numb" is a sign; every turn is stored and answered with its number."""

    def __init__(self, agent: FakeAgent) -> None:
        self._agent = agent
        self.turns = 0

    async def handle_message(self, message: UserMessage) -> None:
        self.turns += 1
        store = self._agent.tracker_store
        tracker = await store.get_or_create_tracker(message.sender_id)
        tracker.update(UserUttered(message.text, message_id=message.message_id))
        tracker.update(BotUttered(f"answer {self.turns}"))
        await store.save(tracker)
        await message.output_channel.send_response(message.sender_id, {"text": f"answer {self.turns}"})

    async def _handle_message_with_tracker(self, message: UserMessage, tracker: DialogueStateTracker) -> None:
        if "broken" in message.text:
            raise RuntimeError("out of order")
        intent = RED_FLAG if "numb" in message.text else "ask"
        tracker.update(UserUttered(message.text, {"name": intent}))

    async def _run_prediction_loop(self, channel: Any, tracker: DialogueStateTracker) -> None:
        await channel.send_response(tracker.sender_id, {"text": "Call 112."})


class FakeAgent:
    """A fake of Rasa's agent: real store, and a lock that fails as it is told."""

    def __init__(self, folder: Path) -> None:
        self.domain = DOMAIN
        self.tracker_store = open_store(folder)
        self.lock_store = self
        self.processor = FakeProcessor(self)
        self.unreachable = False

    def is_ready(self) -> bool:
        return True

    @asynccontextmanager
    async def lock(self, _: str) -> AsyncIterator[None]:
        if self.unreachable:
            raise LockError("nobody there")
        yield


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAgent]:
    monkeypatch.setattr(Agent, "handle_message", Agent.handle_message)
    run_turns_once()
    made = FakeAgent(tmp_path)
    yield made
    made.tracker_store.engine.dispose()


def say(agent: FakeAgent, text: str, message: str) -> list[str]:
    channel = CollectingOutputChannel()
    said = UserMessage(text, channel, "anna", message_id=message)
    asyncio.run(Agent.handle_message(agent, said))  # type: ignore[arg-type]
    return [one["text"] for one in channel.messages]


def words(agent: FakeAgent, text: str) -> list[str]:
    """What must be said where the turn fails."""
    agent.unreachable = True
    with pytest.raises(TurnFailedError) as failed:
        say(agent, text, "m-1")
    return [one["text"] for one in failed.value.messages]


def test_a_message_that_comes_again_is_answered_as_before_and_not_run_again(agent: FakeAgent) -> None:
    assert say(agent, "how long?", "m-1") == ["answer 1"]
    assert say(agent, "how long?", "m-1") == ["answer 1"]
    assert say(agent, "how long?", "m-2") == ["answer 2"]
    assert agent.processor.turns == 2


def test_without_a_lock_a_sign_gets_its_words(agent: FakeAgent) -> None:
    assert words(agent, "my legs are numb") == ["Call 112."]


def test_without_a_lock_nothing_else_is_said(agent: FakeAgent) -> None:
    assert words(agent, "how long?") == []
    assert agent.processor.turns == 0


def test_a_screen_that_fails_too_leaves_the_words_to_the_entry(agent: FakeAgent) -> None:
    assert words(agent, "broken") == []
