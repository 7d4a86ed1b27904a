"""Deliveries: known for ever, kept until they are answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from limber.stores.deliveries import KEPT_SECONDS, Deliveries, Delivery

ONE = Delivery("17", "telegram-a", 17, {"chat": 5, "text": "how long?"})
TWO = Delivery("18", "telegram-a", 18, {"chat": 5, "text": "and the cat cow?"})
CALLS = [{"method": "sendMessage", "text": "20 seconds"}, {"method": "sendMessage", "text": "each side"}]


class Clock:
    """A fake clock."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = sa.create_engine(f"sqlite:///{tmp_path / 'conversations.db'}")
    yield made
    made.dispose()


def test_a_delivery_is_new_once_even_after_a_restart(engine: Engine) -> None:
    assert Deliveries(engine, "telegram").add(ONE)
    assert not Deliveries(engine, "telegram").add(ONE)
    assert Deliveries(engine, "telegram").knows(ONE.id)
    assert not Deliveries(engine, "telegram").knows(TWO.id)
    assert not Deliveries(engine, "slack").knows(ONE.id)
    Deliveries(engine, "telegram").answered(ONE.id)
    assert not Deliveries(engine, "telegram").add(ONE)


def test_another_channel_has_ids_of_its_own(engine: Engine) -> None:
    assert Deliveries(engine, "telegram").add(ONE)
    assert Deliveries(engine, "slack").add(ONE)
    assert len(Deliveries(engine, "slack").waiting()) == 1


def test_what_is_not_answered_waits_in_its_order_with_what_was_done(engine: Engine) -> None:
    store = Deliveries(engine, "telegram")
    store.add(TWO)
    store.add(ONE)
    store.prepared(ONE.id, CALLS)
    store.sent(ONE.id, 1)

    waiting = Deliveries(engine, "telegram").waiting()

    assert waiting == [Delivery(ONE.id, ONE.conversation, 17, ONE.content, tuple(CALLS), 1), TWO]


def test_of_what_is_answered_only_the_id_stays(engine: Engine) -> None:
    store = Deliveries(engine, "telegram")
    store.add(ONE)
    store.prepared(ONE.id, CALLS)
    store.answered(ONE.id)

    with engine.connect() as connection:
        (row,) = connection.execute(sa.text("SELECT * FROM limber_deliveries")).mappings()
    assert store.waiting() == []
    assert (row["id"], row["conversation"], row["content"], row["calls"]) == ("17", "", "", None)


def test_old_ids_are_forgotten(engine: Engine) -> None:
    clock = Clock()
    store = Deliveries(engine, "telegram", clock)
    store.add(ONE)
    store.answered(ONE.id)
    clock.now += KEPT_SECONDS + 1
    store.add(TWO)

    assert store.add(ONE)
