"""What is said to a message without its conversation: the words of a warning sign, or nothing."""

from __future__ import annotations

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.events import ActionExecuted
from rasa.shared.core.trackers import DialogueStateTracker

from limber.channels.entry import Messages
from limber.channels.output import TurnOutput, heard_by
from limber.safety.dialogue import RED_FLAG

log = structlog.get_logger()


async def words_of_a_sign(agent: Agent, message: UserMessage) -> Messages:
    """What is said to a message that tells of a warning sign, whatever was said before it.

    Args:
        agent: the server's.
        message: what came; its ``parse_data`` counts where it was read already.

    Returns:
        Nothing where it tells of none, or where that can't be found out.
    """
    output = TurnOutput(message.input_channel or "")
    alone = heard_by(message, output)
    processor = agent.processor
    try:
        tracker = DialogueStateTracker(message.sender_id, agent.domain.slots)
        tracker.update(ActionExecuted(ACTION_LISTEN_NAME))
        await processor._handle_message_with_tracker(alone, tracker)
        if tracker.latest_message.intent.get("name") == RED_FLAG:
            await processor._run_prediction_loop(output, tracker)
    except Exception as error:
        log.error("limber.screen_failed", error=type(error).__name__, exc_info=True)
    return output.messages
