"""Deliveries are taken at once and answered one after the other in each conversation.

Several servers may take what one service delivers. What this one has taken is its own as long as it renews
its lease; it looks for what a dead one has left.
"""

from __future__ import annotations

import asyncio
import time
from bisect import insort
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

import structlog

from limber.metrics import DELIVERIES_WAITING
from limber.stores.database import QUEUE_SECONDS, beside
from limber.stores.deliveries import LEASE_SECONDS, Deliveries, Delivery

log = structlog.get_logger()

STOP_SECONDS = 10
"""How long a server that ends waits for the turns that are going on."""

ROUND_SECONDS = 5.0
"""How often leases are renewed, and what others left is looked for."""


Given = TypeVar("Given")
Result = TypeVar("Result")


class StoppingError(Exception):
    """The server ends; what is not answered will be after the next start, or by another server."""


class LostError(Exception):
    """The lease ran out because the database could not be reached: another server may be answering."""


class Inbox:
    """What waits to be answered.

    Args:
        deliveries: where it is kept.
        answer: answers one delivery; it may use :meth:`wait` and :meth:`check`.
    """

    def __init__(self, deliveries: Deliveries, answer: Callable[[Delivery], Awaitable[None]]) -> None:
        self._deliveries = deliveries
        self._answer = answer
        self._lines: dict[str, list[Delivery]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._stopping = asyncio.Event()
        self._entrance = asyncio.Lock()
        self._leases: dict[str, float] = {}
        self._unsettled: list[Delivery] = []
        self._claim_from = 0.0
        self._rounds: asyncio.Task[None] | None = None

    async def knows(self, delivery: str) -> bool:
        """Whether a delivery came before, even to an earlier process.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database fails.
            asyncio.TimeoutError: it takes too long.
        """
        return await self._in_order(self._deliveries.knows, delivery)

    async def accept(self, delivery: Delivery) -> bool:
        """Keep a delivery; it is answered when its turn comes, here or where its conversation goes on.

        Returns:
            Whether it is new.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database fails.
            asyncio.TimeoutError: it takes too long.
        """
        asked = time.monotonic()
        found = await self._in_order(self._deliveries.add, delivery)
        if found is None:
            return False
        self._take(found, asked)
        return True

    async def start(self) -> None:
        """Go on with what an earlier process left, and renew the leases from now on."""
        asked = time.monotonic()
        self._take(await beside(self._deliveries.claim, True), asked)
        self._rounds = asyncio.get_running_loop().create_task(self._go_round())

    async def wait(self, seconds: float) -> None:
        """Wait between two attempts to send.

        Raises:
            StoppingError: the server ends.
        """
        try:
            await asyncio.wait_for(self._stopping.wait(), seconds)
        except asyncio.TimeoutError:
            return
        raise StoppingError

    def check(self, delivery: Delivery) -> None:
        """Make sure before a part is sent that nobody else sends it.

        Raises:
            LostError: another server may do so.
        """
        if self._deliveries.is_shared and time.monotonic() > self._leases.get(delivery.id, 0.0):
            raise LostError

    async def idle(self) -> None:
        """Wait until nothing waits."""
        while self._workers:
            await asyncio.wait(self._workers.values())

    async def stop(self) -> None:
        """Let the turns end that are going on, begin no other, and leave the rest to others."""
        self._stopping.set()
        if self._workers:
            _, late = await asyncio.wait(self._workers.values(), timeout=STOP_SECONDS)
            for worker in late:
                worker.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._rounds is not None:
            await self._rounds
        try:
            await self._settle()
            await beside(self._deliveries.release)
        except Exception as error:
            log.warning("limber.deliveries_not_released", error=type(error).__name__)

    async def _in_order(self, step: Callable[[Given], Result], given: Given) -> Result:
        """Run a step in the database; what came first is taken first.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database fails.
            asyncio.TimeoutError: it, or what came before, takes too long.
        """

        async def alone() -> Result:
            async with self._entrance:
                return await beside(step, given)

        return await asyncio.wait_for(alone(), QUEUE_SECONDS)

    async def _go_round(self) -> None:
        while True:
            try:
                await self.wait(ROUND_SECONDS)
            except StoppingError:
                return
            try:
                await self._round()
            except Exception as error:
                # When the database is back, everybody first renews what is theirs.
                self._claim_from = time.monotonic() + LEASE_SECONDS
                log.warning("limber.leases_not_renewed", error=type(error).__name__)

    async def _round(self) -> None:
        await self._settle()
        asked = time.monotonic()
        held = list(self._leases)
        if held:
            ours = await beside(self._deliveries.renew, held)
            for one in held:
                if one in self._leases:
                    self._leases[one] = asked + LEASE_SECONDS if one in ours else 0.0
        if asked >= self._claim_from:
            asked = time.monotonic()
            self._take(await beside(self._deliveries.claim), asked)

    async def _settle(self) -> None:
        """Note what is answered but could not be noted as such."""
        while self._unsettled:
            asked = time.monotonic()
            found = await beside(self._deliveries.answered, self._unsettled[0])
            self._leases.pop(self._unsettled.pop(0).id, None)
            self._take(found, asked)

    def _take(self, deliveries: Sequence[Delivery], asked: float) -> None:
        """Put deliveries in line; their leases count from when they were asked for."""
        for delivery in deliveries:
            if delivery.id not in self._leases:
                self._leases[delivery.id] = asked + LEASE_SECONDS
                self._put(delivery)

    def _put(self, delivery: Delivery) -> None:
        # A service may deliver out of order: what waits is answered in the order of its places.
        DELIVERIES_WAITING.inc()
        insort(self._lines.setdefault(delivery.conversation, []), delivery, key=lambda one: one.place)
        if delivery.conversation not in self._workers:
            worker = asyncio.get_running_loop().create_task(self._work(delivery.conversation))
            self._workers[delivery.conversation] = worker

    async def _work(self, conversation: str) -> None:
        line = self._lines[conversation]
        try:
            while line and not self._stopping.is_set():
                await self._answer_one(line.pop(0))
        except StoppingError:
            return
        finally:
            DELIVERIES_WAITING.dec(len(line))
            del self._lines[conversation], self._workers[conversation]

    async def _answer_one(self, delivery: Delivery) -> None:
        try:
            self.check(delivery)
            await self._answer(delivery)
        except StoppingError:
            raise
        except LostError:
            log.error("limber.delivery_lost", sender=delivery.conversation)
            del self._leases[delivery.id]
        except Exception as error:
            # The next one must not wait for ever behind it; it stays this server's until that ends.
            log.error(
                "limber.delivery_failed",
                error=type(error).__name__,
                sender=delivery.conversation,
                exc_info=True,
            )
        else:
            await self._finish(delivery)
        finally:
            DELIVERIES_WAITING.dec()

    async def _finish(self, delivery: Delivery) -> None:
        asked = time.monotonic()
        try:
            found = await beside(self._deliveries.answered, delivery)
        except Exception as error:
            # Still this server's, so that nobody answers it again.
            log.error("limber.store_failed", error=type(error).__name__)
            self._unsettled.append(delivery)
            return
        del self._leases[delivery.id]
        self._take(found, asked)
