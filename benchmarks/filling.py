"""A database with many conversations, copied from a few that were held."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.engine import Engine

DAYS = 60
"""Over how many days, up to now, the copies are spread."""

_STEPS = 10
"""Copies that are made with one statement: more take longer than Limber waits for its database."""

_NUMBERS = {
    "sqlite": "WITH RECURSIVE numbers(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM numbers "
    "WHERE n < :last) ",
    "postgresql": "WITH numbers AS (SELECT n FROM generate_series(:first, :last) AS n) ",
}

_COPIES = {
    "events": "INSERT INTO events (id, sender_id, type_name, timestamp, intent_name, action_name, data) "
    "{numbers}SELECT id + n * :span, 'copy-' || n || '-' || sender_id, type_name, "
    "timestamp - :apart * (:copies - n), intent_name, action_name, data FROM events, numbers "
    "WHERE id <= :span ORDER BY n, id",
    "limber_messages": "INSERT INTO limber_messages (sender_id, message_id, first_event, last_event) "
    "{numbers}SELECT 'copy-' || n || '-' || sender_id, message_id, first_event + n * :span, "
    "last_event + n * :span FROM limber_messages, numbers WHERE last_event <= :span",
}


def fill(engine: Engine, events: int) -> int:
    """Copy what is in the database until it has so many events.

    Args:
        engine: the database, with some conversations and nobody who uses it.
        events: how many at least.

    Returns:
        How many it has.
    """
    with engine.begin() as connection:
        held, span = connection.execute(sa.text("SELECT COUNT(*), MAX(id) FROM events")).one()
    copies = -(-(events - held) // held)
    values = {"span": span, "copies": copies, "apart": DAYS * 86_400 / copies}
    numbers = _NUMBERS[engine.dialect.name]
    for first in range(1, copies + 1, _STEPS):
        step = {**values, "first": first, "last": min(first + _STEPS - 1, copies)}
        with engine.begin() as connection:
            for statement in _COPIES.values():
                connection.execute(sa.text(statement.format(numbers=numbers)), step)
    with engine.begin() as connection:
        if engine.dialect.name == "postgresql":
            newest = "SELECT setval(pg_get_serial_sequence('events', 'id'), MAX(id)) FROM events"
            connection.execute(sa.text(newest))
        # The planner knows how full the tables are, as it would where they grow by themselves.
        connection.execute(sa.text("ANALYZE"))
        return int(connection.execute(sa.text("SELECT COUNT(*) FROM events")).scalar())


def database_bytes(engine: Engine) -> int:
    """How much the database takes on the disk."""
    query = {
        "sqlite": "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
        "postgresql": "SELECT pg_database_size(current_database())",
    }
    with engine.connect() as connection:
        return int(connection.execute(sa.text(query[engine.dialect.name])).scalar())
