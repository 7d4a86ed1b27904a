"""Sends a reply that no action made: refusals and apologies at the entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limber.replies import Reply, to_messages

if TYPE_CHECKING:
    from rasa.core.channels.channel import OutputChannel


async def send(channel: OutputChannel, recipient: str, reply: Reply) -> None:
    """Send each message of a reply as Rasa would."""
    for message in to_messages(reply):
        body: dict[str, Any] = dict(message)
        if "json_message" in body:
            body["custom"] = body.pop("json_message")
        await channel.send_response(recipient, body)
