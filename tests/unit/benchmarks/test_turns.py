"""Latency at a turn is that of the turns about it."""

from __future__ import annotations

from benchmarks.turns import at_turns


def test_one_slow_turn_does_not_count() -> None:
    seconds = [0.020] * 505
    seconds[499] = 9.0
    assert at_turns(seconds) == {"5": 20.0, "20": 20.0, "100": 20.0, "500": 20.0}


def test_growing_turns_are_seen_where_they_grow() -> None:
    found = at_turns([turn / 1000 for turn in range(505)])
    assert found == {"5": 4.5, "20": 19.5, "100": 99.5, "500": 499.5}
