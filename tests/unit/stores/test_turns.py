"""Stored conversations as people saw them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered

from limber.stores.feedback import Feedback
from limber.stores.tracker import NEWEST_EVENTS, BoundedTrackerStore
from limber.stores.turns import StoredTurns
from tests.unit.stores.test_tracker import add, open_store, read, session_start


@pytest.fixture
def store(tmp_path: Path) -> Iterator[BoundedTrackerStore]:
    opened = open_store(tmp_path)
    yield opened
    opened.engine.dispose()


@pytest.fixture
def turns(store: BoundedTrackerStore) -> StoredTurns:
    return StoredTurns(store)


def turn(number: int) -> list[Event]:
    """What Rasa writes for one message with two replies."""
    return [
        UserUttered(f"question {number}", {"name": "ask"}, message_id=f"message {number}"),
        ActionExecuted("action_answer"),
        BotUttered(f"answer {number}"),
        BotUttered(f"more {number}"),
        ActionExecuted("action_listen"),
    ]


def texts(events: list[dict[str, Any]]) -> list[str]:
    return [event.get("text") or event["event"] for event in events]


def test_a_turn_is_found_by_its_message(store: BoundedTrackerStore, turns: StoredTurns) -> None:
    for sender in ("anna", "ben"):
        add(store, sender, session_start())
    for number in range(3):
        for sender in ("anna", "ben"):
            add(store, sender, turn(number))

    assert texts(turns.turn("anna", "message 1")) == ["question 1", "answer 1", "more 1"]
    assert turns.has("anna", "message 2")
    assert not turns.has("anna", "message 3")
    assert turns.turn("carl", "message 1") == []


def test_the_newest_turns_come_with_their_feedback(store: BoundedTrackerStore, turns: StoredTurns) -> None:
    for number in range(40):
        add(store, "anna", turn(number))
    asyncio.run(turns.add("anna", [Feedback("message 38", "up")]))

    found = turns.newest("anna", 2)

    assert texts(found) == [
        *("question 38", "answer 38", "more 38", "question 39", "answer 39", "more 39"),
        "limber_feedback",
    ]
    assert turns.newest("anna", 0) == turns.newest("ben", 5) == []


def test_starting_over_hides_what_was_before(store: BoundedTrackerStore, turns: StoredTurns) -> None:
    add(store, "anna", turn(1))
    asyncio.run(turns.start_over("anna", ()))
    assert turns.newest("anna", 5) == []

    add(store, "anna", turn(2))
    assert texts(turns.newest("anna", 5)) == ["question 2", "answer 2", "more 2"]


def test_starting_over_keeps_the_slots_that_it_must_and_no_other_however_long_one_talks_on(
    store: BoundedTrackerStore, turns: StoredTurns
) -> None:
    add(store, "anna", [*session_start(), SlotSet("topic", "back"), SlotSet("stretch", "pigeon"), *turn(1)])

    asyncio.run(turns.start_over("anna", ("topic",)))

    for number in range(2, 2 + NEWEST_EVENTS // len(turn(1)) + 2):
        tracker = read(store, "anna")
        assert (tracker.get_slot("topic"), tracker.get_slot("stretch")) == ("back", None)
        add(store, "anna", turn(number))


def test_feedback_is_an_event_that_changes_nothing(store: BoundedTrackerStore, turns: StoredTurns) -> None:
    add(store, "anna", [*session_start(), *turn(1)])
    given = Feedback("message 1", "down", "too short")
    asyncio.run(turns.add("anna", [given]))

    tracker = read(store, "anna")

    assert list(tracker.events)[-1] == given
    assert given != Feedback("message 1", "up", "too short")
    assert tracker.latest_message.text == "question 1"
    add(store, "anna", turn(2))
    assert texts(turns.turn("anna", "message 2"))[0] == "question 2"


def test_a_deleted_conversation_leaves_nothing(store: BoundedTrackerStore, turns: StoredTurns) -> None:
    for sender in ("anna", "ben"):
        add(store, sender, [*session_start(), *turn(1)])

    turns.delete("anna")

    assert turns.newest("anna", 5) == []
    assert not turns.has("anna", "message 1")
    assert asyncio.run(store.retrieve("anna")) is None
    assert turns.has("ben", "message 1")
    turns.delete("nobody")


def test_a_turn_costs_the_same_in_a_long_conversation(store: BoundedTrackerStore, turns: StoredTurns) -> None:
    """Each look-up reads by index, and no more rows than the turn has."""
    for number in range(NEWEST_EVENTS):
        add(store, "anna", turn(number))
    plans, rows = [], 0

    def explain(connection: Any, _: Any, statement: str, values: Any, *__: Any) -> None:
        if statement.startswith("SELECT"):
            plan = connection.connection.cursor().execute(f"EXPLAIN QUERY PLAN {statement}", values)
            plans.extend(str(row[-1]) for row in plan.fetchall())

    sa.event.listen(store.engine, "before_cursor_execute", explain)
    assert turns.has("anna", "message 3")
    rows = len(turns.turn("anna", "message 3"))

    assert rows == 3
    assert plans
    assert all("SEARCH" in plan or "TEMP B-TREE" in plan for plan in plans), plans
