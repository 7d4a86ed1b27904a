"""Understanding messages beside the event loop, so that one turn's encoder does not hold up the others.

Nor does one that never ends: who waits is told in bounded time that the message can't be read.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker

from limber import metrics
from limber.bounded import within
from limber.nlu.red_flags import RedFlagScreen

LONGEST_READ_SECONDS = 10.0
"""How long a message may take with those before it; by itself the longest takes well below one."""

Result = TypeVar("Result")


class HangingError(RuntimeError):
    """A message has been read for so long that it hardly ends, and the others would wait behind it."""


class Reader:
    """One thread: the pipeline's components need not be safe for several, and the encoder, most of the
    work, leaves the interpreter to the event loop meanwhile."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="limber-nlu")
        self._began: float | None = None

    @property
    def hangs(self) -> bool:
        """Whether what it reads now takes too long; a thread can't be ended, the process can."""
        began = self._began
        return began is not None and time.monotonic() - began > LONGEST_READ_SECONDS

    async def run(self, step: Callable[[], Result]) -> Result:
        """Run a step in the thread.

        Raises:
            HangingError: another one takes too long already.
            asyncio.TimeoutError: it, or those before it, took too long.
        """
        if self.hangs:
            raise HangingError("the pipeline hangs")

        def alone() -> Result:
            self._began = time.monotonic()
            try:
                return step()
            finally:
                self._began = None

        running = asyncio.get_running_loop().run_in_executor(self._thread, alone)
        return await within(LONGEST_READ_SECONDS, running)


def parse_beside_the_loop() -> Reader:
    """Run the pipeline in a thread of its own; dialogue, actions and stores stay in the event loop.

    Returns:
        What has the thread.
    """
    reader = Reader()

    async def parse_message(
        self: MessageProcessor,
        message: UserMessage,
        tracker: DialogueStateTracker | None = None,
        only_output_properties: bool = True,
    ) -> dict[str, Any]:
        read = self._parse_message_with_graph
        if tracker is None:
            tracker = DialogueStateTracker.from_events(message.sender_id, [])
        asked, context = time.perf_counter(), contextvars.copy_context()

        def read_in_turn() -> dict[str, Any]:
            metrics.PARSE_WAIT.observe(time.perf_counter() - asked)
            with metrics.PARSE.time():
                # Logs of the thread say to which turn they belong.
                return context.run(read, message, tracker, only_output_properties)

        with metrics.PARSES_WAITING.track_inprogress():
            parsed = await reader.run(read_in_turn)
        metrics.INTENTS.labels(str((parsed.get("intent") or {}).get("name"))).inc()
        self._update_full_retrieval_intent(parsed)
        # Rasa would go on to warn of intents that the domain lacks; make check tells of them.
        return dict(parsed)

    MessageProcessor.parse_message = parse_message
    return reader


def time_the_screen() -> None:
    """Note how long the red-flag screen takes, as a part of the whole reading."""
    process = metrics.timed(metrics.SCREEN)(inspect.unwrap(RedFlagScreen.process))
    RedFlagScreen.process = process  # type: ignore[method-assign]
