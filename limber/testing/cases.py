"""A conversation to test, whatever kind of file it comes from: messages, and checks on the replies."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from limber.testing.answers import Answer


@dataclass(frozen=True)
class Check:
    """One condition on a reply.

    Attributes:
        expected: what is expected, as a report says it: ``kind steps``.
        found: what was found instead; None if the condition holds.
        inside: whether only the bot's own process can tell.
    """

    expected: str
    found: Callable[[Answer], str | None]
    inside: bool = False


@dataclass(frozen=True)
class Step:
    """One message and the checks on what is replied.

    Attributes:
        user: what the person types; the title of a button for a tap.
        checks: conditions on the reply.
        tap: whether the person taps a button of the reply before.
        metadata: sent along with the message.
        line: of the step in its file, 1-based.
    """

    user: str
    checks: tuple[Check, ...] = ()
    tap: bool = False
    metadata: Mapping[str, Any] = field(default_factory=dict)
    line: int = 1


@dataclass(frozen=True)
class Case:
    """One conversation.

    Attributes:
        name: unique in its file.
        steps: its messages, in order.
        path: the file.
        line: of the case in it, 1-based.
        slots: slots that are set before the first message.
        vary: in which ways the messages are also typed.
    """

    name: str
    steps: Sequence[Step]
    path: Path
    line: int = 1
    slots: Mapping[str, Any] = field(default_factory=dict)
    vary: tuple[str, ...] = ()


class CaseError(Exception):
    """Files of cases can't be read; ``problems`` says why, each with file, line and step."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))
