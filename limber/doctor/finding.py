"""One thing that was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class State(str, Enum):
    """How it is."""

    FINE = "fine"
    NOTE = "note"
    """It works, and somebody should know."""
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Attributes:
        about: what it is.
        state: how it is.
        said: what was found.
        todo: what to do about it.
    """

    about: str
    state: State
    said: str
    todo: str = ""


def fine(about: str, said: str) -> Finding:
    """It is as it should be."""
    return Finding(about, State.FINE, said)


def note(about: str, said: str, todo: str = "") -> Finding:
    """It works, and somebody should know."""
    return Finding(about, State.NOTE, said, todo)


def wrong(about: str, said: str, todo: str) -> Finding:
    """It can't stay so."""
    return Finding(about, State.WRONG, said, todo)
