"""The report on unanswered messages reads texts alone, from the stored conversations."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from limber.stores.tracker import BoundedTrackerStore
from limber.stores.unanswered import read_unanswered


def said(text: str, intent: str, days_ago: float = 0) -> UserUttered:
    return UserUttered(text, {"name": intent}, timestamp=time.time() - days_ago * 86_400)


def test_only_recent_unanswered_messages_are_read(tmp_path: Path) -> None:
    database = tmp_path / "conversations.db"
    store = BoundedTrackerStore(Domain.empty(), db=str(database))
    tracker = DialogueStateTracker.from_events(
        "anna",
        [
            said("is a foam roller any good", "ask_unchecked"),
            said("how long", "ask_hold_time"),
            said("blorp", "nlu_fallback"),
            said("who won", "out_of_scope", days_ago=40),
        ],
    )
    asyncio.run(store.save(tracker))
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text(
        f"tracker_store:\n  type: limber.stores.tracker.BoundedTrackerStore\n  db: {database}\n"
    )

    assert list(read_unanswered(endpoints, days=30)) == [
        ("ask_unchecked", "is a foam roller any good"),
        ("nlu_fallback", "blorp"),
    ]


def test_before_the_first_conversation_there_is_nothing(tmp_path: Path) -> None:
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text(f"tracker_store:\n  db: {tmp_path / 'none.db'}\n")
    assert list(read_unanswered(endpoints, days=30)) == []


def test_a_store_without_a_database_is_told(tmp_path: Path) -> None:
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text("tracker_store:\n  type: mongod\n")
    with pytest.raises(ValueError, match=r"tracker_store\.db"):
        list(read_unanswered(endpoints, days=30))
