"""What is said to what a person did, the same for every messaging service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from limber.channels.answering import Said
from limber.channels.messaging import words
from limber.channels.messaging.post import Means
from limber.channels.messaging.words import Media
from limber.channels.send import unstored
from limber.content.store import ContentStore
from limber.replies import CANNOT_WAIT, Block, Reply, Turn
from limber.stores.deliveries import Delivery

log = structlog.get_logger()

_FIND_STRETCH = "/find_stretch"
"""What the button "find a stretch" sends."""


@dataclass(frozen=True)
class Heard:
    """What a person did.

    Attributes:
        text: the words, or the title of a button.
        payload: what the button sends.
        media: what came with the words or instead of them.
        command: what is asked of the channel itself.
        refused: seconds after which the person may write again, where it was too much.
    """

    text: str = ""
    payload: str | None = None
    media: Media | None = None
    command: str | None = None
    refused: int | None = None


class Talking:
    """Makes the turns of one channel.

    Args:
        means: turns and buttons.
        delete: what to send to delete a conversation.
    """

    def __init__(self, means: Means, delete: str) -> None:
        self._means = means
        self._delete = delete

    async def turn(self, delivery: Delivery, heard: Heard, service: str, store: ContentStore) -> Turn:
        """What is said; an apology where that fails.

        Args:
            delivery: what is answered.
            heard: the same, as something that a person did.
            service: who carries the messages, as it stands in a sentence.
            store: whose words are used.
        """
        try:
            return await self._turn(delivery, heard, service, store)
        except Exception as error:
            log.error(
                "limber.turn_failed",
                error=type(error).__name__,
                sender=delivery.conversation,
                exc_info=True,
            )
            return Turn.of(unstored(store))

    async def _turn(self, delivery: Delivery, heard: Heard, service: str, store: ContentStore) -> Turn:
        if heard.refused is not None:
            return Turn.from_reply(words.too_many(heard.refused, store))
        fixed = self._replies(service).get(heard.command or "")
        if fixed is not None:
            return Turn.from_reply(fixed(store))
        if heard.command == "delete":
            await self._means.delete(delivery.conversation)
            return Turn.from_reply(words.deleted(store))
        if heard.command == "stretches":
            return await self._say(delivery, store.phrases.say("title_find_stretch"), _FIND_STRETCH)
        if not heard.text:
            reply = words.about_media(heard.media, store) if heard.media else words.welcome(store)
            return Turn.from_reply(reply)
        turn = await self._say(delivery, heard.text, heard.payload)
        return _with_note(turn, store) if heard.media else turn

    def _replies(self, service: str) -> Mapping[str, Callable[[ContentStore], Reply]]:
        return {
            "start": words.welcome,
            "help": words.about_help,
            "stop": lambda store: words.about_stop(self._delete, store),
            "privacy": lambda store: words.about_privacy(service, self._delete, store),
        }

    async def _say(self, delivery: Delivery, text: str, payload: str | None = None) -> Turn:
        return await self._means.answering.reply(delivery.conversation, Said(delivery.id, text, payload))


def _with_note(turn: Turn, store: ContentStore) -> Turn:
    """A turn that also says that only the words were read; not beside what must stand alone."""
    if turn.kind in CANNOT_WAIT:
        return turn
    note = Block(store.phrases.say("media_beside"))
    return Turn((*turn.blocks, note), turn.choices, turn.contract)
