"""The channel as Rasa sees it: socket.io on the server's own address."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint, Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from limber.channels.backend import READY_SECONDS, Backend, NotReadyError
from limber.channels.entry import WEB, Handler, guard
from limber.channels.limits import client_address
from limber.channels.web.conversing import Conversing
from limber.channels.web.origins import origin_allowed
from limber.channels.web.settings import WebSettings, read_web_settings
from limber.channels.web.sockets import SocketServer
from limber.channels.web.wire import Ack, Code, Refused, as_object
from limber.content import default_store
from limber.metrics import REFUSED

log = structlog.get_logger()

_LIBRARY = logging.getLogger("limber.socketio")
# On INFO it logs what people wrote.
_LIBRARY.setLevel(logging.WARNING)

PATH = "socket.io"
"""Where socket.io's clients look by default."""


class WebChannel(InputChannel):
    """Talks with the web widget.

    Args:
        settings: limits, origins and keys.
    """

    def __init__(self, settings: WebSettings) -> None:
        self._settings = settings

    @classmethod
    def name(cls) -> str:
        """Name in addresses and in the tracker."""
        return WEB

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebChannel:
        """The channel of its section in credentials.yml.

        Raises:
            SettingsError: a setting can't be used.
        """
        return cls(read_web_settings(credentials))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """A health check; socket.io joins when the server takes the routes up."""
        sio = self._socket_server()
        return _SocketRoutes(sio, self._settings, guard(on_new_message))

    def _socket_server(self) -> SocketServer:
        allowed = tuple(self._settings.origins)

        def may_connect(origin: str | None, environ: Mapping[str, Any]) -> bool:
            return origin_allowed(origin, environ, allowed)

        return SocketServer(
            async_mode="sanic",
            cors_allowed_origins=may_connect,
            # The widget uses no cookie, so no page needs to send any.
            cors_credentials=False,
            max_http_buffer_size=self._settings.max_payload_bytes,
            logger=_LIBRARY,
            engineio_logger=_LIBRARY,
        )


class _SocketRoutes(Blueprint):
    """The channel's routes and events on one server."""

    def __init__(self, sio: SocketServer, settings: WebSettings, handle: Handler) -> None:
        super().__init__("limber_web")
        self.ctx.sio, self.ctx.settings, self.ctx.handle = sio, settings, handle
        self.add_route(_health, "/", methods=["GET"], name="health")

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Join a server: socket.io stands at its root, not below this blueprint."""
        sio, settings = self.ctx.sio, self.ctx.settings
        # Sanic's own limit for one WebSocket message, before engine.io looks at its length.
        app.config.WEBSOCKET_MAX_SIZE = settings.max_payload_bytes
        sio.attach(app, PATH)
        listen(sio, Conversing(sio, Backend(app), self.ctx.handle, settings), settings)
        super().register(app, options)


async def _health(_: Request) -> HTTPResponse:
    return json_response({"status": "ok"})


def listen(sio: SocketServer, conversing: Conversing, settings: WebSettings) -> None:
    """Let a socket.io server's events reach the conversations."""

    async def connect(sid: str, environ: Mapping[str, Any], _: object = None) -> None:
        peer = environ["sanic.request"].ip
        forwarded = [part for part in str(environ.get("HTTP_X_FORWARDED_FOR", "")).split(",") if part.strip()]
        conversing.connect(sid, client_address(peer, forwarded, settings.proxies))

    async def disconnect(sid: str, _: object = None) -> None:
        conversing.disconnect(sid)

    sio.on("connect", connect)
    sio.on("disconnect", disconnect)
    for handler in (
        conversing.session_request,
        conversing.user_uttered,
        conversing.feedback,
        conversing.restart,
        conversing.forget,
    ):
        sio.on(handler.__name__, _answered(handler))


def _answered(
    handler: Callable[[str, Mapping[str, Any]], Awaitable[Ack]],
) -> Callable[..., Awaitable[Ack]]:
    """A handler that answers whatever comes in and whatever happens."""

    async def answer(sid: str, data: object = None, *_: object) -> Ack:
        try:
            return await handler(sid, as_object(data))
        except Refused as refused:
            REFUSED.labels(WEB, refused.code.value).inc()
            return refused.as_ack(default_store().phrases)
        except NotReadyError:
            return Refused(Code.BUSY, retry_after=READY_SECONDS).as_ack(default_store().phrases)
        except Exception as error:
            log.error("limber.web_failed", error=type(error).__name__, exc_info=True)
            return Refused(Code.FAILED).as_ack(default_store().phrases)

    return answer
