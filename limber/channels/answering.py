"""One turn for a channel that sends a turn's replies together: run once, repeated when asked again."""

from __future__ import annotations

from dataclasses import dataclass, replace

import structlog
from rasa.core.channels.channel import UserMessage

from limber.channels.backend import Backend
from limber.channels.entry import (
    Handler,
    Messages,
    is_button_payload,
    must_be_said,
    read,
    safe_text,
    tidy,
)
from limber.channels.output import TurnOutput
from limber.channels.send import unstored
from limber.content import ContentStore, default_store
from limber.replies import Reply, Turn
from limber.stores.database import beside

log = structlog.get_logger()

TITLE = "title"
"""Key of a message's metadata: what the person saw themselves say, where another text is stored."""


@dataclass(frozen=True)
class Said:
    """A message: what the person saw themselves say, and what a button sends instead.

    Attributes:
        id: the same message has the same id however often it is sent.
        text: the words, or the button's title.
        payload: the button's payload.
    """

    id: str
    text: str
    payload: str | None = None

    def heard(self, store: ContentStore) -> str:
        """What is read: what a button of ours sends, else the words.

        A payload that no button sends, such as one of an item that has left the store, is not
        obeyed; its title is read instead.
        """
        return self.payload if self.payload and is_button_payload(self.payload, store) else self.text


class Answering:
    """Runs the turns of a channel.

    Args:
        channel: its name.
        backend: the running server.
        handle: handles a message, as :func:`limber.channels.entry.guard` gives it.
    """

    def __init__(self, channel: str, backend: Backend, handle: Handler) -> None:
        self._channel = channel
        self._backend = backend
        self._handle = handle

    async def earlier(self, conversation: str, message: str) -> Messages | None:
        """What was said to a message, if its turn is known to be stored."""
        try:
            return await self._backend.said_to(conversation, message)
        except Exception as error:
            # A database that fails must not silence the answer.
            log.error("limber.store_failed", error=type(error).__name__)
            return None

    async def run(self, conversation: str, said: Said) -> tuple[Messages, bool]:
        """Run the turn of a message; one that has its turn already is said again, on whichever server.

        Args:
            conversation: its id.
            said: the message.

        Returns:
            What is to be said, and whether the turn is stored. Where it is not, people hear an
            apology, unless they were told of a warning sign.
        """
        store = default_store()
        output = TurnOutput(self._channel)
        await self._handle(self._as_message(conversation, said, output, store))
        messages = output.messages
        kept = await self._is_stored(conversation, said.id)
        if not kept:
            log.error("limber.turn_not_stored", sender=conversation)
            if not must_be_said(messages):
                messages = unstored(store)
        return messages, kept

    async def reply(self, conversation: str, said: Said) -> Turn:
        """What is said to a message, however often it comes.

        Args:
            conversation: its id.
            said: the message.
        """
        text = await read(tidy(said.text), default_store())
        if isinstance(text, Reply):
            return Turn.from_reply(text)
        messages, _ = await self.run(conversation, replace(said, text=text))
        return Turn.of(messages)

    def _as_message(
        self, conversation: str, said: Said, output: TurnOutput, store: ContentStore
    ) -> UserMessage:
        """A message for Rasa: what a button of ours sends, else the words."""
        heard = said.heard(store)
        return UserMessage(
            heard,
            output,
            conversation,
            input_channel=self._channel,
            message_id=said.id,
            # What is stored may be another text: what the button sends, or words without their slash.
            metadata={TITLE: said.text} if safe_text(heard, store) != said.text else None,
        )

    async def _is_stored(self, conversation: str, message: str) -> bool:
        try:
            return await beside(self._backend.turns.has, conversation, message)
        except Exception as error:
            log.error("limber.store_failed", error=type(error).__name__)
            return False
