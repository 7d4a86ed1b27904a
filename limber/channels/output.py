"""Collects what one turn says."""

from __future__ import annotations

from typing import Any

from rasa.core.channels.channel import OutputChannel

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
