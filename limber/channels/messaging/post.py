"""What one messaging channel runs in one server: its desk, its routes' way in, its jobs."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from limber.channels.answering import Answering
from limber.channels.backend import Backend, NotReadyError
from limber.channels.entry import Handler, guard
from limber.channels.messaging.desk import Desk, Medium
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
        self.offers.make(conversation, ())
        log.info("limber.conversation_deleted")


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
        self._jobs: list[asyncio.Task[None]] = []

    def knows(self, delivery: str) -> bool:
        """Whether a delivery came before; raises as :meth:`accept` does.

        Whoever counts messages asks first: what comes again because it was not taken is not too much.
        """
        return self._open().inbox.knows(delivery)

    def accept(self, delivery: Delivery) -> bool:
        """Keep a delivery and answer it when its turn comes.

        Returns:
            Whether it is new.

        Raises:
            NotReadyError: no model is loaded; the service should deliver it again.
            sqlalchemy.exc.SQLAlchemyError: it can't be kept; the same.
        """
        return self._open().inbox.accept(delivery)

    def start(self, app: Sanic, jobs: Sequence[Job] = ()) -> None:
        """Go on with what waits.

        Args:
            app: the server.
            jobs: what runs beside, until the server ends.
        """
        self._app = app
        try:
            self._open()
        except NotReadyError:
            # The routes open it once there is a model.
            log.error("limber.channel_waits_for_model", channel=self._channel)
        self._jobs = [asyncio.ensure_future(self._run(job)) for job in jobs]

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

    def _open(self) -> Desk:
        if self._desk is None:
            if self._app is None:
                raise NotReadyError("the server starts")
            backend = Backend(self._app)
            engine = backend.engine
            answering = Answering(self._channel, backend, self._handle)
            medium = self._medium(Means(answering, Offers(engine), backend))
            self._desk = Desk(Deliveries(engine, self._channel), medium)
            self._desk.inbox.resume()
        return self._desk


class MessagingChannel(InputChannel):
    """A channel of a messaging service; it is off until it is configured."""

    @property
    @abstractmethod
    def is_on(self) -> bool:
        """Whether it has what it needs."""

    @abstractmethod
    def medium(self, means: Means) -> Medium:
        """What answers in this channel."""

    @abstractmethod
    def add_routes(self, routes: Blueprint, post: Post) -> None:
        """Add what the service calls."""

    def jobs(self, post: Post) -> Sequence[Job]:
        """What runs beside the routes."""
        return ()

    async def close(self) -> None:
        """Let go of what the medium holds when the server ends."""

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """A health check, and the service's routes where the channel is on."""
        routes = Blueprint(f"limber_{self.name()}")
        state = {"status": "ok" if self.is_on else "off"}

        async def health(_: Request) -> HTTPResponse:
            return json_response(state)

        routes.add_route(health, "/", methods=["GET"])
        if self.is_on:
            self._run_on(routes, Post(self.name(), guard(on_new_message), self.medium))
        return routes

    def _run_on(self, routes: Blueprint, post: Post) -> None:
        self.add_routes(routes, post)

        async def start(app: Sanic, _: Any) -> None:
            post.start(app, self.jobs(post))

        async def stop(_: Sanic, __: Any) -> None:
            await post.stop()
            await self.close()

        routes.listener("after_server_start")(start)
        routes.listener("before_server_stop")(stop)
