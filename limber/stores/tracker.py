"""Conversations in SQL, at a cost that does not grow with their length.

Rasa's SQL store reads every event of the session on each turn and counts them again to
save. This one reads the newest events and, of each slot, the newest value before them; and
it saves what came after.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.orm import Session

from limber.metrics import STORE_READ, STORE_WRITE, timed
from limber.stores.feedback import Feedback

OWN_EVENTS = (Feedback,)
"""Rasa reads only events whose classes are loaded: whoever reads conversations loads these."""

LONGEST_MESSAGE_ID = 255

NEWEST_EVENTS = 60
"""Events of a conversation that a turn sees: about ten turns."""


class StoredMessage(SQLTrackerStore.Base):
    """Where a message is: finds a turn by its message's id, however long the conversation is."""

    __tablename__ = "limber_messages"

    sender_id = sa.Column(sa.String(255), primary_key=True)
    message_id = sa.Column(sa.String(LONGEST_MESSAGE_ID), primary_key=True)
    first_event = sa.Column(sa.Integer, nullable=False)
    last_event = sa.Column(sa.Integer, nullable=False)


class BoundedTracker(DialogueStateTracker):
    """A tracker that knows which of its events are in the database."""

    stored_events = 0


class BoundedTrackerStore(SQLTrackerStore):
    """Rasa's SQL tracker store, bounded."""

    def __init__(
        self,
        domain: Domain | None = None,
        dialect: str = "sqlite",
        db: str = "rasa.db",
        event_broker: EventBroker | None = None,
        **kwargs: Any,
    ) -> None:
        if dialect == "sqlite" and "://" not in db:
            Path(db).parent.mkdir(parents=True, exist_ok=True)
        super().__init__(domain, dialect=dialect, db=db, event_broker=event_broker, **kwargs)
        # A failed statement is logged, but not what people wrote in it.
        self.engine.hide_parameters = True
        self._prepare()

    def _prepare(self) -> None:
        """An index that finds a conversation's newest events without reading the others."""
        with self.engine.connect() as connection:
            if self.engine.dialect.name == "sqlite":
                # Readers don't wait for the writer, and a commit costs one fsync less.
                connection.execute(sa.text("PRAGMA journal_mode=WAL"))
            connection.execute(
                sa.text("CREATE INDEX IF NOT EXISTS limber_newest ON events (sender_id, type_name, id)")
            )
            connection.execute(
                sa.text("CREATE INDEX IF NOT EXISTS limber_newest_all ON events (sender_id, id)")
            )

    @timed(STORE_READ)
    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's newest events, and the slots as they are."""
        with self.session_scope() as session:
            newest = self._newest_events(session, sender_id)
            if not newest or self.domain is None:
                return None
            rows = [*self._older_slots(session, sender_id, newest), *newest]
            events = [json.loads(row.data) for row in rows]
        tracker = BoundedTracker.from_dict(sender_id, events, self.domain.slots)
        tracker.stored_events = len(tracker.events)
        return tracker

    @timed(STORE_WRITE)
    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that are not stored yet, and where each message of them is."""
        await self.stream_events(tracker)
        with self.session_scope() as session:
            added = [
                (event, self._as_row(tracker.sender_id, event))
                for event in self._additional_events(session, tracker)
            ]
            session.add_all(row for _, row in added)
            session.flush()
            for event, row in added:
                message = event.message_id if isinstance(event, UserUttered) else None
                if message and len(message) <= LONGEST_MESSAGE_ID:
                    session.merge(
                        StoredMessage(
                            sender_id=tracker.sender_id,
                            message_id=message,
                            first_event=row.id,
                            # Rasa saves once a turn, when it has ended.
                            last_event=added[-1][1].id,
                        )
                    )
            session.commit()

    def _as_row(self, sender_id: str, event: Event) -> Any:
        data = event.as_dict()
        return self.SQLEvent(
            sender_id=sender_id,
            type_name=event.type_name,
            timestamp=data.get("timestamp"),
            intent_name=data.get("parse_data", {}).get("intent", {}).get("name"),
            action_name=data.get("name"),
            data=json.dumps(data),
        )

    def _newest_events(self, session: Session, sender_id: str) -> list[Any]:
        """The last :data:`NEWEST_EVENTS` of the latest session, oldest first."""
        event = self.SQLEvent
        rows = (
            session.query(event)
            .filter(event.sender_id == sender_id)
            .order_by(event.id.desc())
            .limit(NEWEST_EVENTS)
            .all()
        )[::-1]
        starts = [place for place, row in enumerate(rows) if row.type_name == SessionStarted.type_name]
        if not starts:
            return rows
        # The action that started the session stands just before it and belongs to it.
        return rows[max(starts[-1] - 1, 0) :]

    def _older_slots(self, session: Session, sender_id: str, newest: list[Any]) -> Iterable[Any]:
        """The newest earlier event of each slot, where the session began before ``newest``."""
        event = self.SQLEvent
        if any(row.type_name == SessionStarted.type_name for row in newest):
            return []
        start = (
            session.query(sa.func.max(event.id))
            .filter(event.sender_id == sender_id, event.type_name == SessionStarted.type_name)
            .scalar()
        )
        last = (
            session.query(sa.func.max(event.id))
            .filter(
                event.sender_id == sender_id,
                event.type_name == SlotSet.type_name,
                event.id < newest[0].id,
                event.id > (start or 0),
            )
            .group_by(event.action_name)
            .all()
        )
        return session.query(event).filter(event.id.in_([row[0] for row in last])).order_by(event.id).all()

    def _additional_events(self, session: Session, tracker: DialogueStateTracker) -> list[Event]:
        """The events that are not stored yet.

        A tracker that was not read by this store is new, or comes from another store.
        """
        if isinstance(tracker, BoundedTracker):
            events = list(tracker.events)[tracker.stored_events :]
            tracker.stored_events = len(tracker.events)
            return events
        return list(super()._additional_events(session, tracker))
