"""Sends bytes to a server as they are, however wrong, and tells what came back."""

from __future__ import annotations

import http.client
import os
import re
import socket
import struct
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, field

SECONDS = 10
"""How long a whole request may wait for its answer."""

PATIENCE = 0.2
"""How long the answer to a broken request is waited for, in seconds: there may never be one."""

CLOSED, OPEN = "closed", "open"
"""Instead of a status: the server closed the connection; it waits for more."""

_STATUS = re.compile(rb"HTTP/1\.1 (\d{3})[^\r\n]*\r\n")
_TOKEN = os.urandom(4)

Address = tuple[str, int]


@dataclass(frozen=True)
class Answer:
    """What came back.

    Attributes:
        status: of HTTP, or :data:`CLOSED`, :data:`OPEN`, or how a WebSocket went on.
        headers: names in small letters.
        body: as it came.
    """

    status: str
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""


def head(method: str, target: str, headers: Iterable[tuple[str, str]]) -> bytes:
    """The head of a request."""
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers)]
    return "\r\n".join(lines).encode("latin-1", "replace") + b"\r\n\r\n"


def ask(address: Address, request: bytes, seconds: float = SECONDS) -> Answer:
    """Send one whole request and read its answer."""
    with closing(socket.create_connection(address, SECONDS)) as connection:
        return _ask(connection, request, seconds)


def _ask(connection: socket.socket, request: bytes, seconds: float) -> Answer:
    connection.settimeout(seconds)
    answer = http.client.HTTPResponse(connection, method=request[:4].strip().decode("latin-1"))
    try:
        connection.sendall(request)
        answer.begin()
        body = b"" if answer.status == http.HTTPStatus.SWITCHING_PROTOCOLS else answer.read()
    except TimeoutError:
        return Answer(OPEN)
    except (OSError, http.client.HTTPException):
        return Answer(CLOSED)
    return Answer(str(answer.status), {name.lower(): value for name, value in answer.getheaders()}, body)


def shout(address: Address, content: bytes) -> list[Answer]:
    """Send anything; the answers, each with all that came, or how the connection was left."""
    came, end = b"", CLOSED
    with closing(socket.create_connection(address, SECONDS)) as connection:
        connection.settimeout(PATIENCE)
        try:
            connection.sendall(content)
            while part := connection.recv(2**16):
                came += part
        except TimeoutError:
            end = OPEN
        except OSError:
            pass
    statuses = [found.decode() for found in _STATUS.findall(came)]
    return [Answer(status, body=came) for status in statuses] or [Answer(end)]


def frame(code: int, content: bytes, first: int = 0x80, length: int | None = None) -> bytes:
    """One frame of a WebSocket, masked as a client's is.

    Args:
        code: what it is.
        content: what it holds.
        first: bits beside the code; the highest says that it is the last frame of its message.
        length: what it claims to hold, if that is another length.
    """
    said = len(content) if length is None else length
    if said < 126:
        size = struct.pack("!B", 0x80 | said)
    elif said < 2**16:
        size = struct.pack("!BH", 0x80 | 126, said)
    else:
        size = struct.pack("!BQ", 0x80 | 127, said)
    # A mask of zeros leaves the content as it is.
    return bytes([first | code]) + size + bytes(4) + content


def converse(
    address: Address, handshake: bytes, frames: Sequence[bytes], to_the_end: bool = False
) -> list[Answer]:
    """Open a WebSocket, send frames, and wait until they were read or the server closed it.

    Args:
        address: of the server.
        handshake: the request that opens it.
        frames: what is sent.
        to_the_end: whether to wait until it is closed.
    """
    # Whoever has read all of them answers the last one.
    last, patience = (b"", SECONDS) if to_the_end else (frame(9, _TOKEN), PATIENCE)
    with closing(socket.create_connection(address, SECONDS)) as connection:
        answer = _ask(connection, handshake, SECONDS)
        if answer.status != "101":
            return [answer]
        connection.settimeout(patience)
        came, end = b"", "socket closed"
        try:
            connection.sendall(b"".join(frames) + last)
            while _CLOSE not in _codes(came):
                if last and _TOKEN in came:
                    end = "socket read"
                    break
                part = connection.recv(2**16)
                if not part:
                    break
                came += part
        except TimeoutError:
            end = "socket open"
        except OSError:
            pass
        return [answer, Answer(end, body=came)]


_CLOSE = 8


def _codes(came: bytes) -> list[int]:
    """What the frames are that a server sent."""
    codes, at = [], 0
    while at + 2 <= len(came):
        codes.append(came[at] & 0x0F)
        size, at = came[at + 1], at + 2
        if size >= 126:
            width = 2 if size == 126 else 8
            size, at = int.from_bytes(came[at : at + width], "big"), at + width
        at += size
    return codes
