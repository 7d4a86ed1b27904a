"""Stored conversations as people saw them: the newest turns, one turn by its message's id, none."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import (
    ActionExecuted,
    BotUttered,
    Event,
    Restarted,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection

from limber.stores.erasing import erasing
from limber.stores.feedback import Feedback
from limber.stores.tracker import BoundedTrackerStore, StoredMessage

StoredEvent = dict[str, Any]
"""An event as Rasa serialises it."""

_SAID = (UserUttered.type_name, BotUttered.type_name)
_SHOWN = (*_SAID, Feedback.type_name)


class StoredTurns:
    """Reads, adds to and deletes the conversations of a store.

    Args:
        store: where Rasa keeps the conversations.
    """

    def __init__(self, store: BoundedTrackerStore) -> None:
        self._store = store
        self._event = store.SQLEvent.__table__.c

    def has(self, conversation: str, message: str) -> bool:
        """Whether a message of a conversation is stored."""
        with self._store.engine.connect() as connection:
            return self._find(connection, conversation, message) is not None

    def turn(self, conversation: str, message: str) -> list[StoredEvent]:
        """What was said in the turn of a message: the message, then the replies; nothing if it is unknown."""
        event = self._event
        with self._store.engine.connect() as connection:
            found = self._find(connection, conversation, message)
            if found is None:
                return []
            said = (
                sa.select(event.data)
                .where(
                    event.sender_id == conversation,
                    event.id.between(found.first_event, found.last_event),
                    event.type_name.in_(_SAID),
                )
                .order_by(event.id)
            )
            return [json.loads(row.data) for row in connection.execute(said)]

    def newest(self, conversation: str, turns: int) -> list[StoredEvent]:
        """What was said in the newest turns since the last restart, and the feedback, oldest first.

        Args:
            conversation: its id.
            turns: how many turns at most.
        """
        event = self._event
        with self._store.engine.connect() as connection:
            newest = (
                sa.select(event.id)
                .where(event.sender_id == conversation, event.type_name == UserUttered.type_name)
                .order_by(event.id.desc())
                .limit(turns)
            )
            first = connection.execute(newest).scalars().all()
            if not first:
                return []
            restart = connection.execute(
                sa.select(sa.func.max(event.id)).where(
                    event.sender_id == conversation, event.type_name == Restarted.type_name
                )
            ).scalar()
            shown = (
                sa.select(event.data)
                .where(
                    event.sender_id == conversation,
                    event.id >= max(first[-1], restart or 0),
                    event.type_name.in_(_SHOWN),
                )
                .order_by(event.id)
            )
            return [json.loads(row.data) for row in connection.execute(shown)]

    async def add(self, conversation: str, events: Sequence[Event]) -> None:
        """Store events behind a conversation's others."""
        await self._append(await self._tracker(conversation), events)

    async def start_over(self, conversation: str, kept: Sequence[str]) -> None:
        """Hide what was said so far, and forget what was remembered.

        Args:
            conversation: its id.
            kept: names of slots that stay as they are.
        """
        tracker = await self._tracker(conversation)
        values = {name: tracker.get_slot(name) for name in kept}
        # A session of its own, as Rasa begins one: the tracker store looks no further back for slots.
        await self._append(
            tracker,
            [
                Restarted(),
                ActionExecuted(ACTION_SESSION_START_NAME),
                SessionStarted(),
                *(SlotSet(name, value) for name, value in values.items() if value is not None),
                ActionExecuted(ACTION_LISTEN_NAME),
            ],
        )

    async def _tracker(self, conversation: str) -> DialogueStateTracker:
        return await self._store.get_or_create_tracker(conversation, append_action_listen=False)

    async def _append(self, tracker: DialogueStateTracker, events: Sequence[Event]) -> None:
        for event in events:
            tracker.update(event)
        await self._store.save(tracker)

    def delete(self, conversation: str) -> None:
        """Delete everything of a conversation; on SQLite its bytes too."""
        with erasing(self._store.engine) as connection, connection.begin():
            connection.execute(
                sa.delete(self._store.SQLEvent.__table__).where(self._event.sender_id == conversation)
            )
            connection.execute(
                sa.delete(StoredMessage.__table__).where(StoredMessage.sender_id == conversation)
            )

    @staticmethod
    def _find(connection: Connection, conversation: str, message: str) -> Any:
        """Where a message is, if it is stored."""
        messages = StoredMessage.__table__
        found = sa.select(messages.c.first_event, messages.c.last_event).where(
            messages.c.sender_id == conversation, messages.c.message_id == message
        )
        return connection.execute(found).first()
