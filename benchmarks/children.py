"""Commands that run to their end, with the time and the memory that they took."""

from __future__ import annotations

import json
import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import rusage_bytes

LIMIT_SECONDS = 4 * 3600
"""After this a command is ended; DIET on Limber's data takes hours on two cores."""


class ChildError(Exception):
    """A command failed; the message has the end of what it printed."""


class TooLongError(ChildError):
    """A command was ended after :data:`LIMIT_SECONDS`."""


@dataclass(frozen=True)
class Spent:
    """What a command took.

    Attributes:
        seconds: from start to end.
        peak_bytes: the most memory it held.
    """

    seconds: float
    peak_bytes: int


class Child:
    """A command whose lines of JSON on standard output are read as they come.

    Args:
        command: the command.
        log: file for its standard error.
        folder: where it runs.
        env: its environment.
    """

    def __init__(self, command: Sequence[str], log: Path, folder: Path, env: Mapping[str, str]) -> None:
        self._log = log
        self._command = command
        self._start = time.perf_counter()
        with log.open("a") as errors:
            self._process = subprocess.Popen(
                command, cwd=folder, env=dict(env), stdout=subprocess.PIPE, stderr=errors, text=True
            )
        self._timer = threading.Timer(LIMIT_SECONDS, self._process.kill)
        self._timer.daemon = True
        self._timer.start()

    def events(self) -> Iterator[tuple[float, Any]]:
        """Each line's value, with the seconds since the start."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            yield time.perf_counter() - self._start, json.loads(line)

    def output(self) -> str:
        """All of standard output, for commands that print no JSON."""
        assert self._process.stdout is not None
        return self._process.stdout.read()

    def finish(self) -> Spent:
        """Wait for the end.

        Raises:
            TooLongError: it took too long.
            ChildError: it failed.
        """
        # wait4 rather than wait: it alone tells what this one child used.
        _, status, usage = os.wait4(self._process.pid, 0)
        seconds = time.perf_counter() - self._start
        self._timer.cancel()
        self._process.returncode = os.waitstatus_to_exitcode(status)
        if self._process.returncode and seconds >= LIMIT_SECONDS:
            raise TooLongError(f"{' '.join(self._command)} was ended after {seconds:.0f} s")
        if self._process.returncode:
            said = self._log.read_text("utf-8", errors="replace")[-3000:]
            raise ChildError(f"{' '.join(self._command)} ended with {self._process.returncode}:\n{said}")
        return Spent(round(seconds, 2), rusage_bytes(usage.ru_maxrss))


def run_to_end(command: Sequence[str], log: Path, folder: Path, env: Mapping[str, str]) -> tuple[str, Spent]:
    """Run a command; its standard output and what it took.

    Raises:
        ChildError: it failed, or took too long.
    """
    child = Child(command, log, folder, env)
    output = child.output()
    return output, child.finish()
