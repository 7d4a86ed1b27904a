"""What is wrong with a content file, said so that an editor can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, order=True)
class Problem:
    """One fault in the store.

    Attributes:
        file: path of the file, relative to the store's folder.
        line: 1-based line in that file (1 where no better line is known).
        field: the dotted field, such as ``steps.2.text``; empty for the whole file.
        message: what was found, what was expected, and what to do.
        blocking: whether the store can't be used because of it; a review that is due is
            reported by ``limber check`` alone, so that no bot stops on a certain day.
    """

    file: Path
    line: int
    field: str
    message: str
    blocking: bool = True

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.field}: {self.message}" if self.field else f"{where}: {self.message}"


class ContentError(Exception):
    """The store can't be used; ``problems`` says why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
