"""The buttons that a conversation offers now: what a short reference, or "2", stands for."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from limber.replies import Choice
from limber.stores.database import add_columns, create_tables

_TABLES = sa.MetaData()

OFFERS = sa.Table(
    "limber_offers",
    _TABLES,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("choices", sa.Text, nullable=False),
    sa.Column("place", sa.String(255)),
    sa.Column("made", sa.Float, nullable=False, server_default="0", index=True),
)


@dataclass(frozen=True)
class Offer:
    """The newest buttons of a conversation.

    Attributes:
        choices: the buttons, in the order in which they are shown.
        place: the service's id of the message that shows them, once it is known.
    """

    choices: tuple[Choice, ...]
    place: str | None = None


class Offers:
    """The newest buttons of each conversation.

    Args:
        engine: the database.
        clock: seconds since 1970.
    """

    def __init__(self, engine: Engine, clock: Callable[[], float] = time.time) -> None:
        self._engine = engine
        self._clock = clock
        create_tables(engine, _TABLES)
        # Those of before count as old.
        add_columns(engine, OFFERS.c.made)

    def make(self, conversation: str, choices: Sequence[Choice], place: str | None = None) -> None:
        """Offer buttons instead of those before; without any, offer nothing."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(OFFERS).where(OFFERS.c.conversation == conversation))
            if choices:
                listed = json.dumps([[choice.title, choice.payload] for choice in choices])
                connection.execute(
                    sa.insert(OFFERS).values(
                        conversation=conversation, choices=listed, place=place, made=self._clock()
                    )
                )

    def now(self, conversation: str) -> Offer | None:
        """What a conversation offers."""
        query = sa.select(OFFERS).where(OFFERS.c.conversation == conversation)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return Offer(tuple(Choice(*pair) for pair in json.loads(row.choices)), row.place)
