"""Sends a reply that no action made: refusals and apologies at the entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from limber.content import ContentStore
from limber.replies import Kind, Reply, to_rasa

if TYPE_CHECKING:
    from rasa.core.channels.channel import OutputChannel


async def send(channel: OutputChannel, recipient: str, reply: Reply) -> None:
    """Send each message of a reply as Rasa would."""
    for message in to_rasa(reply):
        await channel.send_response(recipient, message)


def apology(store: ContentStore) -> list[dict[str, Any]]:
    """What is said where a turn failed."""
    return to_rasa(Reply.of(Kind.FALLBACK, store.phrases.say("trouble")))
