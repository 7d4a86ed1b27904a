"""Conversations in SQL, at a cost that does not grow with their length.

Rasa's SQL store reads every event of the session on each turn and counts them again to
save. This one reads the newest events and, of each slot, the newest value before them; and
it saves what came after.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa
import structlog
from rasa.core.agent import Agent
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore, validate_port
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError, TimeoutError
from sqlalchemy.orm import Session, sessionmaker

from limber.metrics import STORE_READ, STORE_WRITE, timed
from limber.stores.database import alone, beside, create_tables, open_engine
from limber.stores.feedback import Feedback

log = structlog.get_logger()

OWN_EVENTS = (Feedback,)
"""Rasa reads only events whose classes are loaded: whoever reads conversations loads these."""

LONGEST_MESSAGE_ID = 255

NEWEST_EVENTS = 30
"""Events of a conversation that a turn sees: about four turns; the slots remember the rest."""


_START_PAUSE = 2.0
"""Seconds between two attempts to reach the database when the server starts."""

_INDEXES = (
    # They find a conversation's newest events without reading the others.
    "CREATE INDEX IF NOT EXISTS limber_newest ON events (sender_id, type_name, id)",
    "CREATE INDEX IF NOT EXISTS limber_newest_all ON events (sender_id, id)",
    "CREATE INDEX IF NOT EXISTS limber_newest_slot ON events (sender_id, type_name, action_name, id)",
    # What is old is found without reading what is not.
    "CREATE INDEX IF NOT EXISTS limber_age ON events (timestamp, id)",
)


class StoredMessage(SQLTrackerStore.Base):
    """Where a message is: finds a turn by its message's id, however long the conversation is."""

    __tablename__ = "limber_messages"

    sender_id = sa.Column(sa.String(255), primary_key=True)
    message_id = sa.Column(sa.String(LONGEST_MESSAGE_ID), primary_key=True)
    first_event = sa.Column(sa.Integer, nullable=False)
    last_event = sa.Column(sa.Integer, nullable=False)


class ConflictError(RuntimeError):
    """Another turn of the conversation was stored meanwhile, so this one is not."""


class BoundedTracker(DialogueStateTracker):
    """A tracker that knows which of its events are in the database.

    Attributes:
        stored_events: how many, from the first one on.
        last_event: id of the newest event of the conversation; 0 before the first.
    """

    stored_events = 0
    last_event = 0


