"""Sends a reply that no action made: refusals and apologies at the entry."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from limber.content import ContentStore
from limber.replies import Kind, Reply, to_rasa

if TYPE_CHECKING:
    from rasa.core.channels.channel import OutputChannel


async def send(channel: OutputChannel, recipient: str, reply: Reply) -> None:
    """Send each message of a reply as Rasa would."""
    for message in to_rasa(reply):
        await channel.send_response(recipient, message)


def trouble(store: ContentStore) -> Reply:
    """What is said where something went wrong: the one place of these words."""
    return Reply.of(Kind.FALLBACK, store.phrases.say("trouble"))


def apology(store: ContentStore) -> list[dict[str, Any]]:
    """What is said where a turn said nothing."""
    return to_rasa(trouble(store))


def unstored(store: ContentStore) -> list[dict[str, Any]]:
    """What is said where a turn failed and is not stored: the same message may be sent again."""
    return to_rasa(replace(trouble(store), flags={"retry": True}))
