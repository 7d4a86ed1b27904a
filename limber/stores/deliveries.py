"""What messaging services delivered: each thing once, kept until it is answered.

A service is told "received" at once and answered later. What stands here meanwhile is not lost when
the server ends, and what is delivered again is known even after that. Of what has been answered only
the service's id of it stays.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from limber.stores.database import create_tables

KEPT_SECONDS = 7 * 86_400
"""How long a delivery is known; no service tries again after that, and no answer is of use."""

LONGEST_ID = 128

Call = dict[str, Any]
"""One call of a service that sends a part of an answer, in the channel's own form, as JSON."""

_TABLES = sa.MetaData()

DELIVERIES = sa.Table(
    "limber_deliveries",
    _TABLES,
    sa.Column("channel", sa.String(32), primary_key=True),
    sa.Column("id", sa.String(LONGEST_ID), primary_key=True),
    sa.Column("conversation", sa.String(255), nullable=False),
    sa.Column("place", sa.BigInteger, nullable=False),
    sa.Column("received", sa.Float, nullable=False, index=True),
    sa.Column("answered", sa.Boolean, nullable=False, index=True),
    sa.Column("content", sa.Text, nullable=False),
    sa.Column("calls", sa.Text),
    sa.Column("sent", sa.Integer, nullable=False),
)


@dataclass(frozen=True)
class Delivery:
    """One thing that a service delivered.

    Attributes:
        id: the service's; the same however often it is delivered.
        conversation: to which it belongs.
        place: its place among those of its conversation; smaller ones come first.
        content: what the channel needs to answer it, as JSON.
        calls: the answer, if it was made already.
        sent: how many of the calls were sent already.
    """

    id: str
    conversation: str
    place: int
    content: dict[str, Any]
    calls: tuple[Call, ...] | None = None
    sent: int = 0


class Deliveries:
    """The deliveries of one channel.

    Args:
        engine: the database.
        channel: the channel's name.
        clock: seconds since 1970.
    """

    def __init__(self, engine: Engine, channel: str, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._channel = channel
        self._clock = clock
        create_tables(engine, _TABLES)

    def add(self, delivery: Delivery) -> bool:
        """Keep a delivery until it is answered.

        Returns:
            Whether it is new.
        """
        now = self._clock()
        values = {
            "channel": self._channel,
            "id": delivery.id[:LONGEST_ID],
            "conversation": delivery.conversation,
            "place": delivery.place,
            "received": now,
            "answered": False,
            "content": json.dumps(delivery.content),
            "sent": 0,
        }
        try:
            with self._engine.begin() as connection:
                connection.execute(sa.delete(DELIVERIES).where(DELIVERIES.c.received < now - KEPT_SECONDS))
                connection.execute(sa.insert(DELIVERIES).values(values))
        except sa.exc.IntegrityError:
            return False
        return True

    def knows(self, delivery: str) -> bool:
        """Whether a delivery came before."""
        table = DELIVERIES.c
        query = sa.select(table.id).where(table.channel == self._channel, table.id == delivery[:LONGEST_ID])
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def waiting(self) -> list[Delivery]:
        """What has not been answered, in the order in which it is to be."""
        table = DELIVERIES.c
        query = (
            sa.select(DELIVERIES)
            .where(table.channel == self._channel, ~table.answered)
            .order_by(table.place, table.received)
        )
        with self._engine.connect() as connection:
            return [_read(row) for row in connection.execute(query)]

    def prepared(self, delivery: str, calls: Sequence[Call]) -> None:
        """The answer is made; after a restart it is sent as it is."""
        self._update(delivery, calls=json.dumps(list(calls)))

    def sent(self, delivery: str, calls: int) -> None:
        """So many calls of the answer have been sent."""
        self._update(delivery, sent=calls)

    def answered(self, delivery: str) -> None:
        """Everything is sent: forget all but the id."""
        self._update(delivery, answered=True, conversation="", content="", calls=None)

    def _update(self, delivery: str, **values: Any) -> None:
        table = DELIVERIES.c
        with self._engine.begin() as connection:
            if self._engine.dialect.name == "sqlite":
                # What is overwritten must not stay on the disk.
                connection.execute(sa.text("PRAGMA secure_delete=ON"))
            connection.execute(
                sa.update(DELIVERIES)
                .where(table.channel == self._channel, table.id == delivery[:LONGEST_ID])
                .values(values)
            )


def _read(row: Any) -> Delivery:
    calls = None if row.calls is None else tuple(json.loads(row.calls))
    return Delivery(row.id, row.conversation, row.place, json.loads(row.content), calls, row.sent)
