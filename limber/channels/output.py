"""Collects what one turn says, and lets a message be answered elsewhere."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel, UserMessage

from limber.channels.entry import Messages


class TurnOutput(OutputChannel):
    """Collects what one turn says; it is sent as one reply when the turn has ended.

    Args:
        channel: name in the tracker and for Rasa's responses.
    """

    def __init__(self, channel: str) -> None:
        self._channel = channel
        self.messages: Messages = []

    def name(self) -> str:
        """Name in the tracker and for Rasa's responses."""
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep a message as it is."""
        self.messages.append(dict(message))


def heard_by(message: UserMessage, output: OutputChannel) -> UserMessage:
    """The same message, answered elsewhere.

    Args:
        message: what came; its ``parse_data`` counts where it was read already.
        output: takes what is said to it.
    """
    return UserMessage(
        message.text,
        output,
        message.sender_id,
        parse_data=message.parse_data,
        input_channel=message.input_channel,
        message_id=message.message_id,
        metadata=message.metadata,
    )
