"""Every table in which something of a conversation is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from limber.stores.deliveries import DELIVERIES
from limber.stores.offers import OFFERS
from limber.stores.tracker import BoundedTrackerStore, StoredMessage


@dataclass(frozen=True)
class Kept:
    """A table with things of conversations.

    Attributes:
        table: the table.
        conversation: name of the column with the conversation's id.
        json: names of the columns that hold JSON.
        order: name of the column that tells what came first.
        only: rows that can hold anything of a conversation, where an index finds them.
    """

    table: sa.Table
    conversation: str
    order: str
    json: Sequence[str] = ()
    only: sa.sql.ColumnElement | None = None

    @property
    def name(self) -> str:
        """Its name in the database."""
        return str(self.table.name)

    def of(self, conversation: str) -> sa.sql.ColumnElement:
        """The condition that a row belongs to a conversation."""
        mine = self.table.c[self.conversation] == conversation
        return mine if self.only is None else sa.and_(self.only, mine)


EVENTS: sa.Table = BoundedTrackerStore.SQLEvent.__table__
MESSAGES: sa.Table = StoredMessage.__table__

TABLES: Sequence[Kept] = (
    Kept(EVENTS, "sender_id", "id", ("data",)),
    Kept(MESSAGES, "sender_id", "first_event"),
    # Of what is answered nothing but the service's id is left.
    Kept(DELIVERIES, "conversation", "place", ("content", "calls"), only=~DELIVERIES.c.answered),
    Kept(OFFERS, "conversation", "conversation", ("choices",)),
)


def existing(engine: Engine) -> list[Kept]:
    """Those that the database has: a channel makes its tables when it is first used."""
    names = set(sa.inspect(engine).get_table_names())
    return [kept for kept in TABLES if kept.name in names]
