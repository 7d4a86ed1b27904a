"""Deliveries: known for ever, kept until they are answered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from limber.stores.deliveries import KEPT_SECONDS, LEASE_SECONDS, Deliveries, Delivery

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
    Deliveries(engine, "telegram").answered(ONE)
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
    store.answered(ONE)

    with engine.connect() as connection:
        (row,) = connection.execute(sa.text("SELECT * FROM limber_deliveries")).mappings()
    assert store.waiting() == []
    assert (row["id"], row["conversation"], row["content"], row["calls"]) == ("17", "", "", None)


def test_old_ids_are_forgotten(engine: Engine) -> None:
    clock = Clock()
    store = Deliveries(engine, "telegram", clock)
    store.add(ONE)
    store.answered(ONE)
    clock.now += KEPT_SECONDS + 1
    store.claim()

    assert store.add(ONE) == [ONE]


class TestTwoServers:
    """Who answers what, where two share the deliveries."""

    @pytest.fixture
    def clock(self) -> Clock:
        return Clock()

    @pytest.fixture
    def one(self, engine: Engine, clock: Clock) -> Deliveries:
        return Deliveries(engine, "telegram", clock)

    @pytest.fixture
    def other(self, engine: Engine, clock: Clock) -> Deliveries:
        return Deliveries(engine, "telegram", clock)

    def test_a_conversation_stays_with_the_server_that_answers_in_it(
        self, one: Deliveries, other: Deliveries
    ) -> None:
        assert one.add(ONE) == [ONE]
        assert other.add(TWO) == []
        assert other.claim() == []
        assert one.answered(ONE) == [TWO]
        assert one.answered(TWO) == []
        assert one.waiting() == []

    def test_what_a_server_has_is_not_handed_to_it_again(self, one: Deliveries) -> None:
        one.add(ONE)

        assert one.add(TWO) == [TWO]
        assert one.claim() == []

    def test_conversations_are_answered_beside_each_other(self, one: Deliveries, other: Deliveries) -> None:
        elsewhere = Delivery("19", "telegram-b", 19, {})

        assert one.add(ONE) == [ONE]
        assert other.add(elsewhere) == [elsewhere]

    def test_what_a_dead_server_left_is_taken_by_one_other_in_its_order(
        self, engine: Engine, clock: Clock, one: Deliveries, other: Deliveries
    ) -> None:
        one.add(TWO)
        one.add(ONE)
        one.prepared(ONE.id, CALLS)
        one.sent(ONE.id, 1)
        clock.now += LEASE_SECONDS
        third = Deliveries(engine, "telegram", clock)

        begun = Delivery(ONE.id, ONE.conversation, 17, ONE.content, tuple(CALLS), 1)
        assert [other.claim(), third.claim()] == [[begun, TWO], []]
        assert one.renew([ONE.id, TWO.id]) == set()

    def test_a_lease_that_is_renewed_does_not_run_out(
        self, clock: Clock, one: Deliveries, other: Deliveries
    ) -> None:
        one.add(ONE)
        for _ in range(4):
            clock.now += LEASE_SECONDS / 2
            assert one.renew([ONE.id]) == {ONE.id}
            assert other.claim() == []

    def test_a_server_that_ends_leaves_the_rest_at_once(self, one: Deliveries, other: Deliveries) -> None:
        one.add(ONE)
        one.release()

        assert other.claim() == [ONE]

    def test_what_waited_is_taken_at_once_where_there_is_one_server(
        self, engine: Engine, clock: Clock, one: Deliveries
    ) -> None:
        one.add(ONE)

        assert Deliveries(engine, "telegram", clock).claim(left=True) == [ONE]


def test_a_table_of_before_gets_its_columns(engine: Engine) -> None:
    columns = (
        "channel VARCHAR(32), id VARCHAR(128), conversation TEXT, place BIGINT, received FLOAT, "
        "answered BOOLEAN, content TEXT, calls TEXT, sent INTEGER, PRIMARY KEY (channel, id)"
    )
    with engine.begin() as connection:
        connection.execute(sa.text(f"CREATE TABLE limber_deliveries ({columns})"))
        row = "'telegram', '17', 'telegram-a', 17, 1000000, 0, '{}', NULL, 0"
        connection.execute(sa.text(f"INSERT INTO limber_deliveries VALUES ({row})"))

    assert [one.id for one in Deliveries(engine, "telegram", Clock()).claim()] == ["17"]
