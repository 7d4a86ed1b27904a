"""Deleting so that nothing stays on the disk, without holding up the turns of others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.engine import Connection, Engine

SERVER_PATIENCE_MS = 500
"""How long a server waits for others: it holds up everybody's turns meanwhile."""


@contextmanager
def erasing(engine: Engine, patience_ms: int = SERVER_PATIENCE_MS) -> Iterator[Connection]:
    """A connection to delete with, whose transactions are the caller's; on SQLite the bytes go too.

    On PostgreSQL its own autovacuum frees what was deleted.

    Args:
        engine: the database.
        patience_ms: how long a deletion waits for whoever writes, on SQLite.
    """
    sqlite = engine.dialect.name == "sqlite"
    with engine.connect() as connection:
        if sqlite:
            # What is set here holds for this connection alone, and it is not used again.
            connection.detach()
            connection.execute(sa.text("PRAGMA secure_delete=ON"))
            connection.execute(sa.text(f"PRAGMA busy_timeout={patience_ms}"))
        yield connection
        if sqlite:
            # It keeps others from writing while it waits for those who read.
            connection.execute(sa.text(f"PRAGMA busy_timeout={SERVER_PATIENCE_MS}"))
            # The log still holds the pages as they were.
            connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
