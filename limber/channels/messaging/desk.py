"""Answers one delivery: makes the answer once, sends every part of it once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import structlog

from limber.channels.messaging.inbox import Inbox
from limber.channels.messaging.patience import NotSentError, UnreachableError, patiently
from limber.stores.database import beside
from limber.stores.deliveries import Call, Deliveries, Delivery

log = structlog.get_logger()


class Medium(Protocol):
    """What a channel does in its own way."""

    async def answer(self, delivery: Delivery) -> Sequence[Call]:
        """Make the answer: run the turn and render what it says.

        It may be asked again for the same delivery after a restart.
        """

    async def send(self, delivery: Delivery, call: Call) -> None:
        """Send one part.

        Raises:
            NotSentError: it was not taken; the kind says whether it may be later.
        """


class Desk:
    """Answers the deliveries of one channel.

    Args:
        deliveries: where they are kept.
        medium: the channel.
    """

    def __init__(self, deliveries: Deliveries, medium: Medium) -> None:
        self._deliveries = deliveries
        self._medium = medium
        self.inbox = Inbox(deliveries, self.answer)

    async def answer(self, delivery: Delivery) -> None:
        """Answer one delivery.

        Raises:
            StoppingError: the server ends meanwhile.
            LostError: another server may be answering.
        """
        calls, store = delivery.calls, self._deliveries
        if calls is None:
            calls = tuple(await self._medium.answer(delivery))
            await _note(store.prepared, delivery.id, calls)
        for number, call in enumerate(calls[delivery.sent :], start=delivery.sent + 1):
            try:
                await self._send(delivery, call)
            except UnreachableError as error:
                log.info("limber.sender_unreachable", sender=delivery.conversation, reason=str(error))
                break
            except NotSentError as error:
                # The other parts may still say what counts.
                log.error("limber.reply_not_sent", sender=delivery.conversation, reason=str(error))
            await _note(store.sent, delivery.id, number)

    async def _send(self, delivery: Delivery, call: Call) -> None:
        async def attempt() -> None:
            self.inbox.check(delivery)
            await self._medium.send(delivery, call)

        await patiently(attempt, self.inbox.wait)


async def _note(write: Callable[..., None], *values: object) -> None:
    """Write down how far it is; people are answered even if that fails."""
    try:
        await beside(write, *values)
    except Exception as error:
        log.error("limber.store_failed", error=type(error).__name__)
