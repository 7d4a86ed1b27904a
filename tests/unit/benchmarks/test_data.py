"""The sample of the training data."""

from __future__ import annotations

from collections import Counter

from benchmarks.data import spread

ROWS = [(f"message {number}", "many" if number % 10 else "few") for number in range(100)]


def test_a_sample_has_at_most_so_many_of_each_intent() -> None:
    chosen = spread(ROWS, 12)
    assert Counter(ROWS[place][1] for place in chosen) == {"many": 12, "few": 10}


def test_a_sample_is_spread_over_all_that_an_intent_has() -> None:
    chosen = [place for place in spread(ROWS, 5) if ROWS[place][1] == "many"]
    assert chosen[0] < 20 <= 70 < chosen[-1]
    assert chosen == sorted(set(chosen))


def test_a_large_enough_sample_is_everything() -> None:
    assert spread(ROWS, 1000) == list(range(100))
