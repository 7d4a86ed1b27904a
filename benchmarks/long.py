"""Long lives: a conversation of a thousand turns, a database of a million events, its cleaning."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.bots.bot import Running, Talker
from benchmarks.bots.stored import StoredBot
from benchmarks.figures import latency
from benchmarks.filling import database_bytes, fill
from benchmarks.jobs import Job
from benchmarks.turns import at_turns, hold_long, sequential, turn
from deploy.services import Postgres, open_folder
from limber.stores.opening import open_database

TURNS = (5, 20, 100, 500, 1000)
"""Turns of one conversation whose latency is told."""

MILLION = 1_000_000

KEPT = "30d"
"""What a purge leaves: half of what :mod:`benchmarks.filling` makes."""


def jobs(folder: Path) -> Sequence[Job]:
    """Each database, empty and full.

    Args:
        folder: for endpoints files and output; databases are in folders of their own.
    """
    missing = {"sqlite": None, "postgresql": Postgres.missing() or None}
    titles = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}
    return [
        Job(
            f"{kind}_{events}",
            f"{titles[kind]}, {f'{events:,} events' if events else 'empty'}",
            partial(measure, folder / f"{kind}-{events}", kind, events),
            slow=bool(events),
            missing=missing[kind],
        )
        for kind in titles
        for events in (0, MILLION)
    ]


def measure(folder: Path, kind: str, events: int) -> dict[str, Any]:
    """Hold a conversation of a thousand turns beside so many events; purge them if there are any.

    Args:
        folder: made here.
        kind: of the database.
        events: how many are there before; 0 for an empty database.

    Returns:
        Seconds, milliseconds and bytes, as the names say.
    """
    folder.mkdir()
    with _database(kind) as settings:
        bot = StoredBot(folder, settings)
        bot.train()
        found: dict[str, Any] = {"events": _fill(bot, events) if events else 0}
        with bot.start() as running:
            found["start_up_seconds"] = running.start_up_seconds
            found["sequential"] = latency(sequential(bot, running))
            found["peak_bytes"] = running.peak_bytes()
            found["turn_ms"] = at_turns(hold_long(bot, running, max(TURNS)), TURNS)
            found["peak_bytes_after_long"] = running.peak_bytes()
            found["database_bytes"] = _size(bot)
            if events:
                found["purge"] = _purge_beside(bot, running)
    return found


@contextmanager
def _database(kind: str) -> Iterator[Mapping[str, Any]]:
    """Settings of a tracker store whose database is empty, and gone at the end."""
    with open_folder("limber-long-") as place:
        if kind == "sqlite":
            yield {"db": str(place / "conversations.db")}
        else:
            with Postgres(place) as postgres:
                yield postgres.settings


def _fill(bot: StoredBot, events: int) -> int:
    with bot.start() as running:
        sequential(bot, running)
    engine = open_database(bot.endpoints)
    assert engine is not None
    count = fill(engine, events)
    engine.dispose()
    return count


def _size(bot: StoredBot) -> int:
    engine = open_database(bot.endpoints)
    assert engine is not None
    size = database_bytes(engine)
    engine.dispose()
    return size


def _purge_beside(bot: StoredBot, running: Running) -> dict[str, Any]:
    """Purge half of the events while somebody talks: how long it takes, and the turns meanwhile."""
    over = threading.Event()
    seconds: list[float] = []
    failed: list[BaseException] = []

    def converse() -> None:
        talker = Talker(running.port)
        try:
            for number, text in enumerate(itertools.cycle(bot.messages)):
                if over.is_set():
                    return
                seconds.append(turn(bot, talker, f"purge-{number // 5}", text))
        except BaseException as error:
            failed.append(error)
        finally:
            talker.close()

    talking = threading.Thread(target=converse)
    talking.start()
    try:
        spent = bot.limber("privacy", "purge", "--older-than", KEPT, "--endpoints", str(bot.endpoints))
    finally:
        over.set()
        talking.join()
    if failed:
        raise failed[0]
    return {"seconds": spent.seconds, "peak_bytes": spent.peak_bytes, "turns_meanwhile": latency(seconds)}
