"""Understanding messages beside the event loop, so that one turn's encoder does not hold up the others."""

from __future__ import annotations

import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.trackers import DialogueStateTracker

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
        loop, context = asyncio.get_running_loop(), contextvars.copy_context()
        # What is logged in the thread belongs to the same turn.
        parsed = await loop.run_in_executor(
            _THREAD, context.run, read, message, tracker, only_output_properties
        )
        self._update_full_retrieval_intent(parsed)
        self._check_for_unseen_features(parsed)
        return dict(parsed)

    MessageProcessor.parse_message = parse_message
