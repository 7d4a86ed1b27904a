"""Conversations that measure understanding: enough of each file must pass, and every warning sign.

Nobody tunes Limber to single cases here, so some of them fail; those in tests/conversations may not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import pytest

from limber.testing.loading import read_cases
from limber.testing.projects import Conversations
from limber.testing.running import Outcome
from limber.testing.transcript import transcript

pytestmark = pytest.mark.model

FILES = sorted(Path(__file__).parent.glob("*.yml"))
NEEDED: Mapping[str, float] = {
    "questions": 0.90,
    "dialogues": 0.85,
    "blind_questions": 0.94,
    "blind_dialogues": 0.90,
}
"""A file's name, and the share of its cases that must pass: a floor just below what was measured."""

WARNING_SIGN = "red_"
"""Part of the name of every case about a warning sign: none of them may fail."""


@cache
def outcomes(bot: Conversations, path: Path) -> Sequence[Outcome]:
    """How the cases of a file went; each file is run once."""
    return [bot.run(case) for case in read_cases(path)]


def report(failed: Sequence[Outcome]) -> str:
    return "\n\n".join(map(transcript, failed))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_enough_cases_pass(bot: Conversations, path: Path) -> None:
    done = outcomes(bot, path)
    failed = [outcome for outcome in done if outcome.failed]
    share, needed = 1 - len(failed) / len(done), NEEDED[path.stem]
    counts = f"{path.name}: {len(done) - len(failed)} of {len(done)} pass, {share:.1%}"
    print(f"{counts}\n\n{report(failed)}")
    assert share >= needed, f"{counts}, needed {needed:.0%}\n\n{report(failed)}"


WITH_SIGNS = [path for path in FILES if WARNING_SIGN in path.read_text("utf-8")]


@pytest.mark.parametrize("path", WITH_SIGNS, ids=lambda path: path.stem)
def test_every_warning_sign_is_noticed(bot: Conversations, path: Path) -> None:
    signs = [outcome for outcome in outcomes(bot, path) if WARNING_SIGN in outcome.case.name]
    failed = [outcome for outcome in signs if outcome.failed]
    assert not failed, f"{path.name}: {len(failed)} of {len(signs)} signs missed\n\n{report(failed)}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_turn_of_every_case_keeps_the_contract(bot: Conversations, path: Path) -> None:
    kept = {check.expected for check in bot.bot.standing}
    broken = [
        outcome
        for outcome in outcomes(bot, path)
        if any(fault.expected in kept for turn in outcome.turns for fault in turn.faults)
    ]
    assert not broken, report(broken)


def test_case_names_are_unique() -> None:
    names = [case.name for path in FILES for case in read_cases(path)]
    assert len(names) == len(set(names))
