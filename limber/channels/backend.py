"""What a channel needs of the running server: stored conversations and their locks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractAsyncContextManager
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from sanic import Sanic
from sqlalchemy.engine import Engine

from limber.channels.alone import words_of_a_sign
from limber.channels.entry import Messages, safe_text
from limber.channels.send import apology
from limber.channels.signs import FoundSign
from limber.content import default_store
from limber.safety.dialogue import AFFIRM, RED_FLAG
from limber.stores.database import beside
from limber.stores.marks import marks_of
from limber.stores.tracker import BoundedTrackerStore
from limber.stores.turns import StoredTurns

log = structlog.get_logger()

READY_SECONDS = 5
"""After how many seconds it is worth to ask a server again that has no model yet."""


class NotReadyError(RuntimeError):
    """The server has loaded no model yet."""


class Backend:
    """The server's agent and stores, as they are now.

    Args:
        app: the server, which loads its agent while it starts.
    """

    def __init__(self, app: Sanic) -> None:
        self._app = app

    @property
    def _agent(self) -> Agent:
        agent = getattr(self._app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            raise NotReadyError("no model is loaded")
        return agent

    @property
    def turns(self) -> StoredTurns:
        """The stored conversations.

        Raises:
            NotReadyError: no model is loaded.
            TypeError: the server keeps conversations in another store than Limber's.
        """
        return StoredTurns(self._store)

    @property
    def engine(self) -> Engine:
        """The conversations' database; raises as :attr:`turns` does."""
        return self._store.engine

    @property
    def _store(self) -> BoundedTrackerStore:
        store = self._agent.tracker_store
        if not isinstance(store, BoundedTrackerStore):
            raise TypeError("this channel needs limber.stores.tracker.BoundedTrackerStore")
        return store

    async def said_to(self, conversation: str, message: str) -> Messages | None:
        """What was said to a message; None if its turn is not stored.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database fails.
            asyncio.TimeoutError: it takes too long.
        """
        events = await beside(self.turns.turn, conversation, message)
        return said_in(events[1:]) if events else None

    def lock(self, conversation: str) -> AbstractAsyncContextManager[Any]:
        """Rasa's lock, which other servers with the same lock store heed too."""
        return self._agent.lock_store.lock(conversation)

    async def tells_of_a_sign(self, text: str) -> bool:
        """Whether the red-flag screen, as it stands in the model, has something to say to a text.

        A screen that fails counts as a sign.
        """
        return await self._intent(text) == RED_FLAG

    async def must_be_heard(self, text: str) -> bool:
        """Whether a text has a warning sign, or may affirm one that the person was asked about."""
        return await self._intent(text) in (RED_FLAG, AFFIRM)

    async def _intent(self, text: str) -> str:
        try:
            parsed = await self._agent.parse_message(safe_text(text, default_store()))
        except Exception as error:
            log.error("limber.screen_failed", error=type(error).__name__)
            return RED_FLAG
        return str(parsed["intent"]["name"])

    async def words_of(self, sign: FoundSign, text: str, conversation: str, channel: str) -> Messages:
        """What is said to a message with a sign, without a turn; nothing where that fails.

        Args:
            sign: what was found in it.
            text: the message.
            conversation: its id.
            channel: the channel's name.
        """
        parsed = sign.as_parsed(text)
        message = UserMessage(text, None, conversation, parse_data=parsed, input_channel=channel)
        return (await words_of_a_sign(self._agent, message)).messages

    async def delete(self, conversation: str) -> None:
        """Delete a conversation."""
        await marks_of(self._agent.lock_store).delete(conversation)
        await beside(self.turns.delete, conversation)


def said_in(answers: Iterable[Mapping[str, Any]]) -> Messages:
    """The messages of a stored turn; a turn that said nothing was apologised for.

    Args:
        answers: its replies, as Rasa serialises them.
    """
    return [
        {**(answer.get("metadata") or {}), **(answer.get("data") or {}), "text": answer.get("text")}
        for answer in answers
    ] or apology(default_store())
