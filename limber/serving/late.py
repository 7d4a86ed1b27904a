"""Warning signs that were answered while a store was down: their turns are stored when it is back.

The words need no conversation, so they are said at once. The hold does: without it the next message would
be answered as if nothing had been said. Until the turn is stored, a mark tells the other servers of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage

from limber.channels.output import TurnOutput, heard_by
from limber.stores.locks import UnreachableError
from limber.stores.marks import Standing, marks_of

log = structlog.get_logger()

MOST_MESSAGES = 1000
"""Messages that wait at a time, some kilobytes each; beyond it the oldest is given up."""

PAUSE_SECONDS = 1.0
"""Between two attempts: so long after an outage another server may still know nothing of a sign."""

AT_ONCE = 4
"""Conversations whose turns are stored at the same time: a quarter of what the database's threads can do."""

RunTurn = Callable[[Agent, UserMessage], Awaitable[Any]]


@dataclass(frozen=True)
class _Late:
    """A message whose turn is not stored, and what its conversation stands for from then on."""

    message: UserMessage
    standing: Standing


class LateTurns:
    """Messages whose turns could not be stored, in memory: a server that ends before the store is back
    loses them.

    Args:
        run: runs and stores the turn of a message, once; called with the lock of its conversation.
    """

    def __init__(self, run: RunTurn) -> None:
        self._run = run
        self._waiting: dict[tuple[str, str], _Late] = {}
        self._task: asyncio.Task[None] | None = None

    async def keep(self, agent: Agent, message: UserMessage, standing: Standing, tell: bool = True) -> None:
        """Store a message's turn as soon as that can be done.

        Args:
            agent: has the stores.
            message: its words are said meanwhile.
            standing: what the conversation is on hold for, or was asked about, because of it.
            tell: whether the other servers are told at once; else when the turn still can't be stored.
        """
        self._waiting[message.sender_id, message.message_id] = _Late(message, standing)
        if self._task is None or self._task.done():
            self._task = asyncio.ensure_future(self._store_all(agent))
        if len(self._waiting) > MOST_MESSAGES:
            await self._give_up_oldest(agent)
        if tell:
            await self._tell(agent, message.sender_id)

    async def store(self, agent: Agent, conversation: str) -> None:
        """Store what waits of a conversation; the caller has its lock.

        Raises:
            Exception: it can't be stored yet, whatever the reason; it waits on.
        """
        for key in self._of(conversation):
            late = self._waiting[key]
            output = TurnOutput(late.message.input_channel or "")
            await self._run(agent, heard_by(late.message, output))
            self._waiting.pop(key, None)
            await marks_of(agent.lock_store).remove(conversation, [late.standing])
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
                await self._tell(agent, conversation)
                return False
        return True

    async def _give_up_oldest(self, agent: Agent) -> None:
        """Make room, in Redis too: a flood of signs must not fill it."""
        conversation, _ = oldest = next(iter(self._waiting))
        late = self._waiting.pop(oldest)
        log.error("limber.sign_given_up", sender=conversation)
        await marks_of(agent.lock_store).remove(conversation, [late.standing])

    async def _tell(self, agent: Agent, conversation: str) -> None:
        """Let the other servers know what a conversation stands for."""
        for key in self._of(conversation):
            late = self._waiting.get(key)
            if late is not None and late.standing:
                await marks_of(agent.lock_store).add(conversation, late.standing)

    def _of(self, conversation: str) -> list[tuple[str, str]]:
        return [key for key in self._waiting if key[0] == conversation]
