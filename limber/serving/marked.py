"""Lets a turn know of a sign that another server told of while the database was down."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, SessionStarted, SlotSet

from limber.content.models import Tier
from limber.stores.marks import Standing, marks_of
from limber.stores.standing import SAFETY_SLOTS

log = structlog.get_logger()


async def heed_marks(agent: Agent, conversation: str) -> None:
    """Store what a conversation is marked with, and take the marks back; the caller has its lock.

    The turn of the sign itself is stored by the server that told of it, sooner or later.

    Args:
        agent: has the stores.
        conversation: its id.

    Raises:
        Exception: the marks can't be read, or what they say can't be stored: no turn must run without it.
    """
    marks = marks_of(agent.lock_store)
    found = await marks.of(conversation)
    if not found:
        return
    await _store(agent.tracker_store, conversation, found)
    await marks.remove(conversation, found)
    log.info("limber.mark_heeded", sender=conversation)


async def _store(store: TrackerStore, conversation: str, marks: Iterable[Standing]) -> None:
    tracker = await store.get_or_create_tracker(conversation, append_action_listen=False)
    known = {name: tracker.get_slot(name) for name in SAFETY_SLOTS}
    values = strongest([known, *marks])
    events = [SlotSet(name, value) for name, value in values.items() if value != known.get(name)]
    if not events:
        return
    if not tracker.applied_events():
        # As Rasa begins a session; it begins none where there are events.
        began = (ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted())
        events = [*began, *events, ActionExecuted(ACTION_LISTEN_NAME)]
    for event in events:
        tracker.update(event)
    await store.save(tracker)


def strongest(standing: Iterable[Standing]) -> dict[str, Any]:
    """The value of each slot that counts: that of the highest tier, of the same tier the first one.

    Args:
        standing: what the conversation is known to stand for, then what it is marked with.
    """
    values: dict[str, Any] = {}
    for one in standing:
        for name, value in one.items():
            if value is not None and (name not in values or _rank(value) < _rank(values[name])):
                values[name] = value
    return values


def _rank(sign: Mapping[str, Any]) -> int:
    """The place of a sign's tier, the highest first."""
    return list(Tier).index(Tier(sign["tier"]))
