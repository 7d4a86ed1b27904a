"""What goes to an event broker, made as Rasa makes one; its file broker stands for the others."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.brokers.broker import EventBroker
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.utils.endpoints import EndpointConfig

from limber.stores.feedback import Feedback
from limber.stores.tracker import BoundedTrackerStore
from limber.stores.turns import StoredTurns

WORD = "zyzzyva"


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    """Rasa's file broker adds a handler to one logger each time and closes none."""
    yield
    kept = logging.getLogger("event-logger")
    for handler in kept.handlers[:]:
        handler.close()
        kept.removeHandler(handler)


def sent(folder: Path, events: Any) -> list[dict[str, Any]]:
    """What reaches the broker of a conversation in which every kind of event has the word."""
    out = folder / "events.log"
    section = {
        "type": "limber.stores.chosen_events.ChosenEvents",
        "events": events,
        "broker": {"type": "file", "path": str(out)},
    }

    async def store() -> None:
        broker = await EventBroker.create(EndpointConfig.from_dict(section))
        kept = BoundedTrackerStore(Domain.empty(), db=str(folder / "c.db"), event_broker=broker)
        await StoredTurns(kept).add(
            "anna",
            [
                SessionStarted(),
                UserUttered(
                    WORD,
                    {"name": "ask_how_to", "confidence": 1.0},
                    [{"entity": "stretch", "value": WORD}],
                    input_channel="rest",
                    metadata={"title": WORD},
                ),
                ActionExecuted("action_how_to"),
                BotUttered(WORD),
                SlotSet("topic", WORD),
                Feedback("m1", "down", WORD),
            ],
        )
        await broker.close()

    asyncio.run(store())
    return [json.loads(line) for line in out.read_text("utf-8").splitlines()]


def test_chosen_events_go_without_words_and_no_others(tmp_path: Path) -> None:
    found = sent(tmp_path, ["user", "limber_feedback"])
    assert WORD not in json.dumps(found)
    assert [{**event, "timestamp": 0} for event in found] == [
        {
            "sender_id": "anna",
            "event": "user",
            "timestamp": 0,
            "input_channel": "rest",
            "intent": "ask_how_to",
        },
        {"sender_id": "anna", "event": "limber_feedback", "timestamp": 0, "turn": "m1", "value": "down"},
    ]


def test_all_that_can_be_chosen_is_without_words(tmp_path: Path) -> None:
    found = sent(tmp_path, ["user", "action", "limber_feedback", "session_started"])
    assert {event["event"] for event in found} == {"user", "action", "limber_feedback", "session_started"}
    assert WORD not in json.dumps(found)


@pytest.mark.parametrize("events", [["bot"], ["user", "slot"], [], None])
def test_what_can_not_be_sent_is_told(tmp_path: Path, events: Any) -> None:
    with pytest.raises(ValueError, match=r"event_broker\.events: .*choose among action, limber_feedback"):
        sent(tmp_path, events)


@pytest.mark.parametrize("broker", [None, "kafka", {"type": "no.such.Broker"}])
def test_a_broker_that_is_none_is_told(broker: Any) -> None:
    section = {"type": "limber.stores.chosen_events.ChosenEvents", "events": ["user"], "broker": broker}
    with pytest.raises(ValueError, match=r"event_broker\.broker"):
        asyncio.run(EventBroker.create(EndpointConfig.from_dict(section)))
