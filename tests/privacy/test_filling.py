"""The benchmark's full database is one that the store could have made."""

from __future__ import annotations

import asyncio
import time

from benchmarks.filling import DAYS, fill
from limber.stores.turns import StoredTurns
from tests.privacy.conftest import Database
from tests.privacy.test_commands import DAY, turn


def test_copies_are_whole_conversations_spread_over_the_days(database: Database) -> None:
    asyncio.run(database.add("anna", *turn("one", "m1"), *turn("two", "m2")))
    asyncio.run(database.add("berta", *turn("three", "m3")))
    count = fill(database.engine, 500)
    rows = database.rows("events")
    assert len(rows) == count
    assert 500 <= count < 512
    turns = StoredTurns(database.store)
    for n in (1, 20):
        assert [event["text"] for event in turns.turn(f"copy-{n}-anna", "m2")] == ["two", "About two."]
        assert [event["text"] for event in turns.turn(f"copy-{n}-berta", "m3")] == ["three", "About three."]
    oldest = min(row["timestamp"] for row in rows)
    assert (DAYS - 3) * DAY < time.time() - oldest <= DAYS * DAY
    asyncio.run(database.add("carla", *turn("four", "m4")))
    assert turns.has("carla", "m4")
