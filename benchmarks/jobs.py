"""A measurement in the list of a run."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Say = Callable[[str], None]
"""Told what goes on."""


@dataclass(frozen=True)
class Job:
    """One measurement.

    Attributes:
        name: its key in the results.
        title: for people.
        run: measures.
        slow: left out of quick runs.
        missing: why it can't run here; None if it can.
    """

    name: str
    title: str
    run: Callable[[], dict[str, Any]]
    slow: bool = False
    missing: str | None = None

    def result(self, quick: bool, say: Say) -> dict[str, Any]:
        """What it measured, or why it did not.

        One that fails must not cost the others their figures: it is told and goes on.
        """
        why = "skipped (--quick)" if self.slow and quick else self.missing
        if why is None:
            say(f"{self.title} ...")
            try:
                return {"title": self.title, **self.run()}
            except Exception:
                say(traceback.format_exc())
                why = FAILED
        say(f"{self.title}: {why}")
        return {"title": self.title, "missing": why}


FAILED = "failed"
