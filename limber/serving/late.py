"""Warning signs that were answered while a store was down: their turns are stored when it is back.

The words need no conversation, so they are said at once. The hold does: without it the next message would
be answered as if nothing had been said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from limber.channels.output import TurnOutput, heard_by
from limber.stores.locks import UnreachableError

log = structlog.get_logger()

MOST_MESSAGES = 1000
"""Messages that wait at a time, some kilobytes each; beyond it the oldest is given up."""

PAUSE_SECONDS = 1.0
"""Between two attempts: so long after an outage another server may still know nothing of a sign."""

AT_ONCE = 4
"""Conversations whose turns are stored at the same time: a quarter of what the database's threads can do."""

RunTurn = Callable[[Agent, UserMessage], Awaitable[Any]]


class LateTurns:
    """Messages whose turns could not be stored, in memory: a server that ends before the store is back
    loses them.

    Args:
        run: runs and stores the turn of a message, once; called with the lock of its conversation.
    """

    def __init__(self, run: RunTurn) -> None:
        self._run = run
        self._waiting: dict[tuple[str, str], UserMessage] = {}
        self._task: asyncio.Task[None] | None = None

    def keep(self, agent: Agent, message: UserMessage) -> None:
        """Store a message's turn as soon as that can be done.

        Args:
            agent: has the stores.
            message: its words were said already.
        """
        if len(self._waiting) >= MOST_MESSAGES:
            sender, _ = oldest = next(iter(self._waiting))
            del self._waiting[oldest]
            log.error("limber.sign_given_up", sender=sender)
        self._waiting[message.sender_id, message.message_id] = message
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._store_all(agent))

    async def store(self, agent: Agent, conversation: str) -> None:
        """Store what waits of a conversation; the caller has its lock.

        Raises:
            Exception: it can't be stored yet, whatever the reason; it waits on.
        """
        for key in self._of(conversation):
            message = self._waiting[key]
            output = TurnOutput(message.input_channel or "")
            await self._run(agent, heard_by(message, output))
            self._waiting.pop(key, None)
            log.info("limber.sign_stored_late", sender=conversation)

    async def _store_all(self, agent: Agent) -> None:
        while self._waiting:
            conversations = list(dict.fromkeys(sender for sender, _ in self._waiting))[:AT_ONCE]
            stored = await asyncio.gather(*(self._try(agent, one) for one in conversations))
            if not any(stored):
                log.warning("limber.signs_not_stored", waiting=len(self._waiting))
                await asyncio.sleep(PAUSE_SECONDS)

    async def _try(self, agent: Agent, conversation: str) -> bool:
        """Store what waits of a conversation if that can be done; whether it could."""
        # As at the entry: of what libraries log in a turn, words are left out.
        with structlog.contextvars.bound_contextvars(sender=conversation):
            try:
                try:
                    async with agent.lock_store.lock(conversation):
                        await self.store(agent, conversation)
                except UnreachableError:
                    # Nobody has a lock then; and the tracker store takes only one of two turns.
                    await self.store(agent, conversation)
            except Exception as error:
                log.debug("limber.sign_not_stored", error=type(error).__name__)
                # To the end, so that one that can't be stored at all keeps none of the others.
                for key in self._of(conversation):
                    self._waiting[key] = self._waiting.pop(key)
                return False
        return True

    def _of(self, conversation: str) -> list[tuple[str, str]]:
        return [key for key in self._waiting if key[0] == conversation]
