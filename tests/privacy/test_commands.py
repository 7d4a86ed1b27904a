"""limber privacy, as an operator runs it, on every database."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SessionStarted, SlotSet, UserUttered
from redis import Redis as SyncRedis
from redis.asyncio import Redis as AsyncRedis
from sqlalchemy.engine import Connection
from typer.testing import CliRunner, Result

from deploy.services import Redis, open_folder
from limber.cli import app
from limber.privacy.purging import purge
from limber.replies import Choice
from limber.stores.deliveries import Delivery
from limber.stores.feedback import Feedback
from limber.stores.marks import RedisMarks
from limber.stores.offers import Offers
from limber.stores.opening import open_database
from limber.stores.standing import SAFETY_SLOTS
from tests.privacy.conftest import Database
from tests.running import need

DAY = 86_400
HOLD = {"tier": "emergency", "groups": ["cauda_equina"]}


def limber(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["privacy", *arguments])


def turn(text: str, message: str, days_ago: float = 0) -> list[Event]:
    at = time.time() - days_ago * DAY
    return [
        UserUttered(text, {"name": "ask_how_to"}, message_id=message, timestamp=at),
        ActionExecuted("action_how_to", timestamp=at),
        BotUttered(f"About {text}.", timestamp=at),
        ActionExecuted("action_listen", timestamp=at),
    ]


def fill(database: Database, conversation: str) -> None:
    """Something of a conversation in every table."""
    asyncio.run(
        database.add(
            conversation,
            *turn(f"the secret of {conversation}", f"m-{conversation}"),
            Feedback(f"m-{conversation}", "down", f"too short for {conversation}"),
        )
    )
    database.offers.make(conversation, [Choice(f"more for {conversation}", "/tell_me_more")], "77")
    database.deliveries.add(
        Delivery(f"d-{conversation}", conversation, 1, {"text": f"waiting of {conversation}"})
    )


TABLES = ("events", "limber_messages", "limber_deliveries", "limber_offers")


def test_export_tells_everything_that_is_kept_of_one_conversation_and_nothing_of_others(
    database: Database,
) -> None:
    fill(database, "anna")
    fill(database, "berta")
    done = limber("export", "anna", "--endpoints", str(database.endpoints))
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["conversation"] == "anna"
    assert [(line["who"], line["text"]) for line in found["said"]] == [
        ("person", "the secret of anna"),
        ("limber", "About the secret of anna."),
        ("person", "thumb down: too short for anna"),
    ]
    assert found["said"][0]["at"].startswith(time.strftime("20%y-", time.gmtime()))
    assert set(found["kept"]) == set(TABLES)
    assert all(found["kept"].values())
    for words in ("secret of anna", "waiting of anna", "more for anna", "too short for anna"):
        assert words in done.stdout
    assert "berta" not in done.stdout


def test_delete_leaves_nothing_of_one_conversation_and_everything_of_others(database: Database) -> None:
    fill(database, "anna")
    fill(database, "berta")
    other = {table: [row for row in database.rows(table) if "berta" in str(row)] for table in TABLES}
    done = limber("delete", "anna", "--endpoints", str(database.endpoints))
    assert done.exit_code == 0, done.stderr
    for table in TABLES:
        assert f"of {table}" in done.stdout
        assert database.rows(table) == other[table]
    if database.engine.dialect.name == "sqlite":
        assert b"anna" not in database.bytes_on_disk()
        assert b"secret of berta" in database.bytes_on_disk()
    assert limber("export", "anna", "--endpoints", str(database.endpoints)).exit_code == 1


@pytest.mark.parametrize("command", ["export", "delete"])
def test_an_unknown_id_is_told_and_fails(database: Database, command: str) -> None:
    fill(database, "anna")
    done = limber(command, "ann", "--endpoints", str(database.endpoints))
    assert done.exit_code == 1
    assert not done.stdout
    assert "ann: nothing is kept under this id" in done.stderr
    assert database.rows("limber_offers")


def test_purge_takes_what_is_old_and_leaves_what_is_not(database: Database) -> None:
    asyncio.run(database.add("old", *turn("long ago", "m1", days_ago=31)))
    asyncio.run(database.add("both", *turn("then", "m2", days_ago=31), *turn("now", "m3", days_ago=29)))
    long_ago = Offers(database.engine, clock=lambda: time.time() - 31 * DAY)
    long_ago.make("old", [Choice("a", "/b")])
    database.offers.make("both", [Choice("a", "/b")])
    database.deliveries.add(Delivery("d", "both", 1, {}))

    done = limber("purge", "--older-than", "30d", "--endpoints", str(database.endpoints))
    assert done.exit_code == 0, done.stderr
    kept = json.dumps(database.rows("events"))
    assert "long ago" not in kept
    assert "then" not in kept
    assert "now" in kept
    assert {row["sender_id"] for row in database.rows("events")} == {"both"}
    assert [row["message_id"] for row in database.rows("limber_messages")] == ["m3"]
    assert [row["conversation"] for row in database.rows("limber_offers")] == ["both"]
    assert [row["id"] for row in database.rows("limber_deliveries")] == ["d"]
    again = limber("purge", "--older-than", "30d", "--endpoints", str(database.endpoints))
    assert again.stdout == "deleted: nothing\n"


def hold(name: str, value: object, days_ago: float) -> SlotSet:
    return SlotSet(name, value, timestamp=time.time() - days_ago * DAY)


@pytest.mark.parametrize("slot", SAFETY_SLOTS)
def test_a_conversation_that_goes_on_stays_on_hold_after_a_purge(database: Database, slot: str) -> None:
    events = [*turn("numb", "m1", 40), hold(slot, HOLD, 40), hold("topic", "pigeon", 40)]
    asyncio.run(database.add("goes_on", *events, *turn("hello", "m2", 1)))
    asyncio.run(database.add("ended", *turn("numb", "m1", 40), hold(slot, HOLD, 40)))
    limber("purge", "--older-than", "30d", "--endpoints", str(database.endpoints))
    tracker = asyncio.run(database.tracker("goes_on"))
    assert tracker.get_slot(slot) == HOLD
    assert tracker.get_slot("topic") is None
    assert "numb" not in json.dumps(database.rows("events"))
    assert {row["sender_id"] for row in database.rows("events")} == {"goes_on"}


@pytest.mark.parametrize(
    "later",
    [[hold("hold", None, 39)], [ActionExecuted("action_session_start"), SessionStarted()]],
    ids=["taken back", "another session"],
)
def test_a_hold_that_ended_does_not_come_back_by_a_purge(database: Database, later: list[Event]) -> None:
    for event in later:
        event.timestamp = time.time() - 39 * DAY
    asyncio.run(
        database.add("anna", *turn("numb", "m1", 40), hold("hold", HOLD, 40), *later, *turn("hi", "m2"))
    )
    limber("purge", "--older-than", "30d", "--endpoints", str(database.endpoints))
    assert asyncio.run(database.tracker("anna")).get_slot("hold") is None
    assert "hold" not in {row["action_name"] for row in database.rows("events")}


def test_between_two_steps_of_a_purge_everybody_else_can_write(database: Database) -> None:
    asyncio.run(database.add("old", *(event for n in range(20) for event in turn("x", f"m{n}", 40))))
    written = 0

    def write_beside(_: Connection) -> None:
        """Write as a server does that would not wait for anything."""
        nonlocal written
        with engine.connect() as other:
            patience = {"sqlite": "PRAGMA busy_timeout=0", "postgresql": "SET lock_timeout = '1ms'"}
            other.exec_driver_sql(patience[engine.dialect.name])
            other.exec_driver_sql(
                "INSERT INTO events (sender_id, type_name, timestamp, data) "
                f"VALUES ('new', 'user', {time.time()}, '{{}}')"
            )
        written += 1

    # Another engine: the listener must not hear its own connection.
    engine, purged = database.engine, open_database(database.endpoints)
    assert purged is not None
    sa.event.listen(purged, "begin", write_beside)
    gone = purge(purged, time.time() - 30 * DAY, batch=10)
    purged.dispose()
    assert gone["events"] == 20 * 4
    assert gone["limber_messages"] == 20
    assert written >= 8
    assert [row["sender_id"] for row in database.rows("events")] == ["new"] * written


@pytest.mark.parametrize("age", ["30", "d", "0d", "-3d", "1y", "30 d"])
def test_an_age_that_is_none_is_told(age: str, tmp_path: Path) -> None:
    done = limber("purge", "--older-than", age, "--endpoints", str(tmp_path / "none.yml"))
    assert done.exit_code == 2
    assert "expected 30d, 12h or 4w" in done.stderr or "No such option" in done.stderr


def test_a_database_that_is_down_is_told(tmp_path: Path) -> None:
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text(
        "tracker_store:\n  dialect: postgresql\n  url: 127.0.0.1\n  port: 1\n  db: x\n  username: x\n"
    )
    done = limber("delete", "anna", "--endpoints", str(endpoints))
    assert done.exit_code == 1
    assert f"{endpoints}: tracker_store: the database failed" in done.stderr


def test_what_went_to_a_broker_is_told_to_be_out_of_reach(database: Database) -> None:
    fill(database, "anna")
    with database.endpoints.open("a") as file:
        file.write("event_broker:\n  type: kafka\n  url: localhost\n")
    done = limber("delete", "anna", "--endpoints", str(database.endpoints))
    assert "event broker (kafka)" in done.stderr


@pytest.fixture(scope="module")
def cache() -> Iterator[Redis]:
    need(Redis)
    with open_folder() as folder, Redis(folder / "redis") as running:
        yield running


@pytest.fixture
def marks(database: Database, cache: Redis) -> RedisMarks:
    """Marks of a conversation, in a Redis that the endpoints file names."""
    settings = "".join(f"  {name}: {value}\n" for name, value in cache.settings.items())
    with database.endpoints.open("a") as file:
        file.write(f"lock_store:\n  type: limber.stores.locks.LeaseLockStore\n{settings}")
    for conversation in ("anna", "berta"):
        fill(database, conversation)
        asyncio.run(marks_in(cache).add(conversation, {"hold": HOLD}))
    return marks_in(cache)


def marks_in(cache: Redis) -> RedisMarks:
    return RedisMarks(AsyncRedis.from_url(cache.url))


@pytest.mark.services
def test_what_redis_holds_of_a_conversation_is_told_and_deleted(
    database: Database, cache: Redis, marks: RedisMarks
) -> None:
    told = limber("export", "anna", "--endpoints", str(database.endpoints))
    assert json.loads(told.stdout)["kept"]["redis_signs"] == [{"hold": HOLD}]

    done = limber("delete", "anna", "--endpoints", str(database.endpoints))
    assert done.exit_code == 0, done.stderr
    assert "1 of redis_signs" in done.stdout
    with SyncRedis.from_url(cache.url) as client:
        assert [key.decode() for key in client.scan_iter()] == ["sign:{berta}"]


@pytest.mark.services
@pytest.mark.usefixtures("marks")
def test_a_redis_that_is_gone_is_told_and_the_rest_is_deleted(database: Database, cache: Redis) -> None:
    cache.kill()
    try:
        done = limber("delete", "anna", "--endpoints", str(database.endpoints))
    finally:
        cache.start()
    assert done.exit_code == 1
    assert "lock_store: Redis can't be reached" in done.stderr
    assert not [row for row in database.rows("events") if row["sender_id"] == "anna"]
    again = limber("delete", "anna", "--endpoints", str(database.endpoints))
    assert again.stdout == "deleted: 1 of redis_signs\n"


def test_offers_made_before_they_had_an_age_are_kept_until_the_first_purge(database: Database) -> None:
    with database.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE limber_offers")
        connection.exec_driver_sql(
            "CREATE TABLE limber_offers "
            "(conversation VARCHAR(255) PRIMARY KEY, choices TEXT NOT NULL, place VARCHAR(255))"
        )
        connection.exec_driver_sql("""INSERT INTO limber_offers VALUES ('anna', '[["a", "/b"]]', NULL)""")
    assert database.offers.now("anna") is not None
    database.offers.make("berta", [Choice("a", "/b")])
    purge(database.engine, time.time() - DAY)
    assert database.offers.now("anna") is None
    assert database.offers.now("berta") is not None


@pytest.mark.parametrize("command", [["export", "anna"], ["delete", "anna"]])
def test_a_database_without_tables_knows_nobody(tmp_path: Path, command: list[str]) -> None:
    endpoints, database = tmp_path / "endpoints.yml", tmp_path / "empty.db"
    database.touch()
    endpoints.write_text(f"tracker_store:\n  db: {database}\n")
    assert limber(*command, "--endpoints", str(endpoints)).exit_code == 1
    purged = limber("purge", "--older-than", "30d", "--endpoints", str(endpoints))
    assert (purged.exit_code, purged.stdout) == (0, "deleted: nothing\n")
