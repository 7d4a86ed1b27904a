"""A message's turn runs once, and a turn that fails is told from one that tells of a sign."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.lock_store import LockError
from rasa.shared.core.events import BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from limber.channels.backend import Backend
from limber.channels.entry import TurnFailedError
from limber.safety.dialogue import RED_FLAG
from limber.serving import late, turns
from limber.serving.turns import run_turns_once
from limber.stores.locks import UnreachableError
from limber.stores.marks import NoMarks, Standing
from limber.stores.turns import StoredTurns
from tests.unit.stores.test_tracker import DOMAIN, open_store

HOLD = {"tier": "urgent", "groups": ["neuro"]}
MARK = {"hold": HOLD}


class FakeMarks(NoMarks):
    """A fake of Redis, which servers may share."""

    def __init__(self) -> None:
        self.there: dict[str, list[Standing]] = {}
        self.unreachable = False
        self.added = asyncio.Event()

    async def add(self, conversation: str, standing: Standing) -> None:
        there = self.there.setdefault(conversation, [])
        there.extend([] if standing in there else [standing])
        self.added.set()

    async def remove(self, conversation: str, standing: Iterable[Standing]) -> None:
        gone = list(standing)
        self.there[conversation] = [one for one in self.there.get(conversation, []) if one not in gone]

    async def delete(self, conversation: str) -> int:
        return len(self.there.pop(conversation, []))

    async def of(self, conversation: str) -> list[Standing]:
        if self.unreachable:
            raise OSError("gone")
        return list(self.there.get(conversation, []))


class FakeProcessor:
    """A fake of Rasa's: "numb" is a sign; every turn is stored and answered with its number."""

    def __init__(self, agent: FakeAgent) -> None:
        self._agent = agent
        self.turns = 0
        self.holds: list[Any] = []
        self.stored = asyncio.Event()

    async def handle_message(self, message: UserMessage) -> None:
        self.turns += 1
        store = self._agent.tracker_store
        tracker = await store.get_or_create_tracker(message.sender_id)
        self.holds.append(tracker.get_slot("hold"))
        tracker.update(UserUttered(message.text, message_id=message.message_id))
        tracker.update(BotUttered(f"answer {self.turns}"))
        await store.save(tracker)
        self.stored.set()
        await message.output_channel.send_response(message.sender_id, {"text": f"answer {self.turns}"})

    async def _handle_message_with_tracker(self, message: UserMessage, tracker: DialogueStateTracker) -> None:
        if message.parse_data:
            tracker.update(UserUttered(message.text, message.parse_data["intent"]))
            return
        if "broken" in message.text:
            raise RuntimeError("out of order")
        intent = RED_FLAG if "numb" in message.text else "ask"
        tracker.update(UserUttered(message.text, {"name": intent}))

    async def _run_prediction_loop(self, channel: Any, tracker: DialogueStateTracker) -> None:
        await channel.send_response(tracker.sender_id, {"text": "Call 112."})
        tracker.update(SlotSet("hold", HOLD))


class FakeAgent:
    """A fake of Rasa's agent: real store, and a lock that fails as it is told."""

    def __init__(self, folder: Path) -> None:
        self.domain = DOMAIN
        self.tracker_store = open_store(folder)
        self.lock_store = self
        self.marks = FakeMarks()
        # Each is a server of its own.
        run_turns_once()
        self.handle = Agent.handle_message
        self.processor = FakeProcessor(self)
        self.unreachable = False
        self.error = LockError("busy")
        self._turn = asyncio.Lock()

    def is_ready(self) -> bool:
        return True

    @asynccontextmanager
    async def lock(self, _: str) -> AsyncIterator[None]:
        if self.unreachable:
            raise self.error
        async with self._turn:
            yield


@pytest.fixture
def agent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeAgent]:
    monkeypatch.setattr(Agent, "handle_message", Agent.handle_message)
    made = FakeAgent(tmp_path)
    yield made
    made.tracker_store.engine.dispose()


def say(agent: FakeAgent, text: str, message: str) -> list[str]:
    return asyncio.run(turn(agent, text, message))


async def turn(agent: FakeAgent, text: str, message: str, sender: str = "anna") -> list[str]:
    channel = CollectingOutputChannel()
    said = UserMessage(text, channel, sender, message_id=message)
    await agent.handle(agent, said)  # type: ignore[arg-type]
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


