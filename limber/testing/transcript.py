"""A failed conversation as a chat, with what was expected beside the turn that missed it; pure."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterator, Sequence
from itertools import zip_longest

from limber.testing.answers import Answer
from limber.testing.running import Outcome, Turn

CHAT_WIDTH = 64
BESIDE_WIDTH = 50
_GAP = " | "


def transcript(outcome: Outcome) -> str:
    """The conversation up to its last turn; that turn with every expectation beside it."""
    lines: list[str] = []
    for turn in outcome.turns:
        last = turn is outcome.turns[-1]
        lines += _beside(_chat(turn), _expectations(turn)) if last else _chat(turn)
    return "\n".join([_title(outcome), "", *lines])


def place(outcome: Outcome) -> str:
    """File and line of the step that failed, for editors that jump there."""
    return f"{os.path.relpath(outcome.case.path)}:{outcome.turns[-1].step.line}"


def short(outcome: Outcome) -> str:
    """The failure in a line: the text that failed, and what was missed."""
    turn = outcome.turns[-1]
    missed = "; ".join(f"expected {fault.expected}, found {fault.found}" for fault in turn.faults)
    return f'"{" / ".join(turn.typed)}": {missed}'


def _title(outcome: Outcome) -> str:
    number, total = len(outcome.turns), len(outcome.case.steps)
    return f"{place(outcome)}: {outcome.name}, message {number} of {total}"


def _chat(turn: Turn) -> list[str]:
    lines = [line for text in turn.typed for line in _said("person", text)]
    if turn.step.tap:
        lines = _said("person", f"taps [{turn.step.user}]")
    elif list(turn.typed) != [turn.step.user]:
        lines += _wrapped(f'(written: "{turn.step.user}")', "        ")
    lines += [line for text in turn.answer.texts for line in _said("bot", text)]
    lines += [f"        [{title}]" for title, _ in turn.answer.buttons]
    return lines + _known(turn.answer)


def _known(answer: Answer) -> list[str]:
    """What is known of the reply, in brackets."""
    lines = []
    for contract in answer.contracts:
        facts = [contract.get("kind"), *(contract.get("content_ids") or ()), contract.get("tier")]
        facts += contract.get("groups") or ()
        lines += _wrapped(f"({', '.join(str(fact) for fact in facts if fact)})", "        ")
    if answer.inside is not None and answer.inside.intents:
        lines += _wrapped(f"(read as {', '.join(answer.inside.intents)})", "        ")
    return lines


def _expectations(turn: Turn) -> list[str]:
    lines: list[str] = []
    for fault in turn.faults:
        lines += _beside_wrapped(f"MISSED {fault.expected}")
        lines += _beside_wrapped(f"  found {fault.found}")
    for expected in turn.passed:
        lines += _beside_wrapped(f"ok {expected}")
    return lines


def _said(who: str, text: str) -> list[str]:
    return [
        line for paragraph in text.splitlines() or [""] for line in _wrapped(paragraph, f"{who + ':':<8}")
    ]


def _wrapped(text: str, before: str) -> list[str]:
    return textwrap.wrap(text, CHAT_WIDTH, initial_indent=before, subsequent_indent=" " * 8) or [
        before.rstrip()
    ]


def _beside_wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, BESIDE_WIDTH, subsequent_indent="    ")


def _beside(left: Sequence[str], right: Sequence[str]) -> Iterator[str]:
    for chat, expected in zip_longest(left, right, fillvalue=""):
        yield f"{chat:<{CHAT_WIDTH}}{_GAP}{expected}".rstrip()
