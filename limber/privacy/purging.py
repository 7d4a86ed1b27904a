"""Deletes what is old, a little at a time, while servers go on.

A batch is one short transaction. Between two of them everybody else's turns are stored; and a
purge that is ended goes on where it was when it is run again.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from rasa.shared.core.events import SessionStarted, SlotSet, UserUttered
from sqlalchemy.engine import Connection, Engine

from limber.privacy.deleting import PATIENCE_MS
from limber.privacy.tables import EVENTS, MESSAGES, existing
from limber.stores.deliveries import DELIVERIES
from limber.stores.erasing import erasing
from limber.stores.offers import OFFERS
from limber.stores.standing import SAFETY_SLOTS

BATCH = 500
"""Rows of one transaction: some ten milliseconds."""

Row = Any
"""An event's id, sender, type, time and name."""


def purge(engine: Engine, before: float, batch: int = BATCH) -> Mapping[str, int]:
    """Delete everything of before a time.

    A conversation that went on since then loses what was said before, but keeps the hold after a
    warning sign, which has no words in it.

    Args:
        engine: the database.
        before: seconds since 1970.
        batch: how many rows go at once.

    Returns:
        How many rows of which table went.
    """
    gone: Counter[str] = Counter({kept.name: 0 for kept in existing(engine)})
    names = set(gone)
    with erasing(engine, PATIENCE_MS) as connection:
        place = (float("-inf"), 0)
        while EVENTS.name in names and (rows := _old_events(connection, before, place, batch)):
            place = (rows[-1].timestamp, rows[-1].id)
            with connection.begin():
                gone.update(_delete_events(connection, rows, before))
        if DELIVERIES.name in names:
            gone[DELIVERIES.name] += _delete_where(
                connection, DELIVERIES, (DELIVERIES.c.received < before,), batch
            )
        if OFFERS.name in names:
            gone[OFFERS.name] += _delete_where(connection, OFFERS, (OFFERS.c.made < before,), batch)
    return gone


def _old_events(connection: Connection, before: float, place: tuple[float, int], batch: int) -> Sequence[Row]:
    """The next events of before a time, oldest first, behind a place."""
    event = EVENTS.c
    behind = sa.or_(event.timestamp > place[0], sa.and_(event.timestamp == place[0], event.id > place[1]))
    query = (
        sa.select(event.id, event.sender_id, event.type_name, event.timestamp, event.action_name)
        .where(event.timestamp < before, event.timestamp >= place[0], behind)
        .order_by(event.timestamp, event.id)
        .limit(batch)
    )
    # A transaction of its own: the deletion begins another.
    with connection.begin():
        return connection.execute(query).all()


def _delete_events(connection: Connection, rows: Sequence[Row], before: float) -> Mapping[str, int]:
    event, message = EVENTS.c, MESSAGES.c
    ids = [row.id for row in rows if not _still_stands(connection, row, before)]
    said = [row for row in rows if row.type_name == UserUttered.type_name]
    events = connection.execute(sa.delete(EVENTS).where(event.id.in_(ids))).rowcount
    messages = connection.execute(
        sa.delete(MESSAGES).where(
            message.sender_id.in_({row.sender_id for row in said}),
            message.first_event.in_([row.id for row in said]),
        )
    ).rowcount
    return {EVENTS.name: events, MESSAGES.name: messages}


def _still_stands(connection: Connection, row: Row, before: float) -> bool:
    """Whether an old event says what a conversation that goes on is still on hold for."""
    if row.type_name != SlotSet.type_name or row.action_name not in SAFETY_SLOTS:
        return False
    event = EVENTS.c
    mine = event.sender_id == row.sender_id
    newest = sa.select(event.timestamp).where(mine).order_by(event.id.desc()).limit(1)
    if connection.execute(newest).scalar() < before:
        return False
    # A session that began later, or a later value, took its place.
    later = sa.select(event.id).where(
        mine,
        event.id > row.id,
        sa.or_(
            event.type_name == SessionStarted.type_name,
            sa.and_(event.type_name == SlotSet.type_name, event.action_name == row.action_name),
        ),
    )
    if connection.execute(later.limit(1)).first() is not None:
        return False
    data = connection.execute(sa.select(event.data).where(event.id == row.id)).scalar()
    return json.loads(data)["value"] is not None


def _delete_where(
    connection: Connection, table: sa.Table, conditions: Sequence[sa.sql.ColumnElement], batch: int
) -> int:
    """Delete rows of a table, some at a time."""
    keys = list(table.primary_key.columns)
    gone = 0
    while True:
        with connection.begin():
            found = connection.execute(sa.select(*keys).where(*conditions).limit(batch)).all()
            if not found:
                return gone
            of_these = sa.tuple_(*keys).in_([tuple(row) for row in found])
            gone += connection.execute(sa.delete(table).where(*conditions, of_these)).rowcount
