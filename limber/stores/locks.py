"""One turn of a conversation at a time, across servers: locks on Redis that exclude.

Rasa's Redis lock store reads a lock, changes it and writes it back: two servers that do so at once
both get it. Here every step is one script that Redis runs as a whole. A conversation has a queue of
tickets; who stands first has the lock. Every ticket has a lease that its server renews: when the
server dies, its tickets run out within :data:`LEASE_SECONDS` and the next one is first.
"""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import structlog
from rasa.core.lock import TicketLock
from rasa.core.lock_store import DEFAULT_REDIS_LOCK_STORE_KEY_PREFIX, LockError, LockStore
from rasa.utils.endpoints import EndpointConfig
from redis.asyncio import Redis

from limber.stores.marks import UNREACHABLE, RedisMarks

log = structlog.get_logger()

LEASE_SECONDS = 5.0
"""After how long a ticket of a dead server is passed over."""

HEARTBEAT_SECONDS = 1.0
"""How often a lease is renewed: it survives a server that pauses for four seconds."""

POLL_SECONDS = 0.02
"""How often who waits asks whether it is first."""

LONGEST_WAIT_SECONDS = 30.0
"""After how long who waits gives up."""

SOCKET_SECONDS = 1.0
"""How long Redis may take to connect or to answer."""

STEP = """
local queue, token, lease = KEYS[1], ARGV[1], tonumber(ARGV[2])
redis.call('SET', queue .. ':' .. token, 1, 'PX', lease)
if not redis.call('LPOS', queue, token) then
  redis.call('RPUSH', queue, token)
end
redis.call('PEXPIRE', queue, 2 * lease)
while true do
  local first = redis.call('LINDEX', queue, 0)
  if first == token then
    return 1
  end
  if redis.call('EXISTS', queue .. ':' .. first) == 1 then
    return 0
  end
  redis.call('LPOP', queue)
end
"""
"""Queues up, if that did not happen yet; renews the lease; passes over those who left without a word.
Returns whether the ticket is first. After a Redis that forgot everything it queues up anew."""

LEAVE = """
redis.call('LREM', KEYS[1], 0, ARGV[1])
redis.call('DEL', KEYS[1] .. ':' .. ARGV[1])
"""
"""Gives the ticket back; the queue's key goes with its last ticket."""


class UnreachableError(LockError):
    """Redis can't be reached, so nobody knows who may go on."""


class LeaseLockStore(LockStore):
    """Rasa's lock store, on Redis.

    Its section in endpoints.yml has ``url`` (a host, or ``redis://...``), and optionally ``port``, ``db``,
    ``username``, ``password``, ``key_prefix`` and what else redis-py's ``Redis`` takes. Nothing connects
    before the first turn, so a server starts without Redis.

    Attributes:
        marks: holds that other servers can't read from the database yet, in the same Redis.

    Args:
        endpoint_config: the section.
    """

    def __init__(self, endpoint_config: EndpointConfig) -> None:
        super().__init__()
        settings: dict[str, Any] = dict(endpoint_config.kwargs)
        prefix = settings.pop("key_prefix", None)
        self._prefix = f"{prefix}:" if prefix else ""
        self._redis = _connect(endpoint_config.url or "localhost", settings)
        self._step = self._redis.register_script(STEP)
        self._leave = self._redis.register_script(LEAVE)
        self.marks = RedisMarks(self._redis, self._prefix)

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = LONGEST_WAIT_SECONDS,
        wait_time_in_seconds: float = POLL_SECONDS,
    ) -> AsyncGenerator[TicketLock, None]:
        """Have a conversation for oneself.

        Args:
            conversation_id: the conversation.
            lock_lifetime: seconds to wait for it.
            wait_time_in_seconds: seconds between two questions whether it is free.

        Raises:
            LockError: it did not become free in time.
            UnreachableError: Redis can't be reached.
        """
        ticket = uuid.uuid4().hex
        try:
            await self._wait(conversation_id, ticket, lock_lifetime, wait_time_in_seconds)
            async with self._renewed(conversation_id, ticket):
                yield TicketLock(conversation_id)
        except UnreachableError:
            # Who could not be asked for the lock can't be given it back either; nobody must wait for that.
            raise
        except BaseException:
            await self._give_back(conversation_id, ticket)
            raise
        await self._give_back(conversation_id, ticket)

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.close()

    def _queue(self, conversation: str) -> str:
        # Braces keep a conversation's keys on one node of a cluster.
        return f"{self._prefix}{DEFAULT_REDIS_LOCK_STORE_KEY_PREFIX}{{{conversation}}}"

    async def _is_first(self, conversation: str, ticket: str) -> bool:
        lease = int(LEASE_SECONDS * 1000)
        return bool(await self._step(keys=[self._queue(conversation)], args=[ticket, lease]))

    async def _wait(self, conversation: str, ticket: str, longest: float, pause: float) -> None:
        deadline = time.monotonic() + longest
        try:
            while not await self._is_first(conversation, ticket):
                if time.monotonic() > deadline:
                    raise LockError(f"the conversation is still busy after {longest:g} s")
                await asyncio.sleep(pause)
        except UNREACHABLE as error:
            raise UnreachableError(f"Redis can't be reached ({type(error).__name__})") from error

    @asynccontextmanager
    async def _renewed(self, conversation: str, ticket: str) -> AsyncIterator[None]:
        """Renew the lease meanwhile."""
        ended = asyncio.Event()
        heartbeat = asyncio.ensure_future(self._beat(conversation, ticket, ended))
        try:
            yield
        finally:
            # Not cancelled: redis-py may take a cancellation in the middle of a command for a time-out of its
            # own, and the lock would be renewed for ever.
            ended.set()
            await heartbeat

    async def _beat(self, conversation: str, ticket: str, ended: asyncio.Event) -> None:
        while True:
            try:
                await asyncio.wait_for(ended.wait(), HEARTBEAT_SECONDS)
                return
            except asyncio.TimeoutError:
                pass
            try:
                kept = await self._is_first(conversation, ticket)
            except UNREACHABLE as error:
                log.warning("limber.lock_not_renewed", error=type(error).__name__)
                continue
            if not kept:
                # Another turn may go on beside this one; the tracker store lets only one of them be kept.
                log.error("limber.lock_lost", sender=conversation)

    async def _give_back(self, conversation: str, ticket: str) -> None:
        """Let the next one in; where that fails the lease runs out by itself."""
        try:
            await self._leave(keys=[self._queue(conversation)], args=[ticket])
        except UNREACHABLE as error:
            log.warning("limber.lock_not_given_back", error=type(error).__name__)


def _connect(address: str, settings: dict[str, Any]) -> Redis:
    """A client that opens its connections when they are needed."""
    settings = {
        "socket_timeout": SOCKET_SECONDS,
        "socket_connect_timeout": SOCKET_SECONDS,
        **settings,
    }
    if "://" in address:
        return Redis.from_url(address, **settings)
    settings.update({name: int(settings[name]) for name in ("port", "db") if name in settings})
    return Redis(host=address, **settings)
