"""What messaging services delivered: each thing once, kept until it is answered.

A service is told "received" at once and answered later. What stands here meanwhile is not lost when
the server ends, and what is delivered again is known even after that. Of what has been answered only
the service's id of it stays.

Several servers may share them. Whoever answers something has a lease on it, renews it, and with it has the
whole conversation, so that its order is kept; when a server dies, its leases run out and another goes on.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

from limber.stores.database import add_columns, alone, create_tables

KEPT_SECONDS = 7 * 86_400
"""How long a delivery is known; no service tries again after that, and no answer is of use."""

LEASE_SECONDS = 30.0
"""How long a delivery belongs to who took it, unless renewed; a turn whose database hangs ends sooner."""

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
    sa.Column("owner", sa.String(32)),
    sa.Column("leased_until", sa.Float, nullable=False, server_default="0"),
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
    """The deliveries of one channel, as one server takes them.

    Args:
        engine: the database.
        channel: the channel's name.
        clock: seconds since 1970; where several servers share the database, its own clock tells the leases.
    """

    def __init__(self, engine: Engine, channel: str, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._channel = channel
        self._clock = clock
        self._owner = uuid.uuid4().hex
        create_tables(engine, _TABLES)
        add_columns(engine, DELIVERIES.c.owner, DELIVERIES.c.leased_until)

    @property
    def is_shared(self) -> bool:
        """Whether several servers may use the database; of SQLite, one at a time does."""
        return self._engine.dialect.name != "sqlite"

    def add(self, delivery: Delivery) -> list[Delivery] | None:
        """Keep a delivery until it is answered.

        Returns:
            What this server is to answer now of the conversation: nothing while another one answers it,
            which then takes this delivery too. None where the delivery came before.
        """
        values = {
            "channel": self._channel,
            "id": delivery.id[:LONGEST_ID],
            "conversation": delivery.conversation,
            "place": delivery.place,
            "received": self._clock(),
            "answered": False,
            "content": json.dumps(delivery.content),
            "sent": 0,
        }
        try:
            with self._engine.begin() as connection:
                self._alone(connection)
                connection.execute(sa.insert(DELIVERIES).values(values))
                return self._claim(connection, DELIVERIES.c.conversation == delivery.conversation)
        except sa.exc.IntegrityError:
            return None

    def knows(self, delivery: str) -> bool:
        """Whether a delivery came before."""
        query = sa.select(DELIVERIES.c.id).where(self._is(delivery))
        with self._engine.connect() as connection:
            return connection.execute(query).first() is not None

    def waiting(self) -> list[Delivery]:
        """What has not been answered, in the order in which it is to be."""
        with self._engine.connect() as connection:
            return [_read(row) for row in self._open(connection)]

    def claim(self, left: bool = False) -> list[Delivery]:
        """Take what nobody answers: what waits for no other server, and what a dead one left.

        Args:
            left: whether this server starts; all that waits was left by an earlier one, where no other
                shares the database.
        """
        with self._engine.begin() as connection:
            self._alone(connection)
            connection.execute(
                sa.delete(DELIVERIES).where(DELIVERIES.c.received < self._clock() - KEPT_SECONDS)
            )
            return self._claim(connection, at_once=left and not self.is_shared)

    def renew(self, deliveries: Iterable[str]) -> set[str]:
        """Renew the leases on deliveries.

        Returns:
            Those of them that still belong to this server.
        """
        mine = DELIVERIES.c.id.in_([one[:LONGEST_ID] for one in deliveries]) & (
            DELIVERIES.c.owner == self._owner
        )
        with self._engine.begin() as connection:
            self._alone(connection)
            until = self._now(connection) + LEASE_SECONDS
            ours = sa.update(DELIVERIES).where(DELIVERIES.c.channel == self._channel, mine)
            connection.execute(ours.values(leased_until=until))
            query = sa.select(DELIVERIES.c.id).where(DELIVERIES.c.channel == self._channel, mine)
            return {row.id for row in connection.execute(query)}

    def release(self) -> None:
        """Leave what this server has not answered to others."""
        mine = (DELIVERIES.c.channel == self._channel) & (DELIVERIES.c.owner == self._owner)
        with self._engine.begin() as connection:
            connection.execute(sa.update(DELIVERIES).where(mine).values(owner=None, leased_until=0))

    def prepared(self, delivery: str, calls: Sequence[Call]) -> None:
        """The answer is made; after a restart it is sent as it is."""
        self._update(delivery, calls=json.dumps(list(calls)))

    def sent(self, delivery: str, calls: int) -> None:
        """So many calls of the answer have been sent."""
        self._update(delivery, sent=calls)

    def answered(self, delivery: Delivery) -> list[Delivery]:
        """Everything is sent: forget all but the id.

        Returns:
            What came meanwhile of the same conversation and is to be answered next.
        """
        with self._engine.begin() as connection:
            self._alone(connection)
            self._write(connection, delivery.id, answered=True, conversation="", content="", calls=None)
            return self._claim(connection, DELIVERIES.c.conversation == delivery.conversation)

    def _claim(self, connection: Connection, *only: Any, at_once: bool = False) -> list[Delivery]:
        """Take what nobody has, of conversations in which no other server answers.

        Args:
            connection: in a transaction that nothing else claims in.
            only: of which rows.
            at_once: whether leases of others don't count.
        """
        now = self._now(connection)
        rows = self._open(connection, *only)
        taken = {row.conversation for row in rows if row.leased_until > now and row.owner != self._owner}
        free = [row for row in rows if at_once or (row.leased_until <= now and row.conversation not in taken)]
        if free:
            ids = DELIVERIES.c.id.in_([row.id for row in free])
            connection.execute(
                sa.update(DELIVERIES)
                .where(DELIVERIES.c.channel == self._channel, ids)
                .values(owner=self._owner, leased_until=now + LEASE_SECONDS)
            )
        return [_read(row) for row in free]

    def _open(self, connection: Connection, *only: Any) -> list[Any]:
        """The rows that are not answered."""
        table = DELIVERIES.c
        query = (
            sa.select(DELIVERIES)
            .where(table.channel == self._channel, ~table.answered, *only)
            .order_by(table.place, table.received)
        )
        return list(connection.execute(query))

    def _alone(self, connection: Connection) -> None:
        alone(connection, f"limber: deliveries of {self._channel}")

    def _now(self, connection: Connection) -> float:
        """Seconds since 1970, the same for all servers of the database."""
        if connection.dialect.name == "postgresql":
            return float(connection.execute(sa.text("SELECT extract(epoch FROM clock_timestamp())")).scalar())
        return self._clock()

    def _is(self, delivery: str) -> Any:
        return (DELIVERIES.c.channel == self._channel) & (DELIVERIES.c.id == delivery[:LONGEST_ID])

    def _update(self, delivery: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            self._write(connection, delivery, **values)

    def _write(self, connection: Connection, delivery: str, **values: Any) -> None:
        if connection.dialect.name == "sqlite":
            # What is overwritten must not stay on the disk.
            connection.execute(sa.text("PRAGMA secure_delete=ON"))
        connection.execute(sa.update(DELIVERIES).where(self._is(delivery)).values(values))


def _read(row: Any) -> Delivery:
    calls = None if row.calls is None else tuple(json.loads(row.calls))
    return Delivery(row.id, row.conversation, row.place, json.loads(row.content), calls, row.sent)
