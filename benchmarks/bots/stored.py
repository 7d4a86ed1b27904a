"""Limber as it stands in this project, with its conversations where an endpoints file says."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from benchmarks.bots.bot import Replies, Running
from benchmarks.bots.limber import MESSAGES, content_ids
from benchmarks.children import Spent, run_to_end
from limber.paths import project_root
from tests.running import Process, command, environment, free_port

STORE = "limber.stores.tracker.BoundedTrackerStore"


class StoredBot:
    """``limber serve --endpoints FILE``, with the project's own model.

    Args:
        folder: an empty folder, for the endpoints file and the output.
        settings: of the tracker store.
    """

    title = "Limber"
    messages: Sequence[str] = MESSAGES

    def __init__(self, folder: Path, settings: Mapping[str, Any]) -> None:
        self._folder = folder
        self._env = environment(project_root())
        self.endpoints = folder / "endpoints.yml"
        self.endpoints.write_text(yaml.safe_dump({"tracker_store": {"type": STORE, **settings}}), "utf-8")

    def train(self) -> Spent:
        """Run ``limber train``, which does nothing where there is a model."""
        return self.limber("train")

    def start(self) -> Running:
        """Run ``limber serve``."""
        port, started = free_port(), time.perf_counter()
        arguments = [command("limber"), "serve", "--port", str(port), "--endpoints", str(self.endpoints)]
        running = Running([Process(arguments, self._folder, port, self._env)], started)
        return running.wait_for(self.messages[0], self.answered)

    def answered(self, replies: Replies) -> bool:
        """Whether the turn was answered from the store."""
        return bool(content_ids(replies))

    def limber(self, *arguments: str) -> Spent:
        """Run a command of Limber to its end."""
        return run_to_end(
            [command("limber"), *arguments], self._folder / "commands.txt", self._folder, self._env
        )[1]