def test_where_the_pipeline_fails_patterns_find_a_sign(agent: FakeAgent) -> None:
    assert words(agent, "all is broken, I can't control my bladder") == ["Call 112."]


async def hang(_: UserMessage) -> None:
    await asyncio.Event().wait()


def test_a_turn_that_hangs_fails_and_a_sign_gets_its_words(
    agent: FakeAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "LONGEST_TURN_SECONDS", 0.01)
    agent.processor.handle_message = hang  # type: ignore[method-assign]

    for text, said in (("my legs are numb", ["Call 112."]), ("how long?", [])):
        with pytest.raises(TurnFailedError) as failed:
            say(agent, text, "m-1")
        assert [one["text"] for one in failed.value.messages] == said


def test_a_turn_that_hangs_lets_the_next_one_go_on(agent: FakeAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    handled = agent.processor.handle_message
    agent.processor.handle_message = hang  # type: ignore[method-assign]

    async def two_turns() -> list[str]:
        with monkeypatch.context() as patched:
            patched.setattr(turns, "LONGEST_TURN_SECONDS", 0.01)
            with pytest.raises(TurnFailedError):
                await turn(agent, "how long?", "m-1")
        agent.processor.handle_message = handled  # type: ignore[method-assign]
        return await turn(agent, "how long?", "m-2")

    assert asyncio.run(two_turns()) == ["answer 1"]


def stored(agent: FakeAgent, sender: str = "anna") -> list[str]:
    """What a person said and is stored."""
    events = StoredTurns(agent.tracker_store).newest(sender, 10)
    return [event["text"] for event in events if event["event"] == "user"]


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late, "PAUSE_SECONDS", 0.0)


async def tell_signs(agent: FakeAgent, *senders: str) -> None:
    """Signs that can't be stored; then the locks are there again."""
    agent.unreachable = True
    for sender in senders:
        with pytest.raises(TurnFailedError):
            await turn(agent, f"{sender} is numb", f"m-{sender}", sender)
    with pytest.raises(TurnFailedError):
        await turn(agent, "how long?", "m-2", senders[-1])
    agent.unreachable = False


async def wait_for(agent: FakeAgent, sender: str, messages: int) -> None:
    """Wait until so many messages of a person are stored."""
    while len(stored(agent, sender)) < messages:
        agent.processor.stored.clear()
        await asyncio.wait_for(agent.processor.stored.wait(), 10)


@pytest.mark.usefixtures("at_once")
def test_the_turn_of_a_sign_is_stored_as_soon_as_that_can_be_done(agent: FakeAgent) -> None:
    async def outage() -> None:
        await tell_signs(agent, "anna", "ben")
        await wait_for(agent, "anna", 1)
        await wait_for(agent, "ben", 1)

    asyncio.run(outage())
    assert stored(agent) == ["anna is numb"]
    assert stored(agent, "ben") == ["ben is numb"]


def test_without_redis_the_turn_of_a_sign_is_stored_all_the_same(agent: FakeAgent) -> None:
    agent.unreachable, agent.error = True, UnreachableError("gone")

    async def outage() -> None:
        with pytest.raises(TurnFailedError):
            await turn(agent, "my legs are numb", "m-1")
        await wait_for(agent, "anna", 1)

    asyncio.run(outage())
    assert stored(agent) == ["my legs are numb"]


def test_a_turn_after_a_sign_that_was_not_stored_knows_of_it(agent: FakeAgent) -> None:
    words(agent, "my legs are numb")
    agent.unreachable = False

    assert say(agent, "how long?", "m-2") == ["answer 2"]
    assert stored(agent) == ["my legs are numb", "how long?"]


def test_a_sign_that_is_sent_again_after_an_outage_is_stored_once(agent: FakeAgent) -> None:
    words(agent, "my legs are numb")
    agent.unreachable = False

    assert say(agent, "my legs are numb", "m-1") == ["answer 1"]
    assert stored(agent) == ["my legs are numb"]


