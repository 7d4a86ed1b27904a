"""Runs cases against a bot, wherever it is, up to the first turn that is not as expected."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from limber.testing.answers import Answer, together
from limber.testing.cases import Case, Check, Step
from limber.testing.checks import plain
from limber.testing.vary import typed


class Bot(Protocol):
    """Somebody who answers.

    Attributes:
        standing: checks that every turn must pass.
        knows_inside: whether checks of slots, responses, intents and actions can be made.
    """

    standing: Sequence[Check]
    knows_inside: bool

    async def begin(self, conversation: str, slots: Mapping[str, Any]) -> None:
        """Begin a conversation with slots that are set."""

    async def say(self, text: str, conversation: str, metadata: Mapping[str, Any]) -> Answer:
        """The answer to a message."""


@dataclass(frozen=True)
class Fault:
    """A check that failed."""

    expected: str
    found: str


@dataclass(frozen=True)
class Turn:
    """What happened at a step.

    Attributes:
        step: the step.
        typed: what was sent: more than one text for a message that was split.
        answer: what was replied.
        faults: what was not as expected.
        passed: what was as expected.
    """

    step: Step
    typed: Sequence[str]
    answer: Answer
    faults: Sequence[Fault] = ()
    passed: Sequence[str] = ()


@dataclass(frozen=True)
class Outcome:
    """How a case went.

    Attributes:
        case: the case.
        variation: how its messages were varied; None if they were typed as written.
        turns: its turns up to the first with a fault.
        unchecked: what could not be checked, because this bot does not show it.
    """

    case: Case
    variation: str | None
    turns: Sequence[Turn]
    unchecked: Sequence[str] = ()

    @property
    def failed(self) -> bool:
        """Whether a turn was not as expected."""
        return bool(self.turns and self.turns[-1].faults)

    @property
    def skipped(self) -> bool:
        """Whether nothing was said, because this bot can't begin as the case wants."""
        return not self.turns

    @property
    def name(self) -> str:
        """The case's name with its variation: ``hold[typos]``."""
        return f"{self.case.name}[{self.variation}]" if self.variation else self.case.name


async def run_case(bot: Bot, case: Case, variation: str | None = None) -> Outcome:
    """Have a conversation of its own with a bot.

    Args:
        bot: the bot.
        case: what to say and to expect.
        variation: one of the case's ``vary``; None to type the messages as they are written.
    """
    if case.slots and not bot.knows_inside:
        return Outcome(case, variation, (), ["begins with slots, which only the process itself can set"])
    conversation = uuid.uuid4().hex
    await bot.begin(conversation, case.slots)
    turns: list[Turn] = []
    unchecked: list[str] = []
    offered: Sequence[tuple[str, str]] = ()
    for number, step in enumerate(case.steps, start=1):
        unchecked += [f"step {number}: {one.expected}" for one in step.checks if _hidden(one, bot)]
        turn = await _turn(bot, step, offered, conversation, typed(step, variation, f"{case.name} {number}"))
        turns.append(turn)
        if turn.faults:
            break
        offered = turn.answer.buttons
    return Outcome(case, variation, turns, unchecked)


Planned = tuple[Case, str | None]
"""A case, and one of its variations or None."""


def plan(cases: Iterable[Case]) -> list[Planned]:
    """Every case as it is written, then each way to vary it."""
    return [(case, variation) for case in cases for variation in (None, *case.vary)]


async def run_all(
    bot: Bot, planned: Sequence[Planned], at_once: int, done: Callable[[Outcome], None]
) -> list[Outcome]:
    """Have several conversations.

    Args:
        bot: the bot.
        planned: what to run.
        at_once: how many conversations at the same time.
        done: told of each outcome as soon as it is there.

    Returns:
        The outcomes, in the order of ``planned``.
    """
    places = asyncio.Semaphore(at_once)

    async def one(case: Case, variation: str | None) -> Outcome:
        async with places:
            outcome = await run_case(bot, case, variation)
        done(outcome)
        return outcome

    return list(await asyncio.gather(*(one(*each) for each in planned)))


async def _turn(
    bot: Bot, step: Step, offered: Sequence[tuple[str, str]], conversation: str, texts: Sequence[str]
) -> Turn:
    if step.tap:
        payload = {plain(title): payload for title, payload in offered}.get(plain(step.user))
        if payload is None:
            found = f"buttons {', '.join(title for title, _ in offered) or 'none'}"
            return Turn(step, texts, Answer([]), [Fault(f'a button "{step.user}" to tap', found)])
        texts = [payload]
    answers = [await bot.say(text, conversation, step.metadata) for text in texts]
    standing = [fault for answer in answers for fault in _faults(bot.standing, answer, bot)]
    answer = together(answers)
    faults = [*standing, *_faults(step.checks, answer, bot)]
    missed = {fault.expected for fault in faults}
    passed = [one.expected for one in step.checks if one.expected not in missed and not _hidden(one, bot)]
    return Turn(step, texts, answer, faults, passed)


def _faults(checks: Sequence[Check], answer: Answer, bot: Bot) -> list[Fault]:
    found = [(check.expected, check.found(answer)) for check in checks if not _hidden(check, bot)]
    return [Fault(expected, instead) for expected, instead in found if instead is not None]


def _hidden(check: Check, bot: Bot) -> bool:
    """Whether a bot does not show what a check needs."""
    return check.inside and not bot.knows_inside
