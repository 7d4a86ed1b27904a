"""What is said to a message without its conversation: the words of a warning sign, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker

from limber.channels.entry import Messages
from limber.channels.output import TurnOutput, heard_by
from limber.channels.signs import find_sign
from limber.safety.dialogue import RED_FLAG
from limber.stores.standing import SAFETY_SLOTS

log = structlog.get_logger()


@dataclass(frozen=True)
class SaidAlone:
    """What is said to a message without its conversation.

    Attributes:
        messages: the words of a warning sign; nothing where it tells of none, or where that can't be found
            out.
        standing: what the conversation is on hold for, or was asked about, from then on.
    """

    messages: Messages
    standing: Mapping[str, Any] = field(default_factory=dict)


async def words_of_a_sign(agent: Agent, message: UserMessage) -> SaidAlone:
    """What is said to a message that tells of a warning sign, whatever was said before it.

    Args:
        agent: the server's.
        message: what came; its ``parse_data`` counts where it was read already.
    """
    output = TurnOutput(message.input_channel or "")
    alone = heard_by(message, output)
    processor = agent.processor
    tracker = DialogueStateTracker(message.sender_id, agent.domain.slots)
    try:
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        await _read(processor, alone, tracker)
        if tracker.latest_message.intent.get("name") == RED_FLAG:
            await processor._run_prediction_loop(output, tracker)
    except Exception as error:
        log.error("limber.screen_failed", error=type(error).__name__, exc_info=True)
    standing = {name: tracker.get_slot(name) for name in SAFETY_SLOTS}
    return SaidAlone(output.messages, {name: value for name, value in standing.items() if value is not None})


async def _read(processor: MessageProcessor, message: UserMessage, tracker: DialogueStateTracker) -> None:
    """Let a tracker know what a message says; by patterns alone where the pipeline fails or hangs."""
    try:
        await processor._handle_message_with_tracker(message, tracker)
    except Exception as error:
        log.error("limber.screen_failed", error=type(error).__name__, exc_info=True)
        sign = await find_sign(message.text)
        if sign is not None:
            message.parse_data = sign.as_parsed(message.text)
            await processor._handle_message_with_tracker(message, tracker)
