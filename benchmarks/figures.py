"""The figures that are reported, computed from raw observations; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FALLBACK = "nlu_fallback"
"""What a pipeline says that is unsure; no intent of the test set."""

SCOPE_INTENTS = frozenset({"out_of_scope", "ask_unchecked"})
"""Intents of messages for which there is no checked answer."""

FALSE_DECLINES = 0.03
"""Share of in-scope messages that may be declined when scope recall is measured."""

Ranking = Sequence[tuple[str, float]]
"""Intents with their confidences from 0 to 1, best first."""


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which a share of the values lies, interpolated linearly.

    Args:
        values: at least one, in any order and unit.
        share: from 0 to 1.
    """
    if not values:
        raise ValueError("no values to take a percentile of")
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def latency(seconds: Sequence[float]) -> dict[str, float]:
    """p50, p95 and p99 in milliseconds, and how many observations they rest on."""
    return {
        **{f"p{share}_ms": round(percentile(seconds, share / 100) * 1000, 2) for share in (50, 95, 99)},
        "count": len(seconds),
    }


@dataclass(frozen=True)
class Judged:
    """A test message as a contender understood it.

    Attributes:
        label: the right intent.
        ranking: what the contender said.
    """

    label: str
    ranking: Ranking

    @property
    def intent(self) -> str:
        """The best intent; a fallback is undone where the contender named another.

        Whether a contender is unsure is what scope recall measures, for all in the same way.
        """
        return next((name for name, _ in self.ranking if name != FALLBACK), FALLBACK)


def accuracy(judged: Sequence[Judged]) -> float:
    """Share of the messages with the right intent."""
    return sum(one.intent == one.label for one in judged) / len(judged)


def macro_f1(judged: Sequence[Judged]) -> float:
    """F1 of each intent of the test set, averaged without weights."""
    labels = {one.label for one in judged}
    return sum(_f1(judged, label) for label in labels) / len(labels)


def _f1(judged: Sequence[Judged], label: str) -> float:
    right = sum(one.intent == label == one.label for one in judged)
    said = sum(one.intent == label for one in judged)
    wanted = sum(one.label == label for one in judged)
    return 2 * right / (said + wanted)


def doubt(ranking: Ranking) -> float:
    """Score of being out of scope: how little the best intent with an answer is believed in."""
    return 1 - max((value for name, value in ranking if name not in SCOPE_INTENTS | {FALLBACK}), default=0.0)


def scope_mass(ranking: Ranking) -> float:
    """Score of being out of scope: what the intents without an answer have of the confidence."""
    return sum(value for name, value in ranking if name in SCOPE_INTENTS)


SCORES = {"doubt": doubt, "scope_mass": scope_mass}


def recall_at(in_scope: Sequence[float], outside: Sequence[float], declined: float = FALSE_DECLINES) -> float:
    """Share of the messages outside that a threshold finds which declines few of those inside.

    Args:
        in_scope: scores of the messages inside; a higher score is likelier outside.
        outside: scores of the messages outside.
        declined: share of the messages inside that may lie above the threshold.
    """
    allowed = math.floor(declined * len(in_scope))
    threshold = sorted(in_scope, reverse=True)[allowed]
    return sum(score > threshold for score in outside) / len(outside)


def scope_recall(judged: Iterable[Judged]) -> tuple[float, str]:
    """Recall at :data:`FALSE_DECLINES` by whichever score serves the contender better, and its name."""
    rows = list(judged)
    found = {
        name: recall_at(
            [score(row.ranking) for row in rows if row.label not in SCOPE_INTENTS],
            [score(row.ranking) for row in rows if row.label in SCOPE_INTENTS],
        )
        for name, score in SCORES.items()
    }
    best = max(found, key=lambda name: found[name])
    return found[best], best


def understanding(judged: Sequence[Judged]) -> dict[str, Any]:
    """Accuracy, macro F1 and scope recall of a contender, each from 0 to 1."""
    recall, score = scope_recall(judged)
    return {
        "accuracy": round(accuracy(judged), 4),
        "macro_f1": round(macro_f1(judged), 4),
        "scope_recall": round(recall, 4),
        "scope_score": score,
    }


@dataclass(frozen=True)
class Demand:
    """A ratio that Limber must keep to.

    Attributes:
        title: what is compared.
        ratio: as measured; None where a side was not measured.
        limit: the largest ratio allowed, or the smallest where ``least`` is set.
        note: what else there is to say.
    """

    title: str
    ratio: float | None
    limit: float
    least: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        """Whether it is reached, in words."""
        if self.ratio is None:
            return "not measured"
        reached = self.ratio >= self.limit if self.least else self.ratio <= self.limit
        return "reached" if reached else "**not reached**"


def ratio(mine: Mapping[str, Any] | None, other: Mapping[str, Any] | None, *keys: str) -> float | None:
    """Mine by the other's at the same place of two nested results; None where one is missing."""
    values = []
    for result in (mine, other):
        value: Any = result
        for key in keys:
            value = value.get(key) if isinstance(value, Mapping) else None
        if not isinstance(value, (int, float)):
            return None
        values.append(float(value))
    return values[0] / values[1] if values[1] else None
