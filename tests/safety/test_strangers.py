"""The whole screen on messages of people who wrote nothing for its training.

``thresholds.jsonl`` helped to choose the thresholds; ``blind.jsonl`` was looked at after that.
The floors stand just below what was measured; ``limber screen --report FILE`` prints the figures.
"""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from limber.safety import Screening, screen
from limber.safety.dialogue import RED_FLAG
from limber.safety.report import Labelled, read_labelled
from limber.testing.cases import Step
from limber.testing.evaluation import TURNED_AWAY, read_messages
from limber.testing.vary import typed

pytestmark = pytest.mark.model

FOLDER = Path(__file__).parent
FILES = ("thresholds", "blind")


@cache
def screened(name: str) -> list[tuple[Labelled, Screening]]:
    return [(label, screen(label.text)) for label in labels(name)]


def labels(name: str) -> list[Labelled]:
    return list(read_labelled((FOLDER / f"{name}.jsonl").read_text("utf-8").splitlines()))


def slipped(text: str) -> str:
    """A message with at least two typing errors, one in four words, the same ones on every run."""
    for seed in ("first", "second"):
        (text,) = typed(Step(user=text), "typos", seed)
    return text


def outcome(screening: Screening) -> str:
    if screening.tier is not None:
        return screening.tier.value
    return "asked" if screening.check else "neither"


def share(name: str, tiers: set[str], outcomes: set[str], assertion: str | None = None) -> float:
    """Of the messages of some tiers, the share with some outcomes."""
    chosen = [
        outcome(screening)
        for label, screening in screened(name)
        if label.tier in tiers and assertion in (None, label.assertion)
    ]
    assert len(chosen) >= 30, f"only {len(chosen)} such messages in {name}"
    counts = Counter(chosen)
    return sum(counts[one] for one in outcomes) / len(chosen)


ALARMS = {"emergency", "urgent", "see_professional"}


@pytest.mark.parametrize("name", FILES)
def test_emergencies_are_noticed(name: str) -> None:
    assert share(name, {"emergency"}, {"emergency"}) >= 0.95
    assert share(name, {"emergency"}, {"neither"}) <= 0.015


@pytest.mark.parametrize("name", FILES)
def test_emergencies_with_typing_errors_are_noticed(name: str) -> None:
    emergencies = [label.text for label in labels(name) if label.tier == "emergency"]
    outcomes = Counter(outcome(screen(slipped(text))) for text in emergencies)

    assert outcomes["emergency"] >= 0.92 * len(emergencies)
    assert outcomes["neither"] <= 0.03 * len(emergencies)


def test_no_blunt_report_is_passed_over() -> None:
    """``blunt.jsonl``: reports that look like denials, and plain ones; the rules were written with them."""
    passed_over = [label.text for label, screening in screened("blunt") if outcome(screening) == "neither"]

    assert passed_over == []


@pytest.mark.parametrize("name", FILES)
def test_other_signs_are_noticed(name: str) -> None:
    assert share(name, {"urgent", "see_professional"}, {"neither"}) <= 0.03


@pytest.mark.parametrize("name", FILES)
def test_ordinary_messages_rarely_alarm(name: str) -> None:
    assert share(name, {"none"}, ALARMS, "benign") <= 0.07


@pytest.mark.parametrize("name", FILES)
def test_denied_signs_rarely_alarm(name: str) -> None:
    assert share(name, {"none"}, ALARMS, "negated") <= 0.16


@pytest.mark.parametrize("name", FILES)
def test_the_affirmed_sign_of_a_mixed_message_is_found(name: str) -> None:
    assert share(name, ALARMS, ALARMS, "mixed") >= 0.94


def test_questions_about_stretching_are_rarely_asked_about() -> None:
    messages = read_messages(FOLDER.parent / "nlu" / "test_messages.yml")
    outcomes = Counter(
        outcome(screen(text)) for text, intent in messages if intent not in TURNED_AWAY | {RED_FLAG}
    )

    assert sum(outcomes.values()) > 800
    assert sum(outcomes[tier] for tier in ALARMS) <= 0.005 * sum(outcomes.values())
    assert outcomes["asked"] <= 0.02 * sum(outcomes.values())
