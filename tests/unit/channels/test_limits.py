"""Buckets, and whose they are."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limber.channels.limits import Buckets, Pace, client_address


def test_as_many_as_a_minute_may_come_at_once_and_then_they_drip() -> None:
    buckets = Buckets(6)

    assert [buckets.take("anna", 0.0) for _ in range(6)] == [0] * 6
    assert buckets.take("anna", 0.0) == 10
    assert buckets.take("anna", 4.0) == 6
    assert buckets.take("anna", 10.0) == 0
    assert buckets.take("anna", 10.0) == 10


def test_a_clock_that_goes_back_stands_still() -> None:
    buckets = Buckets(2)

    assert [buckets.take("anna", now) for now in (1000.0, 0.0, 999.0, 1000.0)] == [0, 0, 30, 30]
    assert buckets.take("anna", 1030.0) == 0


def test_everybody_has_a_bucket_of_their_own() -> None:
    buckets = Buckets(1)

    assert [buckets.take(who, 0.0) for who in ("anna", "ben")] == [0, 0]
    assert buckets.take("anna", 0.0) == 60


def test_a_bucket_never_holds_more_than_its_size() -> None:
    buckets = Buckets(2)
    buckets.take("anna", 0.0)

    assert [buckets.take("anna", 1e6) for _ in range(3)] == [0, 0, 30]


def test_memory_is_bounded_and_the_idle_go_first() -> None:
    buckets = Buckets(1, most_keys=100)
    for number in range(1000):
        buckets.take("busy", float(number) / 1000)
        buckets.take(f"visitor {number}", float(number) / 1000)

    assert len(buckets) == 100
    assert buckets.take("busy", 1.0) > 0


@given(st.integers(1, 1000), st.lists(st.floats(0, 30), max_size=60))
def test_who_waits_as_told_is_let_through(a_minute: int, pauses: list[float]) -> None:
    buckets, now = Buckets(a_minute), 0.0
    for pause in pauses:
        now += pause
        wait = buckets.take("anna", now)
        if wait:
            now += wait
            assert buckets.take("anna", now) == 0


@pytest.mark.parametrize(
    ("peer", "forwarded", "proxies", "address"),
    [
        ("203.0.113.7", [], 0, "203.0.113.7"),
        ("203.0.113.7", ["198.51.100.1"], 0, "203.0.113.7"),
        ("10.0.0.1", ["198.51.100.1"], 1, "198.51.100.1"),
        ("10.0.0.1", ["1.2.3.4", " 198.51.100.1 "], 1, "198.51.100.1"),
        ("10.0.0.1", ["1.2.3.4", "198.51.100.1", "10.0.0.2"], 2, "198.51.100.1"),
        ("10.0.0.1", ["198.51.100.1"], 5, "198.51.100.1"),
        ("10.0.0.1", ["no address"], 1, "10.0.0.1"),
        ("::ffff:203.0.113.7", [], 0, "203.0.113.7"),
        ("2001:db8:1:2:aaaa::1", [], 0, "2001:db8:1:2::/64"),
        ("[2001:db8:1:2:bbbb::9]", [], 0, "2001:db8:1:2::/64"),
    ],
)
def test_whose_connection_it_is(peer: str, forwarded: list[str], proxies: int, address: str) -> None:
    assert client_address(peer, forwarded, proxies) == address


class TestPace:
    def test_too_much_is_said_twice_a_minute_and_then_not_any_more(self) -> None:
        pace = Pace(2)

        assert [pace.check("a", 0.0, 0.0) for _ in range(6)] == [0, 0, 30, 30, None, None]
        assert pace.check("b", 0.0, 0.0) == 0

    def test_what_was_written_earlier_counts_then(self) -> None:
        pace = Pace(1)

        assert [pace.check("a", written, 600.0) for written in (0.0, 60.0, 120.0)] == [0, 0, 0]
