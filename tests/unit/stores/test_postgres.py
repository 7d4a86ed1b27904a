"""The stores on a real PostgreSQL: whole turns or an error in time, whatever the database does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from rasa.core.agent import Agent
from rasa.shared.core.events import BotUttered, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from deploy.services import Postgres
from limber.stores import database
from limber.stores.database import beside
from limber.stores.deliveries import Deliveries, Delivery
from limber.stores.tracker import BoundedTrackerStore, ConflictError
from limber.stores.turns import StoredTurns
from tests.running import running_postgres
from tests.unit.stores.test_tracker import DOMAIN, add, read, session_start, turn

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as running:
        yield running


@pytest.fixture
def store(postgres: Postgres) -> Iterator[BoundedTrackerStore]:
    settings = dict(postgres.settings)
    opened = BoundedTrackerStore(DOMAIN, host=settings.pop("url"), **settings)
    yield opened
    opened.engine.dispose()


def test_a_conversation_is_read_as_it_was_stored(store: BoundedTrackerStore) -> None:
    add(store, "anna", [*session_start(), *turn(1, stretch="pigeon")])
    tracker = read(store, "anna")
    assert tracker.get_slot("stretch") == "pigeon"
    assert tracker.latest_message is not None
    assert tracker.latest_message.text == "question 1"


def test_no_text_ends_the_process(store: BoundedTrackerStore) -> None:
    text = "half \ud83d, nothing \x00"
    add(store, "signs", [*session_start(), UserUttered(text), BotUttered(text)])
    tracker = read(store, "signs")
    assert tracker.latest_message is not None
    assert tracker.latest_message.text == text


@pytest.mark.parametrize("sender", ["a\x00b", "a\ud800"])
def test_an_id_that_postgres_does_not_take_is_an_error(store: BoundedTrackerStore, sender: str) -> None:
    with pytest.raises((ValueError, SQLAlchemyError)):
        asyncio.run(store.retrieve(sender))


def test_of_two_turns_at_once_one_is_stored(store: BoundedTrackerStore) -> None:
    """What the lock prevents; where it fails no turn is mixed with another."""
    add(store, "twice", session_start())

    async def both() -> list[BaseException | None]:
        trackers = [await store.retrieve("twice") for _ in range(2)]
        for number, tracker in enumerate(trackers):
            assert tracker is not None
            tracker.update_with_events(turn(number), DOMAIN)
        return await asyncio.gather(
            *(store.save(one) for one in trackers if one is not None), return_exceptions=True
        )

    ended = asyncio.run(both())
    assert [type(one) for one in ended if one is not None] == [ConflictError]
    texts = [event.text for event in read(store, "twice").events if isinstance(event, UserUttered)]
    assert len(texts) == 1


def test_a_turn_that_was_not_stored_is_stored_by_the_next_attempt(
    store: BoundedTrackerStore, postgres: Postgres
) -> None:
    async def test() -> DialogueStateTracker | None:
        tracker = await store.get_or_create_tracker("again", append_action_listen=False)
        tracker.update_with_events([*session_start(), *turn(1)], DOMAIN)
        postgres.kill()
        with pytest.raises(OperationalError):
            await store.save(tracker)
        postgres.start()
        await store.save(tracker)
        return await store.retrieve("again")

    kept = asyncio.run(test())
    assert kept is not None
    assert kept.latest_message is not None
    assert kept.latest_message.text == "question 1"


def test_a_restart_while_idle_is_not_noticed(store: BoundedTrackerStore, postgres: Postgres) -> None:
    add(store, "idle", [*session_start(), *turn(1)])
    postgres.restart()
    add(store, "idle", turn(2))
    tracker = read(store, "idle")
    assert tracker.latest_message is not None
    assert tracker.latest_message.text == "question 2"


def test_a_frozen_postgres_is_an_error_and_the_event_loop_goes_on(
    store: BoundedTrackerStore, postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "ANSWER_SECONDS", 0.5)
    add(store, "frozen", [*session_start(), *turn(1)])

    async def test() -> int:
        ticks = 0
        postgres.freeze()
        try:
            reading = asyncio.ensure_future(store.retrieve("frozen"))
            while not reading.done():
                ticks += 1
                await asyncio.sleep(0.01)
        finally:
            postgres.thaw()
        with pytest.raises(SQLAlchemyError):
            await reading
        return ticks

    assert asyncio.run(test()) > 10
    assert read(store, "frozen").latest_message is not None


def test_an_agent_has_no_store_in_memory_behind_it(store: BoundedTrackerStore) -> None:
    assert Agent(domain=DOMAIN, tracker_store=store).tracker_store is store


def test_what_was_said_and_what_waits_is_found(store: BoundedTrackerStore) -> None:
    add(store, "ben", [*session_start(), UserUttered("hold?", message_id="m-1"), BotUttered("20 seconds")])
    turns = StoredTurns(store)
    assert [event["text"] for event in asyncio.run(beside(turns.turn, "ben", "m-1"))] == [
        "hold?",
        "20 seconds",
    ]
    turns.delete("ben")
    assert not turns.has("ben", "m-1")
    deliveries = Deliveries(store.engine, "telegram")
    assert deliveries.add(Delivery("1", "ben", 1, {"text": "hold?"}))
    assert not deliveries.add(Delivery("1", "ben", 1, {"text": "hold?"}))
    assert [one.id for one in deliveries.waiting()] == ["1"]


def test_a_setting_that_does_not_exist_is_named() -> None:
    with pytest.raises(ValueError, match="login_db"):
        BoundedTrackerStore(DOMAIN, login_db="postgres")