class BoundedTrackerStore(SQLTrackerStore):
    """Rasa's SQL tracker store, bounded; where the database fails, it fails too.

    Rasa puts a store in memory behind every store: what can't be read is then empty, and what can't be
    stored is lost when the server ends. People hear a normal answer that knows nothing of before. An
    agent with this store has no such net: the turn fails, and the entry says so in words.

    Args:
        domain: the slots.
        dialect: of the database's address.
        host: where the database is, or its whole address.
        port: of the database.
        db: name of the database; of SQLite, its file.
        username: who connects.
        password: of who connects.
        event_broker: is told of every event that is stored.
        query: further parts of the database's address.
        more: settings that Rasa has and this store has not.

    Raises:
        ValueError: a setting can't be used.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        dialect: str = "sqlite",
        host: str | None = None,
        port: int | str | None = None,
        db: str = "rasa.db",
        username: str | None = None,
        password: str | None = None,
        event_broker: EventBroker | None = None,
        query: dict[str, Any] | None = None,
        **more: Any,
    ) -> None:
        if more:
            raise ValueError(f"tracker_store: {', '.join(more)}: no setting of this store; remove it")
        if dialect == "sqlite" and "://" not in db:
            Path(db).parent.mkdir(parents=True, exist_ok=True)
        url = self.get_db_url(dialect, host, validate_port(port), db, username, password, query=query)
        self.engine = open_engine(url)
        self.sessionmaker = sessionmaker(bind=self.engine)
        self._prepare()
        TrackerStore.__init__(self, domain, event_broker)

    def _prepare(self) -> None:
        """Make the tables, and wait for the database where it takes a while to come up."""
        while True:
            try:
                create_tables(self.engine, self.Base.metadata, _INDEXES)
                break
            except (OperationalError, TimeoutError) as error:
                reason = str(error.__cause__ or error).strip()
                log.warning("limber.database_not_there", reason=reason, again_in_seconds=_START_PAUSE)
                time.sleep(_START_PAUSE)
        if self.engine.dialect.name == "sqlite":
            with self.engine.connect() as connection:
                # Readers don't wait for the writer, and a commit costs one fsync less.
                connection.execute(sa.text("PRAGMA journal_mode=WAL"))

    @contextmanager
    def session_scope(self) -> Iterator[Session]:
        """A session that is closed at the end; what is not committed is undone.

        Rasa's ends the process when a value has a form that the database does not take.
        """
        with self.sessionmaker() as session:
            yield session

    def init_tracker(self, sender_id: str) -> BoundedTracker:
        """The tracker of a conversation that is not stored yet."""
        return BoundedTracker(sender_id, self.domain.slots, max_event_history=self.max_event_history)

    @timed(STORE_READ)
    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        """The conversation's newest events, and the slots as they are.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database fails.
            asyncio.TimeoutError: it takes too long.
        """
        rows = await beside(self._read, sender_id)
        if not rows or self.domain is None:
            return None
        events = [json.loads(data) for _, data in rows]
        tracker = BoundedTracker.from_dict(sender_id, events, self.domain.slots)
        tracker.stored_events = len(tracker.events)
        tracker.last_event = rows[-1][0]
        return tracker

    def _read(self, sender_id: str) -> list[tuple[int, str]]:
        with self.engine.connect() as connection:
            newest = self._newest_events(connection, sender_id)
            if not newest:
                return []
            rows = [*self._older_slots(connection, sender_id, newest), *newest]
            return [(row.id, row.data) for row in rows]

    @timed(STORE_WRITE)
    async def save(self, tracker: DialogueStateTracker) -> None:
        """Store the events that are not stored yet, and where each message of them is.

        Raises:
            ConflictError: another turn was stored since the tracker was read.
            sqlalchemy.exc.SQLAlchemyError: the database fails.
            asyncio.TimeoutError: it takes too long.
        """
        added = await beside(self._write, tracker)
        if self.event_broker is None:
            return
        try:
            await self._stream_new_events(self.event_broker, added, tracker.sender_id)
        except Exception as error:
            # The turn is stored: nobody must be told to try again.
            log.error("limber.broker_failed", error=type(error).__name__, events=len(added))

    def _write(self, tracker: DialogueStateTracker) -> list[Event]:
        # No objects of SQLAlchemy's for rows that are written once: they take longer than the database.
        sender, rows = tracker.sender_id, self.SQLEvent.__table__
        with self.engine.begin() as connection:
            alone(connection, sender)
            events = self._additional_events(Session(connection), tracker)
            if not events:
                return []
            known = self._last_known(connection, tracker)
            connection.execute(rows.insert(), [self._as_row(sender, event) for event in events])
            added = [
                row.id
                for row in connection.execute(
                    sa.select(rows.c.id)
                    .where(rows.c.sender_id == sender, rows.c.id > known)
                    .order_by(rows.c.id)
                )
            ]
            if len(added) != len(events):
                # The lock keeps turns apart. Where it fails, as when Redis forgets, this keeps them whole.
                raise ConflictError("another turn of this conversation was stored meanwhile")
            self._note_messages(connection, sender, events, added)
        if isinstance(tracker, BoundedTracker):
            tracker.stored_events += len(events)
            tracker.last_event = added[-1]
        return events

    def _last_known(self, connection: Connection, tracker: DialogueStateTracker) -> int:
        """Id of the newest event that the tracker knows."""
        if isinstance(tracker, BoundedTracker):
            return tracker.last_event
        rows = self.SQLEvent.__table__.c
        newest = sa.select(sa.func.max(rows.id)).where(rows.sender_id == tracker.sender_id)
        return connection.execute(newest).scalar() or 0

    @staticmethod
    def _note_messages(
        connection: Connection, sender_id: str, events: Sequence[Event], ids: Sequence[int]
    ) -> None:
        """Note where each message of a turn is; one that comes again is where it was last."""
        first_event = {
            event.message_id: first
            for event, first in zip(events, ids, strict=True)
            if isinstance(event, UserUttered)
            and event.message_id
            and len(event.message_id) <= LONGEST_MESSAGE_ID
        }
        if not first_event:
            return
        messages = StoredMessage.__table__
        connection.execute(
            messages.delete().where(
                messages.c.sender_id == sender_id, messages.c.message_id.in_(list(first_event))
            )
        )
        # Rasa saves once a turn, when it has ended.
        common = {"sender_id": sender_id, "last_event": ids[-1]}
        connection.execute(
            messages.insert(),
            [
                {"message_id": message, "first_event": first, **common}
                for message, first in first_event.items()
            ],
        )

    @staticmethod
    def _as_row(sender_id: str, event: Event) -> dict[str, Any]:
        data = event.as_dict()
        return {
            "sender_id": sender_id,
            "type_name": event.type_name,
            "timestamp": data.get("timestamp"),
            "intent_name": data.get("parse_data", {}).get("intent", {}).get("name"),
            "action_name": data.get("name"),
            "data": json.dumps(data),
        }

    def _newest_events(self, connection: Connection, sender_id: str) -> list[Any]:
        """The last :data:`NEWEST_EVENTS` of the latest session, oldest first."""
        event = self.SQLEvent.__table__.c
        newest = (
            sa.select(event.id, event.type_name, event.data)
            .where(event.sender_id == sender_id)
            .order_by(event.id.desc())
            .limit(NEWEST_EVENTS)
        )
        rows = connection.execute(newest).all()[::-1]
        starts = [place for place, row in enumerate(rows) if row.type_name == SessionStarted.type_name]
        if not starts:
            return rows
        # The action that started the session stands just before it and belongs to it.
        return rows[max(starts[-1] - 1, 0) :]

    def _older_slots(self, connection: Connection, sender_id: str, newest: list[Any]) -> Iterable[Any]:
        """The newest earlier event of each slot, where the session began before ``newest``."""
        event = self.SQLEvent.__table__.c
        began = any(row.type_name == SessionStarted.type_name for row in newest)
        if began or not self.domain.slots:
            return []
        start = connection.execute(
            sa.select(sa.func.max(event.id)).where(
                event.sender_id == sender_id, event.type_name == SessionStarted.type_name
            )
        ).scalar()
        names = tuple(slot.name for slot in self.domain.slots)
        place = {"sender": sender_id, "before": newest[0].id, "start": start or 0}
        newest_of_each = connection.execute(_newest_of_each(self.SQLEvent.__table__, names), place).one()
        ids = [last for last in newest_of_each if last is not None]
        rows = sa.select(event.id, event.data).where(event.id.in_(ids)).order_by(event.id)
        return list(connection.execute(rows))

    def _additional_events(self, session: Session, tracker: DialogueStateTracker) -> list[Event]:
        """The events that are not stored yet.

        A tracker that was not read by this store is new, or comes from another store.
        """
        if isinstance(tracker, BoundedTracker):
            return list(tracker.events)[tracker.stored_events :]
        return list(super()._additional_events(session, tracker))


@lru_cache(maxsize=4)
def _newest_of_each(events: sa.Table, slots: tuple[str, ...]) -> sa.sql.Select:
    """Ids of the newest events that set each slot; made once, for it takes longer than the database.

    One look into the index for each slot: the slots' events grow with the conversation.

    Args:
        events: the table.
        slots: their names.
    """
    event = events.c
    return sa.select(
        *(
            sa.select(event.id)
            .where(
                event.sender_id == sa.bindparam("sender"),
                event.type_name == SlotSet.type_name,
                event.action_name == name,
                event.id < sa.bindparam("before"),
                event.id > sa.bindparam("start"),
            )
            .order_by(event.id.desc())
            .limit(1)
            .scalar_subquery()
            for name in slots
        )
    )


_WRAPPED = Agent._create_tracker_store


def _create_tracker_store(store: TrackerStore | None, domain: Domain) -> TrackerStore:
    if not isinstance(store, BoundedTrackerStore):
        return _WRAPPED(store, domain)
    store.domain = domain
    return store


Agent._create_tracker_store = staticmethod(_create_tracker_store)
