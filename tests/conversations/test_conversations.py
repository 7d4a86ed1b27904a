"""The conversation cases: enough of each file must pass, and every warning sign."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from limber.testing.cases import Case, contracts, read_cases, said
from tests.conversations.conftest import Bot

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


@dataclass(frozen=True)
class Outcome:
    """How a case went.

    Attributes:
        case: the case.
        turns: the replies to each step that was reached.
        faults: what is wrong with the last of them; empty for a case that passed.
    """

    case: Case
    turns: Sequence[Sequence[Mapping[str, Any]]]
    faults: Sequence[str]

    def __str__(self) -> str:
        """The conversation as a chat, with what was expected below the turn that missed it."""
        return "\n".join([f"--- {self.case.test_case}", *self._lines()])

    def _lines(self) -> Iterator[str]:
        for step, replies in zip(self.case.steps, self.turns, strict=False):
            yield f"person: {step.user}"
            for contract in contracts(replies):
                yield f"  ({contract['kind']} {' '.join(contract['content_ids'])})"
            yield from (f"limber: {line}" for line in said(replies).splitlines())
        yield from (f"  MISSED: {fault}" for fault in self.faults)


def run(bot: Bot, case: Case) -> Outcome:
    """Have a conversation up to the first turn with a fault."""
    turns = bot.converse([step.user for step in case.steps])
    for place, (step, replies) in enumerate(zip(case.steps, turns, strict=True), start=1):
        found = len(list(contracts(replies)))
        faults = [] if found == 1 else [f"expected one contract message, found {found}"]
        faults += step.faults(replies)
        if faults:
            return Outcome(case, turns[:place], faults)
    return Outcome(case, turns, ())


@cache
def outcomes(bot: Bot, path: Path) -> Sequence[Outcome]:
    """How the cases of a file went; each file is run once."""
    return [run(bot, case) for case in read_cases(path)]


def needed(path: Path) -> float:
    """The share of a file's cases that must pass."""
    return NEEDED[path.stem]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_enough_cases_pass(bot: Bot, path: Path) -> None:
    done = outcomes(bot, path)
    failed = [outcome for outcome in done if outcome.faults]
    share = 1 - len(failed) / len(done)
    report = "\n\n".join(map(str, failed))
    counts = f"{path.name}: {len(done) - len(failed)} of {len(done)} pass, {share:.1%}"
    print(f"{counts}\n\n{report}")
    assert share >= needed(path), f"{counts}, needed {needed(path):.0%}\n\n{report}"


WITH_SIGNS = [path for path in FILES if WARNING_SIGN in path.read_text("utf-8")]


@pytest.mark.parametrize("path", WITH_SIGNS, ids=lambda path: path.stem)
def test_every_warning_sign_is_noticed(bot: Bot, path: Path) -> None:
    signs = [outcome for outcome in outcomes(bot, path) if WARNING_SIGN in outcome.case.test_case]
    failed = [outcome for outcome in signs if outcome.faults]
    report = "\n\n".join(map(str, failed))
    assert not failed, f"{path.name}: {len(failed)} of {len(signs)} warning signs missed\n\n{report}"


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_turn_of_every_case_keeps_the_contract(bot: Bot, path: Path) -> None:
    broken = [
        str(outcome)
        for outcome in outcomes(bot, path)
        if any(len(list(contracts(replies))) != 1 or not said(replies).strip() for replies in outcome.turns)
    ]
    assert not broken, "\n\n".join(broken)


def test_case_names_are_unique() -> None:
    names = [case.test_case for path in FILES for case in read_cases(path)]
    assert len(names) == len(set(names))
