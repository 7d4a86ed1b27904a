"""Sends a reply that no action made: refusals and apologies at the entry."""

from __future__ import annotations

from typing import TYPE_CHECKING

from limber.replies import Reply, to_rasa

if TYPE_CHECKING:
    from rasa.core.channels.channel import OutputChannel


async def send(channel: OutputChannel, recipient: str, reply: Reply) -> None:
    """Send each message of a reply as Rasa would."""
    for message in to_rasa(reply):
        await channel.send_response(recipient, message)
