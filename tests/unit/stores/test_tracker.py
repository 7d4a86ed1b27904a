"""The bounded store: what a turn reads, what is stored, and where a session begins."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from limber.stores.standing import SAFETY_SLOTS
from limber.stores.tracker import NEWEST_EVENTS, BoundedTrackerStore

SLOTS = ("stretch", "topic", "offer")
DOMAIN = Domain.from_dict(
    {
        "version": "3.1",
        "intents": ["ask"],
        "actions": ["action_answer"],
        "slots": {
            name: {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}
            for name in (*SLOTS, *SAFETY_SLOTS)
        },
    }
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[BoundedTrackerStore]:
    opened = open_store(tmp_path)
    yield opened
    opened.engine.dispose()


def open_store(folder: Path) -> BoundedTrackerStore:
    return BoundedTrackerStore(DOMAIN, db=str(folder / "var" / "conversations.db"))


def session_start() -> list[Event]:
    """What Rasa writes at the start of a session."""
    return [ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")]


def turn(number: int, **slots: Any) -> list[Event]:
    """What Rasa writes for one message with an answer."""
    return [
        UserUttered(f"question {number}", {"name": "ask", "confidence": 1.0}),
        ActionExecuted("action_answer"),
        BotUttered(f"answer {number}"),
        BotUttered(None, {"custom": {"data": {"limber": {"kind": "answer"}}}}),
        *(SlotSet(name, value) for name, value in slots.items()),
        ActionExecuted("action_listen"),
    ]


def add(store: BoundedTrackerStore, sender: str, events: list[Event]) -> DialogueStateTracker:
    """Read a conversation, add events and save it, as a turn does."""

    async def run() -> DialogueStateTracker:
        tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
        tracker.update_with_events(events, DOMAIN)
        await store.save(tracker)
        return tracker

    return loop().run_until_complete(run())


def read(store: BoundedTrackerStore, sender: str) -> DialogueStateTracker:
    tracker = loop().run_until_complete(store.retrieve(sender))
    assert tracker is not None
    return tracker


@cache
def loop() -> asyncio.AbstractEventLoop:
    """One event loop, with its threads, for all turns: to make one takes as long as a turn."""
    return asyncio.new_event_loop()


def slots_of(tracker: DialogueStateTracker) -> dict[str, Any]:
    return {name: tracker.get_slot(name) for name in SLOTS}


def plain(events: list[Event]) -> list[tuple[str, Any]]:
    """Type and telling value of events, to compare."""
    return [(event.type_name, event.as_dict().get("text") or event.as_dict().get("name")) for event in events]


def stored(store: BoundedTrackerStore, sender: str) -> list[tuple[str, Any]]:
    """The same of what the database holds, in order."""
    with store.engine.connect() as connection:
        rows = connection.execute(
            sa.text("SELECT data FROM events WHERE sender_id = :sender ORDER BY id"), {"sender": sender}
        )
        data = [json.loads(row[0]) for row in rows]
    return [(event["event"], event.get("text") or event.get("name")) for event in data]


def test_an_unknown_conversation_is_none(store: BoundedTrackerStore) -> None:
    assert asyncio.run(store.retrieve("nobody")) is None


def test_a_short_conversation_is_read_whole(store: BoundedTrackerStore) -> None:
    events = [*session_start(), *turn(1, stretch="pigeon")]
    add(store, "anna", events)
    tracker = read(store, "anna")
    assert plain(list(tracker.events)) == plain(events)
    assert slots_of(tracker) == {"stretch": "pigeon", "topic": None, "offer": None}


def test_a_long_conversation_reads_the_newest_events_and_older_slots_and_stores_each_event_once(
    store: BoundedTrackerStore,
) -> None:
    turns = 300
    everything = session_start()
    add(store, "anna", everything)
    for number in range(turns):
        slots: dict[str, Any] = {"topic": f"topic {number}"}
        if number == 0:
            slots |= {"stretch": "pigeon", "offer": {"intent": "ask_how_to"}}
        if number == turns // 2:
            slots |= {"offer": None}
        events = turn(number, **slots)
        everything += events
        seen = add(store, "anna", events)
        assert len(seen.events) <= NEWEST_EVENTS + len(SLOTS) + len(events)
    tracker = read(store, "anna")
    assert len(tracker.events) <= NEWEST_EVENTS + len(SLOTS)
    assert plain(list(tracker.events))[-NEWEST_EVENTS:] == plain(everything)[-NEWEST_EVENTS:]
    assert slots_of(tracker) == {"stretch": "pigeon", "topic": f"topic {turns - 1}", "offer": None}
    assert tracker.latest_message is not None
    assert tracker.latest_message.text == f"question {turns - 1}"
    assert stored(store, "anna") == plain(everything)


def test_the_whole_conversation_can_still_be_read(store: BoundedTrackerStore) -> None:
    everything = [event for number in range(30) for event in turn(number)]
    add(store, "anna", everything)
    tracker = asyncio.run(store.retrieve_full_tracker("anna"))
    assert tracker is not None
    assert plain(list(tracker.events)) == plain(everything)


def test_saving_twice_stores_nothing_twice(store: BoundedTrackerStore) -> None:
    everything = [*session_start(), *turn(1)]
    add(store, "anna", everything)

    async def save_twice() -> None:
        tracker = await store.get_or_create_tracker("anna")
        tracker.update_with_events(turn(2), DOMAIN)
        await store.save(tracker)
        await store.save(tracker)
        tracker.update_with_events(turn(3), DOMAIN)
        await store.save(tracker)

    asyncio.run(save_twice())
    assert stored(store, "anna") == plain([*everything, *turn(2), *turn(3)])


@pytest.mark.parametrize("turns_before", [1, 40])
@pytest.mark.parametrize("turns_after", [0, 1, 40])
def test_a_new_session_starts_clean(store: BoundedTrackerStore, turns_before: int, turns_after: int) -> None:
    before = [*session_start(), *turn(0, stretch="pigeon", topic="pigeon")]
    for number in range(1, turns_before):
        before += turn(number)
    add(store, "anna", before)
    # Rasa resets the slots with the events of the new session.
    tracker = add(store, "anna", session_start())
    after = session_start()
    for number in range(turns_after):
        events = turn(number, offer=number)
        after += events
        add(store, "anna", events)
    tracker = read(store, "anna")
    assert slots_of(tracker) == {
        "stretch": None,
        "topic": None,
        "offer": turns_after - 1 if turns_after else None,
    }
    assert not any(isinstance(event, SlotSet) and event.key != "offer" for event in tracker.events)
    if len(after) <= NEWEST_EVENTS:
        assert plain(list(tracker.events)) == plain(after)
    assert stored(store, "anna") == plain([*before, *after])


def test_conversations_do_not_mix(store: BoundedTrackerStore) -> None:
    told: dict[str, list[Event]] = {"anna": session_start(), "ben": session_start()}
    for sender, events in told.items():
        add(store, sender, events)
    for number in range(30):
        for sender in told:
            events = turn(
                number, stretch=f"{sender}'s {number}", **({"topic": sender} if number == 0 else {})
            )
            told[sender] += events
            add(store, sender, events)
    for sender, everything in told.items():
        tracker = read(store, sender)
        assert slots_of(tracker) == {"stretch": f"{sender}'s 29", "topic": sender, "offer": None}
        assert stored(store, sender) == plain(everything)


def test_conversations_survive_a_restart(store: BoundedTrackerStore, tmp_path: Path) -> None:
    everything = session_start()
    add(store, "anna", everything)
    for number in range(30):
        everything += turn(number, **({"stretch": "pigeon"} if number == 0 else {}))
        add(store, "anna", turn(number, **({"stretch": "pigeon"} if number == 0 else {})))
    store.engine.dispose()
    again = open_store(tmp_path)
    assert slots_of(read(again, "anna"))["stretch"] == "pigeon"
    add(again, "anna", turn(30))
    assert stored(again, "anna") == plain([*everything, *turn(30)])
    again.engine.dispose()


def test_no_query_of_a_turn_reads_the_whole_table(store: BoundedTrackerStore) -> None:
    add(store, "anna", [event for number in range(30) for event in turn(number, topic=str(number))])
    asked: list[tuple[str, Any]] = []

    @sa.event.listens_for(store.engine, "before_cursor_execute")
    def note(_: Any, __: Any, statement: str, values: Any, *___: Any) -> None:
        asked.append((statement, values))

    read(store, "anna")
    sa.event.remove(store.engine, "before_cursor_execute", note)
    selects = [(statement, values) for statement, values in asked if statement.startswith("SELECT")]
    assert selects
    connection = store.engine.raw_connection()
    for statement, values in selects:
        plan = connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", values).fetchall()
        # The row around the look-ups of the slots is of no table.
        read_whole = [row for row in plan if "SCAN" in row[-1] and row[-1] != "SCAN CONSTANT ROW"]
        assert not read_whole, (statement, plan)
    connection.close()
