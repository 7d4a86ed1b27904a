"""What is compared: tools that learn intents from examples and understand messages."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from benchmarks.figures import Ranking

FOLDER = Path(__file__).resolve().parent
NODE_MODULES = FOLDER / "nodenlp" / "node_modules"


class Contender(Protocol):
    """A tool that understands messages.

    A process either trains or loads and parses, never both.
    """

    def train(self, data: Path, model: Path) -> float:
        """Learn from a folder of data (see :mod:`benchmarks.data`) into a folder; takes so many seconds."""

    def load(self, model: Path) -> float:
        """Make ready what was trained; takes so many seconds."""

    def parse(self, text: str) -> Ranking:
        """Understand one message."""


@dataclass(frozen=True)
class Entry:
    """A contender in the list.

    Attributes:
        name: for the command line and the results; in Python, its module in
            :mod:`benchmarks.contenders`.
        title: for people.
        slow: takes minutes to train; left out of quick runs.
        script: a file in JavaScript that does what :mod:`benchmarks.worker` does.
    """

    name: str
    title: str
    slow: bool = False
    script: str | None = None

    def command(self, mode: str, data: Path, model: Path) -> list[str]:
        """How to run it in a process of its own.

        Args:
            mode: ``train`` or ``parse``.
            data: folder of data.
            model: folder of the trained model.
        """
        worker = (
            ["node", str(FOLDER / self.script)]
            if self.script
            else [sys.executable, "-m", "benchmarks.worker", self.name]
        )
        return [*worker, mode, str(data), str(model)]

    def missing(self) -> str | None:
        """Why it can't run here; None if it can."""
        if self.script is None:
            return None
        if shutil.which("node") is None:
            return "no Node here"
        return None if NODE_MODULES.is_dir() else "its packages are not installed: make bench installs them"


# The slowest last: what is done is kept if somebody ends the run.
CONTENDERS: Sequence[Entry] = (
    Entry("limber", "Limber"),
    Entry("count_vectors", "count vectors + logistic regression (Rasa)"),
    Entry("node_nlp", "nlp.js (`node-nlp`)", script="nodenlp/worker.js"),
    Entry("stock_diet", "stock `rasa init` pipeline (DIET, 100 epochs)", slow=True),
    Entry(
        "diet_with_encoder", "stock pipeline with Limber's reader and encoder (DIET, 100 epochs)", slow=True
    ),
)
