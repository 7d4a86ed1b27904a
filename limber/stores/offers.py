"""The buttons that a conversation offers now: what a short reference, or "2", stands for."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from limber.replies import Choice
from limber.stores.database import create_tables

_TABLES = sa.MetaData()

_OFFERS = sa.Table(
    "limber_offers",
    _TABLES,
    sa.Column("conversation", sa.String(255), primary_key=True),
    sa.Column("choices", sa.Text, nullable=False),
    sa.Column("place", sa.String(255)),
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
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        create_tables(engine, _TABLES)

    def make(self, conversation: str, choices: Sequence[Choice], place: str | None = None) -> None:
        """Offer buttons instead of those before; without any, offer nothing."""
        with self._engine.begin() as connection:
            connection.execute(sa.delete(_OFFERS).where(_OFFERS.c.conversation == conversation))
            if choices:
                listed = json.dumps([[choice.title, choice.payload] for choice in choices])
                connection.execute(
                    sa.insert(_OFFERS).values(conversation=conversation, choices=listed, place=place)
                )

    def now(self, conversation: str) -> Offer | None:
        """What a conversation offers."""
        query = sa.select(_OFFERS).where(_OFFERS.c.conversation == conversation)
        with self._engine.connect() as connection:
            row = connection.execute(query).first()
        if row is None:
            return None
        return Offer(tuple(Choice(*pair) for pair in json.loads(row.choices)), row.place)
