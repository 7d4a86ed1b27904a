"""What one messaging channel runs in one server: its desk, its routes' way in, its jobs."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import structlog
from sanic import Sanic
from sqlalchemy.exc import SQLAlchemyError

from limber.channels.answering import Answering
from limber.channels.backend import READY_SECONDS, Backend, NotReadyError
from limber.channels.entry import Handler
from limber.channels.messaging.desk import Desk, Medium
from limber.channels.signs import find_sign
from limber.channels.unread import Unread
from limber.stores.database import beside
from limber.stores.deliveries import Deliveries, Delivery
from limber.stores.offers import Offers

log = structlog.get_logger()

Job = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Means:
    """What a medium answers with.

    Attributes:
        answering: runs turns.
        offers: the buttons that are offered now.
        backend: the running server.
    """

    answering: Answering
    offers: Offers
    backend: Backend

    async def delete(self, conversation: str) -> None:
        """Delete a conversation wherever it is kept."""
        async with self.backend.lock(conversation):
            await self.backend.delete(conversation)
        await beside(self.offers.make, conversation, ())
        log.info("limber.conversation_deleted")


NOT_KEPT = (NotReadyError, SQLAlchemyError, asyncio.TimeoutError)
"""Why a delivery can't be kept now; the service should deliver it again."""


class Post:
    """The way from a service's deliveries to their answers.

    Args:
        channel: the channel's name.
        handle: handles a message, as :func:`limber.channels.entry.guard` gives it.
        medium: makes the channel's medium.
    """

    def __init__(self, channel: str, handle: Handler, medium: Callable[[Means], Medium]) -> None:
        self._channel = channel
        self._handle = handle
        self._medium = medium
        self._app: Sanic | None = None
        self._desk: Desk | None = None
        self._unread: Unread | None = None
        self._opening = asyncio.Lock()
        self._jobs: list[asyncio.Task[None]] = []

    async def knows(self, delivery: str) -> bool:
        """Whether a delivery came before; raises as :meth:`accept` does.

        Whoever counts messages asks first: what comes again because it was not taken is not too much.
        """
        return await (await self._open()).inbox.knows(delivery)

    async def accept(self, delivery: Delivery) -> bool:
        """Keep a delivery and answer it when its turn comes.

        Returns:
            Whether it is new.

        Raises:
            NotReadyError: no model is loaded; the service should deliver it again.
            sqlalchemy.exc.SQLAlchemyError: it can't be kept; the same.
            asyncio.TimeoutError: the database takes too long; the same.
        """
        return await (await self._open()).inbox.accept(delivery)

    async def must_be_heard(self, conversation: str, text: str) -> bool:
        """Whether a message that is too much is answered all the same: it tells of a warning sign.

        However many there are: of one conversation one is answered at a time.
        """
        unread = self._unread = self._unread or Unread(self._channel, self._backend())
        return await unread.must_be_heard(conversation, text) or await find_sign(text) is not None

    def start(self, app: Sanic, jobs: Sequence[Job] = ()) -> None:
        """Go on with what waits.

        Args:
            app: the server.
            jobs: what runs beside, until the server ends.
        """
        self._app = app
        self._jobs = [asyncio.ensure_future(self._run(job)) for job in (self._go_on, *jobs)]

    async def _go_on(self) -> None:
        """Open as soon as there are a model and a database."""
        while self._desk is None:
            try:
                await self._open()
            except NOT_KEPT as error:
                log.error("limber.channel_waits", channel=self._channel, error=type(error).__name__)
                await asyncio.sleep(READY_SECONDS)

    async def _run(self, job: Job) -> None:
        try:
            await job()
        except Exception as error:
            log.error("limber.job_failed", channel=self._channel, error=type(error).__name__, exc_info=True)

    async def stop(self) -> None:
        """End the jobs and let the turns end that are going on."""
        for job in self._jobs:
            job.cancel()
        await asyncio.gather(*self._jobs, return_exceptions=True)
        if self._desk is not None:
            await self._desk.inbox.stop()

    def _backend(self) -> Backend:
        if self._app is None:
            raise NotReadyError("the server starts")
        return Backend(self._app)

    async def _open(self) -> Desk:
        async with self._opening:
            if self._desk is None:
                backend = self._backend()
                engine = backend.engine
                answering = Answering(self._channel, backend, self._handle)
                medium = self._medium(Means(answering, await beside(Offers, engine), backend))
                desk = Desk(await beside(Deliveries, engine, self._channel), medium)
                await desk.inbox.start()
                self._desk = desk
            return self._desk
