"""A messaging channel as Rasa sees it: off until it is configured, then a webhook and its answers."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, ClassVar, Generic, TypeVar

import structlog
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from limber.channels.backend import READY_SECONDS
from limber.channels.doctor import Checkup
from limber.channels.entry import Handler, guard
from limber.channels.messaging.desk import Medium
from limber.channels.messaging.post import NOT_KEPT, Job, Means, Post
from limber.channels.messaging.reading import UnreadableError
from limber.channels.messaging.settings import MessagingSettings

log = structlog.get_logger()

Settings = TypeVar("Settings", bound=MessagingSettings)
Kind = TypeVar("Kind", bound="MessagingChannel[Any]")


class ForeignError(Exception):
    """A request is none of the service's; says what was wrong."""


class MessagingChannel(InputChannel, Generic[Settings]):
    """A channel of a messaging service.

    A kind of it says what it is called, how it is set, what it does with a request and how it answers.

    Attributes:
        channel: name in addresses and in the tracker.
        kind: its settings.

    Args:
        settings: of its section in credentials.yml.
    """

    channel: ClassVar[str]
    kind: ClassVar[type[MessagingSettings]]

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @abstractmethod
    def checkup_on(self) -> Checkup:
        """How the channel is, where nothing is missing."""

    @abstractmethod
    def medium(self, means: Means) -> Medium:
        """What answers in this channel."""

    @abstractmethod
    async def receive(self, request: Request, post: Post) -> HTTPResponse:
        """Take what the service delivers to the webhook.

        Returns:
            The answer to the service; the person is answered later.

        Raises:
            ForeignError: it is none of the service's.
            UnreadableError: it has not the form that the service gives it.
            NotReadyError, SQLAlchemyError, TimeoutError: it can't be kept now.
        """

    @abstractmethod
    async def close(self) -> None:
        """Close the connections to the service when the server ends."""

    def jobs(self, post: Post) -> Sequence[Job]:
        """What runs beside the webhook."""
        return ()

    @classmethod
    def name(cls) -> str:
        """Name in addresses and in the tracker."""
        return cls.channel

    @classmethod
    def from_credentials(cls: type[Kind], credentials: dict[str, Any] | None) -> Kind:
        """The channel of its section in credentials.yml.

        Raises:
            SettingsError: a setting can't be used.
        """
        return cls(cls.kind.read(credentials))

    @property
    def is_on(self) -> bool:
        """Whether it has what it needs."""
        return not self._settings.missing

    def checkup(self) -> Checkup:
        """How the channel is with its settings."""
        if self.is_on:
            return self.checkup_on()
        return Checkup("off", todo=tuple(self._settings.needs[name] for name in self._settings.missing))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """A health check, and the webhook where the channel is on."""
        routes = Blueprint(f"limber_{self.channel}")
        state = {"status": "ok" if self.is_on else "off"}

        async def health(_: Request) -> HTTPResponse:
            return json_response(state)

        routes.add_route(health, "/", methods=["GET"])
        if self.is_on:
            self._run_on(routes, Post(self.channel, guard(on_new_message), self.medium))
        return routes

    def _run_on(self, routes: Blueprint, post: Post) -> None:
        async def webhook(request: Request) -> HTTPResponse:
            return await self._answer(request, post)

        async def start(app: Sanic, _: Any) -> None:
            post.start(app, self.jobs(post))

        async def stop(_: Sanic, __: Any) -> None:
            await post.stop()
            await self.close()

        routes.add_route(webhook, "/webhook", methods=["POST"])
        routes.listener("after_server_start")(start)
        routes.listener("before_server_stop")(stop)

    async def _answer(self, request: Request, post: Post) -> HTTPResponse:
        """The answer to the service, which delivers again where the delivery could not be kept."""
        try:
            return await self.receive(request, post)
        except ForeignError as error:
            return json_response({"error": str(error)}, status=403)
        except UnreadableError as error:
            return json_response({"error": str(error)}, status=400)
        except NOT_KEPT as error:
            log.error("limber.not_kept", channel=self.channel, error=type(error).__name__)
            headers = {"Retry-After": str(READY_SECONDS)}
            return json_response({"error": "not ready"}, status=503, headers=headers)
