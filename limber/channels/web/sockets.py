"""Socket.IO as the channel uses it: whoever breaks the protocol is refused or hung up on.

As they come, the libraries answer a wrong handshake with 500, hang on a packet of an unknown kind, log a
traceback for each packet that they can't read, keep attachments without end for an event that announces
them, and let a client call the handlers for connections by their names.
"""

from __future__ import annotations

from typing import Any

import structlog
from engineio import AsyncServer as EngineServer
from engineio import packet as engine_packets
from engineio.async_drivers.sanic import WebSocket
from engineio.payload import Payload
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse
from socketio import AsyncServer
from socketio.packet import CONNECT, DISCONNECT, EVENT, Packet
from websockets.connection import OPEN
from websockets.exceptions import InvalidHandshake
from websockets.server import ServerConnection

from limber.channels.entry import WEB
from limber.channels.web.wire import Code
from limber.metrics import REFUSED

log = structlog.get_logger()

_KINDS = tuple(str(number) for number in range(len(engine_packets.packet_names)))

_NO_TEXT = 1007
"""How a WebSocket is closed whose text is none."""


class _Socket(WebSocket):
    """A WebSocket that ends at the first thing that is no packet."""

    async def __call__(self, environ: dict[str, Any]) -> Any:
        """Open it, and serve it to its end."""
        protocol = environ["sanic.request"].transport.get_protocol()
        opened = await protocol.websocket_handshake(environ["sanic.request"])
        take = opened.process_events

        async def take_text(events: Any) -> None:
            try:
                await take(events)
            except UnicodeDecodeError:
                # Nobody waits for this task: the error would be lost, and the socket stay open.
                _refuse("UnicodeDecodeError")
                opened.fail_connection(_NO_TEXT)

        opened.process_events = take_text
        self._sock, self.environ = opened, environ
        await self.handler(self)
        return self.server._ok()

    async def wait(self) -> str | bytes:
        """The next packet.

        Raises:
            OSError: the socket was closed, or what came is no packet; the library closes it then.
        """
        data: str | bytes = await super().wait()
        if not data or (isinstance(data, str) and not data.startswith(_KINDS)):
            _refuse("no packet")
            raise OSError("no packet")
        return data


class _Engine(EngineServer):
    """Engine.IO that answers whatever comes."""

    _async: dict[str, Any]
    """What the library takes from the web server's module, the WebSocket among it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._async = {**self._async, "websocket": _Socket}

    async def handle_request(self, request: Request) -> HTTPResponse:
        """Answer a poll, take packets or open a WebSocket.

        Raises:
            InvalidUsage: it is not what Engine.IO's clients send.
        """
        sid = request.args.get("sid")
        wants_socket = request.headers.get("upgrade", "").lower() == "websocket"
        if wants_socket and not _is_handshake(request):
            raise InvalidUsage("expected a WebSocket's handshake")
        if request.method == "POST" and not self._is_payload(request.body):
            _refuse("no payload")
            await self.disconnect(sid or "")
            raise InvalidUsage("expected packets")
        session = self.sockets.get(sid)
        if session is not None and session.closed:
            # The library fails where it finds one that it has not swept away yet.
            del self.sockets[sid]
        try:
            answer: HTTPResponse = await super().handle_request(request)
        except UnboundLocalError as error:
            # It forgets its answer where the session ended while its packets were taken.
            raise InvalidUsage("the session has ended") from error
        if request.method == "POST" and session is not None and session.closed:
            # The poll of a client that leaves would wait on for half a minute.
            await session.queue.put(engine_packets.Packet(engine_packets.NOOP))
        return answer

    async def disconnect(self, sid: str | None = None) -> None:
        """Close a session without waiting until the client has fetched what is left for it.

        Args:
            sid: the session; None for all of them.
        """
        socket = self.sockets.pop(sid, None) if sid is not None else None
        if sid is None:
            await super().disconnect()
        elif socket is not None:
            await socket.close(wait=False, reason=self.reason.SERVER_DISCONNECT)
            # Ends the task that writes to a WebSocket, which closes it.
            await socket.queue.put(None)

    def _is_payload(self, body: bytes) -> bool:
        if len(body) > self.max_http_buffer_size:
            return False
        try:
            packets = Payload(encoded_payload=body.decode()).packets
        except (ValueError, LookupError, RecursionError):
            return False
        return all(packet.packet_type < len(_KINDS) for packet in packets)


class SocketServer(AsyncServer):
    """Socket.IO for clients that connect, send events and disconnect; whoever does else is hung up on."""

    def _engineio_server_class(self) -> type[EngineServer]:
        return _Engine

    async def _handle_eio_message(self, eio_sid: str, data: object) -> None:
        if eio_sid not in self.eio.sockets:
            # What a client sent before it learnt that it had been hung up on.
            return
        try:
            packet = self._read(data)
        except (ValueError, TypeError, LookupError, RecursionError) as error:
            _refuse(type(error).__name__)
            await self.eio.disconnect(eio_sid)
            return
        if packet.packet_type == CONNECT:
            await self._handle_connect(eio_sid, packet.namespace, packet.data)
        elif packet.packet_type == DISCONNECT:
            await self._handle_disconnect(eio_sid, packet.namespace, self.reason.CLIENT_DISCONNECT)
        elif self.manager.sid_from_eio_sid(eio_sid, "/") is not None:
            await self._handle_event(eio_sid, packet.namespace, packet.id, packet.data)

    def _read(self, data: object) -> Packet:
        """A packet of a kind that clients send.

        Raises:
            ValueError: it is none, or of another kind; also TypeError, LookupError or RecursionError.
        """
        if not isinstance(data, str):
            raise ValueError("expected text")
        packet = self.packet_class(encoded_packet=data)
        if packet.packet_type not in (CONNECT, DISCONNECT, EVENT):
            raise ValueError("expected another kind of packet")
        if packet.packet_type == EVENT:
            name = packet.data[0]
            # By these names the server itself tells of connections.
            if (
                not isinstance(name, str)
                or name in self.reserved_events
                or packet.namespace not in (None, "/")
            ):
                raise ValueError("expected an event")
        return packet


def _is_handshake(request: Request) -> bool:
    """Whether a request opens a WebSocket as it must; the server itself would fail at another."""
    try:
        ServerConnection(state=OPEN).process_request(request)
    except (InvalidHandshake, ValueError):
        return False
    return True


def _refuse(reason: str) -> None:
    REFUSED.labels(WEB, Code.BAD_REQUEST.value).inc()
    log.info("limber.no_protocol", reason=reason)
