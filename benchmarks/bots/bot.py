"""What a bot is to the benchmarks: something that is trained, started and talked to."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Any, Protocol

from benchmarks.children import Spent
from benchmarks.machine import peak_bytes
from tests.running import Process

TURN_SECONDS = 60
"""After this a turn counts as failed."""

Replies = list[dict[str, Any]]


class Bot(Protocol):
    """A bot whose every message below calls an action.

    Attributes:
        title: for people.
        messages: what is said to it, in turn.
    """

    title: str
    messages: Sequence[str]

    def train(self) -> Spent:
        """Train by its own command."""

    def start(self) -> Running:
        """Start its processes and wait until it answers."""

    def answered(self, replies: Replies) -> bool:
        """Whether an action was called and answered."""


class Talker:
    """One connection to a ``rest`` channel, kept open.

    Args:
        port: of the server on this machine.
    """

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TURN_SECONDS)

    def say(self, sender: str, text: str) -> tuple[float, Replies]:
        """Send a message; the seconds until all replies are here, and the replies."""
        body = json.dumps({"sender": sender, "message": text}).encode()
        start = time.perf_counter()
        self._connection.request("POST", "/webhooks/rest/webhook", body, {"Content-Type": "application/json"})
        response = self._connection.getresponse()
        said = response.read()
        seconds = time.perf_counter() - start
        return seconds, json.loads(said) if response.status == 200 else []

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class Running:
    """A bot's processes, the server first.

    Args:
        processes: as they were started.
        started: the clock when the first was started, in seconds of ``time.perf_counter``.
    """

    def __init__(self, processes: Sequence[Process], started: float) -> None:
        self._processes = processes
        self._started = started
        self.start_up_seconds = 0.0

    @property
    def port(self) -> int:
        """Where the server listens."""
        return self._processes[0].port

    def wait_for(self, text: str, answered: Callable[[Replies], bool]) -> Running:
        """Itself once a message is answered, which is what start-up ends with; else the processes end."""

        def ready() -> bool:
            with suppress(OSError, http.client.HTTPException):
                talker = Talker(self.port)
                try:
                    return answered(talker.say("start-up", text)[1])
                finally:
                    talker.close()
            return False

        try:
            self._processes[0].wait_until(ready)
        except BaseException:
            self._kill()
            raise
        self.start_up_seconds = round(time.perf_counter() - self._started, 2)
        return self

    def peak_bytes(self) -> int | None:
        """The most memory that its processes have held so far, together."""
        peaks = [peak_bytes(process.pid) for process in self._processes]
        return sum(peak for peak in peaks if peak is not None) if None not in peaks else None

    def __enter__(self) -> Running:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kill()

    def _kill(self) -> None:
        for process in self._processes:
            process.kill()
