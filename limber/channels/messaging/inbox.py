"""Deliveries are taken at once and answered one after the other in each conversation."""

from __future__ import annotations

import asyncio
from bisect import insort
from collections.abc import Awaitable, Callable

import structlog

from limber.metrics import DELIVERIES_WAITING
from limber.stores.deliveries import Deliveries, Delivery

log = structlog.get_logger()

STOP_SECONDS = 10
"""How long a server that ends waits for the turns that are going on."""


class StoppingError(Exception):
    """The server ends; what is not answered will be after the next start."""


class Inbox:
    """What waits to be answered.

    Args:
        deliveries: where it is kept.
        answer: answers one delivery; it may use :meth:`wait`.
    """

    def __init__(self, deliveries: Deliveries, answer: Callable[[Delivery], Awaitable[None]]) -> None:
        self._deliveries = deliveries
        self._answer = answer
        self._lines: dict[str, list[Delivery]] = {}
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._stopping = asyncio.Event()

    def knows(self, delivery: str) -> bool:
        """Whether a delivery came before, even to an earlier process."""
        return self._deliveries.knows(delivery)

    def accept(self, delivery: Delivery) -> bool:
        """Keep a delivery and answer it when its turn comes.

        Returns:
            Whether it is new.
        """
        if not self._deliveries.add(delivery):
            return False
        self._put(delivery)
        return True

    def resume(self) -> None:
        """Go on with what an earlier process left."""
        for delivery in self._deliveries.waiting():
            self._put(delivery)

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

    async def idle(self) -> None:
        """Wait until nothing waits."""
        while self._workers:
            await asyncio.wait(self._workers.values())

    async def stop(self) -> None:
        """Let the turns end that are going on, and begin no other."""
        self._stopping.set()
        if not self._workers:
            return
        _, late = await asyncio.wait(self._workers.values(), timeout=STOP_SECONDS)
        for worker in late:
            worker.cancel()
        await asyncio.gather(*late, return_exceptions=True)

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
            await self._answer(delivery)
        except StoppingError:
            raise
        except Exception as error:
            # The next one must not wait for ever behind it.
            log.error(
                "limber.delivery_failed",
                error=type(error).__name__,
                sender=delivery.conversation,
                exc_info=True,
            )
        finally:
            DELIVERIES_WAITING.dec()
