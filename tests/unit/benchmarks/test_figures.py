"""The arithmetic behind every figure that is published."""

from __future__ import annotations

import pytest

from benchmarks.figures import (
    FALLBACK,
    Demand,
    Judged,
    accuracy,
    latency,
    macro_f1,
    percentile,
    ratio,
    recall_at,
    scope_recall,
    understanding,
)


@pytest.mark.parametrize(
    ("share", "expected"), [(0, 1.0), (0.5, 3.0), (0.95, 4.8), (0.99, 4.96), (1, 5.0), (0.25, 2.0)]
)
def test_percentiles_lie_between_the_values(share: float, expected: float) -> None:
    assert percentile([5, 1, 4, 2, 3], share) == pytest.approx(expected)


def test_no_values_have_no_percentile() -> None:
    with pytest.raises(ValueError, match="no values"):
        percentile([], 0.5)


def test_latency_is_in_milliseconds() -> None:
    assert latency([0.001, 0.002, 0.003]) == {"p50_ms": 2.0, "p95_ms": 2.9, "p99_ms": 2.98, "count": 3}


def said(label: str, *names: str) -> Judged:
    return Judged(label, [(name, 1 / (place + 1)) for place, name in enumerate(names)])


def test_accuracy_counts_the_best_intent() -> None:
    assert accuracy([said("a", "a", "b"), said("a", "b", "a"), said("b", "b"), said("b")]) == 0.5


def test_a_fallback_is_undone_where_another_intent_was_named() -> None:
    assert said("a", FALLBACK, "a").intent == "a"
    assert said("a", FALLBACK).intent == FALLBACK


def test_macro_f1_weighs_intents_alike() -> None:
    # a: 3 of 3 found, 4 said, F1 6/7; b: 1 of 2 found, 1 said, F1 2/3.
    judged = [said("a", "a"), said("a", "a"), said("a", "a"), said("b", "a"), said("b", "b")]
    assert macro_f1(judged) == pytest.approx((6 / 7 + 2 / 3) / 2)


def test_an_intent_outside_the_test_set_adds_no_class() -> None:
    assert macro_f1([said("a", "a"), said("a", "z")]) == pytest.approx(2 / 3)


def test_the_threshold_declines_no_more_than_its_share() -> None:
    in_scope = [place / 100 for place in range(100)]  # the best three are 0.97, 0.98, 0.99
    assert recall_at(in_scope, [0.96, 0.965, 0.975, 1.0], 0.03) == 0.75
    assert recall_at(in_scope, [0.96, 0.965, 0.975, 1.0], 0.0) == 0.25


def test_equal_scores_are_not_declined() -> None:
    assert recall_at([0.5] * 10, [0.5, 0.6], 0.03) == 0.5


def test_scope_is_found_by_the_better_score() -> None:
    # The best intent with an answer tells nothing here; the mass of the scope intents tells all.
    inside = [Judged("a", [("a", 0.4), ("b", 0.4)])] * 10
    outside = [Judged("out_of_scope", [("a", 0.4), ("out_of_scope", 0.3), ("ask_unchecked", 0.3)])] * 4
    assert scope_recall([*inside, *outside]) == (1.0, "scope_mass")


def test_doubt_finds_what_no_scope_intent_names() -> None:
    inside = [Judged("a", [("a", 0.9)])] * 10
    outside = [Judged("ask_unchecked", [(FALLBACK, 0.9), ("a", 0.2)])] * 4
    assert scope_recall([*inside, *outside]) == (1.0, "doubt")
    assert understanding([*inside, *outside])["scope_recall"] == 1.0


@pytest.mark.parametrize(
    ("measured", "limit", "least", "verdict"),
    [
        (0.3, 0.3, False, "reached"),
        (0.31, 0.3, False, "**not reached**"),
        (4.0, 4.0, True, "reached"),
        (3.9, 4.0, True, "**not reached**"),
        (None, 0.3, False, "not measured"),
    ],
)
def test_verdicts(measured: float | None, limit: float, least: bool, verdict: str) -> None:
    assert Demand("", measured, limit, least).verdict == verdict


def test_ratios_look_into_nested_results() -> None:
    mine, other = {"sequential": {"p50_ms": 10.0}}, {"sequential": {"p50_ms": 40.0}}
    assert ratio(mine, other, "sequential", "p50_ms") == 0.25
    assert ratio(mine, {"missing": "skipped"}, "sequential", "p50_ms") is None
    assert ratio(None, other, "sequential", "p50_ms") is None
    assert ratio(mine, {"sequential": {"p50_ms": 0}}, "sequential", "p50_ms") is None