@pytest.mark.usefixtures("at_once")
def test_a_sign_that_can_never_be_stored_holds_up_nobody(agent: FakeAgent) -> None:
    handled = agent.processor.handle_message

    async def handle(message: UserMessage) -> None:
        if message.text == "anna is numb":
            raise RuntimeError("out of order")
        await handled(message)

    async def outage() -> None:
        agent.processor.handle_message = handle  # type: ignore[method-assign]
        await tell_signs(agent, "anna", "ben")
        await wait_for(agent, "ben", 1)
        assert await turn(agent, "how long?", "m-3", "anna") == ["answer 2"]
        agent.processor.handle_message = handled  # type: ignore[method-assign]
        await wait_for(agent, "anna", 2)

    asyncio.run(outage())
    assert stored(agent) == ["how long?", "anna is numb"]


def test_of_too_many_signs_the_oldest_is_given_up(agent: FakeAgent, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(late, "MOST_MESSAGES", 2)

    async def outage() -> None:
        agent.unreachable = True
        for number in range(3):
            with pytest.raises(TurnFailedError):
                await turn(agent, f"numb since {number}", f"m-{number}")
        agent.unreachable = False
        await turn(agent, "how long?", "m-9")

    asyncio.run(outage())
    assert stored(agent) == ["numb since 1", "numb since 2", "how long?"]


@pytest.fixture
def other(agent: FakeAgent, tmp_path: Path) -> Iterator[FakeAgent]:
    """Another server with the same stores."""
    made = FakeAgent(tmp_path)
    made.marks = agent.marks
    yield made
    made.tracker_store.engine.dispose()


def test_another_server_knows_of_a_sign_whose_turn_is_not_stored(agent: FakeAgent, other: FakeAgent) -> None:
    words(agent, "my legs are numb")

    assert say(other, "how long?", "m-2") == ["answer 1"]
    assert other.processor.holds == [HOLD]
    assert agent.marks.there == {"anna": []}


def test_a_sign_of_a_conversation_that_goes_on_is_known_too(agent: FakeAgent, other: FakeAgent) -> None:
    say(other, "how long?", "m-0")
    words(agent, "my legs are numb")

    say(other, "how long?", "m-2")
    assert other.processor.holds == [None, HOLD]


@pytest.mark.usefixtures("at_once")
def test_a_sign_that_is_stored_is_marked_no_more(agent: FakeAgent) -> None:
    async def outage() -> None:
        await tell_signs(agent, "anna")
        assert agent.marks.there == {"anna": [MARK]}
        await wait_for(agent, "anna", 1)

    asyncio.run(outage())
    assert agent.marks.there == {"anna": []}


@pytest.mark.usefixtures("at_once")
def test_without_redis_the_others_are_told_when_it_is_back(agent: FakeAgent) -> None:
    agent.unreachable, agent.error = True, UnreachableError("gone")

    async def handle(_: UserMessage) -> None:
        raise RuntimeError("no database either")

    async def outage() -> None:
        agent.processor.handle_message = handle  # type: ignore[method-assign]
        with pytest.raises(TurnFailedError):
            await turn(agent, "my legs are numb", "m-1")
        assert agent.marks.there == {}
        await asyncio.wait_for(agent.marks.added.wait(), 10)

    asyncio.run(outage())
    assert agent.marks.there["anna"][0] == MARK


def test_what_is_no_sign_is_not_marked(agent: FakeAgent) -> None:
    words(agent, "how long?")
    assert agent.marks.there == {}


def test_where_marks_can_t_be_read_no_turn_runs(agent: FakeAgent) -> None:
    agent.marks.unreachable = True

    with pytest.raises(TurnFailedError):
        say(agent, "how long?", "m-1")
    assert agent.processor.turns == 0


def test_of_too_many_signs_the_oldest_is_marked_no_more(
    agent: FakeAgent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(late, "MOST_MESSAGES", 1)

    async def outage() -> None:
        agent.unreachable = True
        for sender in ("anna", "ben"):
            with pytest.raises(TurnFailedError):
                await turn(agent, "my legs are numb", "m-1", sender)

    asyncio.run(outage())
    assert agent.marks.there == {"anna": [], "ben": [MARK]}


def test_of_a_conversation_that_is_deleted_no_mark_stays(agent: FakeAgent) -> None:
    words(agent, "my legs are numb")

    asyncio.run(Backend(SimpleNamespace(ctx=SimpleNamespace(agent=agent))).delete("anna"))
    assert agent.marks.there == {}
