"""Understanding messages beside the event loop, so that one turn's encoder does not hold up the others."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker

from limber import metrics
from limber.nlu.red_flags import RedFlagScreen

_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="limber-nlu")
"""One thread: the pipeline's components need not be safe for several, and the encoder, most of the
work, leaves the interpreter to the event loop meanwhile."""


def parse_beside_the_loop() -> None:
    """Run the pipeline in a thread of its own; dialogue, actions and stores stay in the event loop."""

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
            parsed = await asyncio.get_running_loop().run_in_executor(_THREAD, read_in_turn)
        metrics.INTENTS.labels(str((parsed.get("intent") or {}).get("name"))).inc()
        self._update_full_retrieval_intent(parsed)
        # Rasa would go on to warn of intents that the domain lacks; make check tells of them.
        return dict(parsed)

    MessageProcessor.parse_message = parse_message


def time_the_screen() -> None:
    """Note how long the red-flag screen takes, as a part of the whole reading."""
    process = metrics.timed(metrics.SCREEN)(inspect.unwrap(RedFlagScreen.process))
    RedFlagScreen.process = process  # type: ignore[method-assign]
