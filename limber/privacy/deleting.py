"""Deletes everything that is kept of a conversation."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from limber.privacy.tables import existing
from limber.stores.erasing import erasing

PATIENCE_MS = 10_000
"""How long a command waits for servers that write."""


def delete(engine: Engine, conversation: str) -> Mapping[str, int]:
    """Delete a conversation from every table.

    Args:
        engine: the database.
        conversation: its id.

    Returns:
        How many rows of which table went; all 0 where the conversation is not known.
    """
    with erasing(engine, PATIENCE_MS) as connection, connection.begin():
        return {
            kept.name: connection.execute(sa.delete(kept.table).where(kept.of(conversation))).rowcount
            for kept in existing(engine)
        }
