"""What comes back of an odd or hostile input, as the tables of docs/channels.md say it."""

from __future__ import annotations

from dataclasses import dataclass

BURST = 45
"""Messages that one person sends in a second."""


@dataclass(frozen=True)
class Outcome:
    """What came back.

    Attributes:
        status: HTTP status of the last request.
        answers: texts that were written to the person.
    """

    status: int
    answers: int

    def __str__(self) -> str:
        return f"{self.status}, {self.answers or 'no'} answer{'s' if self.answers > 1 else ''}"


def ok(answers: int) -> Outcome:
    return Outcome(200, answers)


FAILS = Outcome(500, 0)
