"""What a conversation is on hold for while its turn can't be stored: told to all servers through Redis.

A server that told of a warning sign while the database was down knows of the hold by itself. The next message
may come to another one before the turn is stored. The mark says what stands, a tier and groups, and no word.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

log = structlog.get_logger()

KEPT_SECONDS = 86_400
"""How long a mark is there whose server never comes to store the turn, as one that died."""

UNREACHABLE = (RedisError, OSError, asyncio.TimeoutError)
"""What redis-py raises where Redis can't be reached."""

Standing = Mapping[str, Any]
"""Slots of :data:`limber.stores.standing.SAFETY_SLOTS` and their values."""


class Marks(Protocol):
    """The marks of all conversations."""

    async def add(self, conversation: str, standing: Standing) -> None:
        """Mark a conversation; where that can't be done, it is not marked."""

    async def remove(self, conversation: str, standing: Iterable[Standing]) -> None:
        """Take marks back that are known elsewhere now; where that can't be done, they go by themselves."""

    async def of(self, conversation: str) -> list[Standing]:
        """What a conversation is marked with.

        Raises:
            redis.exceptions.RedisError, OSError, asyncio.TimeoutError: that can't be found out.
        """

    async def delete(self, conversation: str) -> int:
        """Delete all marks of a conversation; how many there were. Raises as :meth:`of` does."""


class NoMarks:
    """One server alone: it knows by itself."""

    async def add(self, conversation: str, standing: Standing) -> None:
        """Nobody else has to know."""

    async def remove(self, conversation: str, standing: Iterable[Standing]) -> None:
        """There is none."""

    async def of(self, conversation: str) -> list[Standing]:
        """There is none."""
        return []

    async def delete(self, conversation: str) -> int:
        """There is none."""
        return 0


class RedisMarks:
    """Marks on Redis: of each conversation a set, so that none is there twice.

    Args:
        redis: the client.
        prefix: of all keys.
    """

    def __init__(self, redis: Redis, prefix: str = "") -> None:
        self._redis = redis
        self._prefix = prefix

    async def add(self, conversation: str, standing: Standing) -> None:
        """Mark a conversation; where that can't be done, it is not marked."""
        key = self._key(conversation)
        try:
            async with self._redis.pipeline(transaction=True) as both:
                await both.sadd(key, _written(standing)).expire(key, KEPT_SECONDS).execute()
        except UNREACHABLE as error:
            log.warning("limber.sign_not_marked", error=type(error).__name__)

    async def remove(self, conversation: str, standing: Iterable[Standing]) -> None:
        """Take marks back that are known elsewhere now; where that can't be done, they go by themselves."""
        try:
            await self._redis.srem(self._key(conversation), *map(_written, standing))
        except UNREACHABLE as error:
            log.warning("limber.mark_not_removed", error=type(error).__name__)

    async def of(self, conversation: str) -> list[Standing]:
        """What a conversation is marked with; raises where that can't be found out."""
        found = await self._redis.smembers(self._key(conversation))
        return [json.loads(one) for one in sorted(found)]

    async def delete(self, conversation: str) -> int:
        """Delete all marks of a conversation; how many there were. Raises as :meth:`of` does."""
        key = self._key(conversation)
        async with self._redis.pipeline(transaction=True) as both:
            count, _ = await both.scard(key).delete(key).execute()
        return int(count)

    def _key(self, conversation: str) -> str:
        # As with a lock, braces keep a conversation's keys on one node of a cluster.
        return f"{self._prefix}sign:{{{conversation}}}"


def marks_of(lock_store: object) -> Marks:
    """Where the servers that share a lock store tell each other of signs.

    Args:
        lock_store: of the agent.
    """
    marks: Marks = getattr(lock_store, "marks", None) or NoMarks()
    return marks


def _written(standing: Standing) -> str:
    """The same for the same: a set has it once."""
    return json.dumps(standing, sort_keys=True)
