"""The database behind the stores: an answer or an error in bounded time, and never in the event loop's.

A server that is gone refuses at once. One that is frozen says nothing at all, and psycopg2 waits for
ever; here it waits :data:`ANSWER_SECONDS` for each answer and then gives the connection up.
"""

from __future__ import annotations

import asyncio
import os
import select
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import psycopg2
import psycopg2.extensions
import sqlalchemy as sa
from sqlalchemy.engine import URL, Connection, Engine
from sqlalchemy.pool import QueuePool

from limber.bounded import within

ANSWER_SECONDS = 3.0
"""How long a database may take for one answer; a turn asks it some five times and takes milliseconds."""

QUEUE_SECONDS = 8.0
"""How long a turn waits for one step in the database, with those before it."""

SQLITE_SECONDS = 6.0
"""How long a statement waits for the writers before it in SQLite, which are not served in order: where twenty
conversations write at a time on a slow disk, three seconds were not always enough."""

MOST_THREADS = 16
"""Steps in the database at the same time."""

_SCHEMA_VARIABLE = "POSTGRESQL_SCHEMA"
_POOL_VARIABLES: Mapping[str, tuple[str, int]] = {
    "pool_size": ("SQL_POOL_SIZE", MOST_THREADS),
    "max_overflow": ("SQL_MAX_OVERFLOW", MOST_THREADS),
}
"""Rasa's variables; by default what the threads can use, and the event loop beside them."""

_IN_THE_ORDER_OF_AN_INDEX = ("-cenable_bitmapscan=off", "-cenable_sort=off")
"""A turn reads the few newest rows of a conversation, which an index gives in order. Where PostgreSQL has no
statistics of today it takes a long conversation for a short one, and reads and sorts all of it."""

_THREADS = ThreadPoolExecutor(max_workers=MOST_THREADS, thread_name_prefix="limber-database")

Result = TypeVar("Result")


async def beside(step: Callable[..., Result], *arguments: Any) -> Result:
    """Run a step in the database in a thread: the event loop goes on with other conversations.

    Args:
        step: what to run.
        arguments: its arguments.

    Raises:
        asyncio.TimeoutError: it, or those before it, took longer than :data:`QUEUE_SECONDS`.
    """
    running = asyncio.get_running_loop().run_in_executor(_THREADS, step, *arguments)
    return await within(QUEUE_SECONDS, running)


def open_engine(url: URL | str) -> Engine:
    """An engine that notices a stale connection before it is used, and gives up one that stays silent.

    Args:
        url: of the database.
    """
    dialect = sa.engine.make_url(url).get_dialect().name
    if dialect == "sqlite":
        # SQLAlchemy would open the file anew for each step, and sum up its log each time it closes it.
        return sa.create_engine(
            url,
            hide_parameters=True,
            poolclass=QueuePool,
            pool_size=MOST_THREADS,
            max_overflow=MOST_THREADS,
            connect_args={"timeout": SQLITE_SECONDS, "check_same_thread": False},
        )
    # A failed statement is logged, but not what people wrote in it.
    settings: dict[str, Any] = {"hide_parameters": True, "pool_pre_ping": True}
    if dialect == "postgresql":
        settings |= {name: int(os.environ.get(*map(str, pair))) for name, pair in _POOL_VARIABLES.items()}
        settings["pool_timeout"] = ANSWER_SECONDS
        schema = os.environ.get(_SCHEMA_VARIABLE)
        options = [*_IN_THE_ORDER_OF_AN_INDEX, *([f"-csearch_path={schema}"] if schema else [])]
        settings["connect_args"] = {"options": " ".join(options)}
        psycopg2.extensions.set_wait_callback(_wait)
    return sa.create_engine(url, **settings)


def _wait(connection: Any) -> None:
    """Wait for PostgreSQL as psycopg2 does by itself, but not for ever.

    Raises:
        psycopg2.OperationalError: it took too long; psycopg2 closes the connection.
    """
    while True:
        state = connection.poll()
        if state == psycopg2.extensions.POLL_OK:
            return
        # Not select, which knows the first 1,024 sockets of a process only.
        waiting = select.poll()
        waiting.register(connection.fileno(), _EVENTS[state])
        if not waiting.poll(ANSWER_SECONDS * 1000):
            raise psycopg2.OperationalError(f"the database did not answer within {ANSWER_SECONDS:g} s")


_EVENTS: Mapping[int, int] = {
    psycopg2.extensions.POLL_READ: select.POLLIN,
    psycopg2.extensions.POLL_WRITE: select.POLLOUT,
}


def create_tables(engine: Engine, tables: sa.MetaData, statements: Sequence[str] = ()) -> None:
    """Make tables that are missing, though other servers may do so at the same time.

    Args:
        engine: the database.
        tables: all that there should be.
        statements: what to do when they are there, in the same transaction.
    """
    with engine.begin() as connection:
        alone(connection, "limber: tables")
        tables.create_all(connection)
        for statement in statements:
            connection.execute(sa.text(statement))


def add_columns(engine: Engine, *columns: sa.Column[Any]) -> None:
    """Give a table of an earlier version the columns and indexes that it lacks.

    Args:
        engine: the database.
        columns: of one table, each with a default or without a value.
    """
    table = columns[0].table
    there = {column["name"] for column in sa.inspect(engine).get_columns(table.name)}
    missing = [column for column in columns if column.name not in there]
    if not missing:
        return
    # Several servers may start at once on PostgreSQL; SQLite has one.
    unless = "IF NOT EXISTS " if engine.dialect.name == "postgresql" else ""
    with engine.begin() as connection:
        for column in missing:
            how = str(sa.schema.CreateColumn(column).compile(dialect=engine.dialect))
            connection.execute(sa.text(f"ALTER TABLE {table.name} ADD COLUMN {unless}{how}"))
        for index in table.indexes:
            index.create(connection, checkfirst=True)


def alone(connection: Connection, about: str) -> None:
    """Let no other transaction about the same go on beside this one.

    SQLite has one writer at a time anyhow, but two that have read before they write don't wait for each
    other: one fails.

    Args:
        connection: at the beginning of a transaction.
        about: what it is about.
    """
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    elif connection.dialect.name == "postgresql":
        lock = sa.text("SELECT pg_advisory_xact_lock(hashtextextended(:about, 0))")
        connection.execute(lock, {"about": about})
