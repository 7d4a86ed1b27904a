"""Limber as it is served, from a copy of the project."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from benchmarks.bots.bot import Replies, Running
from benchmarks.children import Spent, run_to_end
from tests.running import Process, command, copy_project, environment, free_port

MESSAGES = (
    "how do i do the figure 4",
    "how long do i hold the pigeon pose",
    "which muscles does the cat cow work",
    "is there an easier side bend",
    "how often should i stretch",
    "where should i feel the spinal twist",
    "should i bounce when i stretch",
    "how many times do i do the cat cow",
)


class LimberBot:
    """``limber train`` and ``limber serve``.

    Args:
        folder: a folder that does not exist yet, for the copy, its model and its conversations.
        content: the content store that it uses.
    """

    title = "Limber"
    messages: Sequence[str] = MESSAGES

    def __init__(self, folder: Path, content: Path) -> None:
        self._folder = copy_project(folder)
        # What an earlier training left would make this one look short.
        for path in (folder / "models").iterdir():
            path.unlink()
        self._env = environment(folder, LIMBER_CONTENT=str(content))

    def train(self) -> Spent:
        """Run ``limber train``."""
        return run_to_end([command("limber"), "train"], self._folder / "train.txt", self._folder, self._env)[
            1
        ]

    def start(self) -> Running:
        """Run ``limber serve``."""
        port, started = free_port(), time.perf_counter()
        arguments = [command("limber"), "serve", "--port", str(port)]
        running = Running([Process(arguments, self._folder, port, self._env)], started)
        return running.wait_for(self.messages[0], self.answered)

    def answered(self, replies: Replies) -> bool:
        """Whether the turn was answered from the store."""
        return bool(content_ids(replies))


def content_ids(replies: Replies) -> list[str]:
    """The ids of what was answered, from the message that ends a turn of Limber."""
    if not replies:
        return []
    data = replies[-1].get("custom", {}).get("data", {}).get("limber", {})
    return list(data.get("content_ids", ()))
