"""Whoever breaks Socket.IO's protocol, or HTTP's, is refused or hung up on; nobody else notices."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator

import pytest

from tests.fuzz.fuzzing import errors_in
from tests.fuzz.wire import ask, converse, frame, head, shout
from tests.running import LimberServer
from tests.web import run, tab

SOCKET = "/socket.io/?EIO=4&transport=websocket"
POLL = "/socket.io/?EIO=4&transport=polling"
RIGHT = {
    "Host": "x",
    "Upgrade": "websocket",
    "Connection": "Upgrade",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "bGltYmVyLWxpbWJlci1saQ==",
}


@pytest.fixture(autouse=True)
def nothing_failed(server: LimberServer) -> Iterator[None]:
    """Nothing that comes in is an error of the server, and other people talk on."""
    before = len(server.output)
    yield
    assert errors_in(server.output[before:]) == {}

    async def talk() -> None:
        async with tab(server.url) as page:
            await page.begin()
            await page.say("how long do I hold the pigeon?")

    run(talk)


def address(server: LimberServer) -> tuple[str, int]:
    return "127.0.0.1", server.port


def opened(server: LimberServer, *frames: bytes, to_the_end: bool = False) -> list[str]:
    """What came of frames on a connected socket."""
    handshake = head("GET", SOCKET, RIGHT.items())
    answers = converse(address(server), handshake, [frame(1, b"40"), *frames], to_the_end)
    return [answer.status for answer in answers]


HANDSHAKES = {
    "another version": {"Sec-WebSocket-Version": "8"},
    "no version": {"Sec-WebSocket-Version": ""},
    "no key": {"Sec-WebSocket-Key": ""},
    "a short key": {"Sec-WebSocket-Key": "eA=="},
    "a key that is no Base64": {"Sec-WebSocket-Key": "\xff"},
    "no upgrade of the connection": {"Connection": "close"},
}


@pytest.mark.parametrize("wrong", HANDSHAKES.values(), ids=HANDSHAKES)
def test_a_wrong_handshake_is_refused(server: LimberServer, wrong: dict[str, str]) -> None:
    answer = ask(address(server), head("GET", SOCKET, {**RIGHT, **wrong}.items()))
    assert answer.status == "400"


PACKETS = {
    "nothing": frame(1, b""),
    "no kind": frame(1, b"x"),
    "an unknown kind": frame(1, b"49"),
    "an event that is none": frame(1, b"42"),
    "an event without a name": frame(1, b"42[]"),
    "an event whose name is none": frame(1, b"42[{}]"),
    "an event of another namespace": frame(1, b'42/x,["restart"]'),
    "the name of a handler for connections": frame(1, b'42["connect",{"sanic.request":{}}]'),
    "broken JSON": frame(1, b'42["user_uttered",{'),
    "deep JSON": frame(1, b'42["user_uttered",' + b"[" * 40_000),
    "an event with attachments": frame(1, b'45999999999-["user_uttered"]'),
    "bytes": frame(2, b"\x00\x01"),
    "an answer to a question that nobody asked": frame(1, b"431[]"),
    "an error as servers tell it": frame(1, b"44{}"),
    "text that is no UTF-8": frame(1, b"42\xff\xfe"),
}


@pytest.mark.parametrize("packet", PACKETS.values(), ids=PACKETS)
def test_a_socket_is_closed_at_what_is_no_packet_of_the_channel(server: LimberServer, packet: bytes) -> None:
    assert opened(server, packet, to_the_end=True) == ["101", "socket closed"]


def test_what_the_channel_knows_closes_nothing(server: LimberServer) -> None:
    again = frame(1, b"40")
    asked = frame(1, b'421["session_request",{}]')
    unknown = frame(1, b'42["an_event_of_a_newer_widget",{}]')
    assert opened(server, again, asked, unknown) == ["101", "socket read"]


BODIES = {
    "a kind that only servers send": b"6",
    "a kind that nobody knows": b"9",
    "no packet": b"x",
    "nothing between two packets": b"40\x1e\x1e40",
    "seventeen packets": b"\x1e".join([b"40"] * 17),
    "no UTF-8": b"\xff",
    "a form without packets": b"d=",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_poll_that_sends_no_packets_is_refused_at_once(server: LimberServer, body: bytes) -> None:
    where = address(server)
    first = ask(where, head("GET", POLL, [("Host", "x"), ("Connection", "close")]))
    target = f"{POLL}&sid={json.loads(first.body[1:])['sid']}"
    headers = [("Host", "x"), ("Connection", "close"), ("Content-Length", str(len(body)))]

    assert ask(where, head("POST", target, headers) + body).status == "400"
    assert ask(where, head("GET", target, headers[:2])).status == "400"


def test_the_poll_of_a_client_that_leaves_ends(server: LimberServer) -> None:
    where, plain = address(server), [("Host", "x"), ("Connection", "close")]
    first = ask(where, head("GET", POLL, plain))
    target = f"{POLL}&sid={json.loads(first.body[1:])['sid']}"

    # Far less than the time after which a ping ends each poll.
    with socket.create_connection(where, timeout=10) as waiting:
        waiting.sendall(head("GET", target, plain))
        assert ask(where, head("POST", target, [*plain, ("Content-Length", "1")]) + b"1").status == "200"
        assert waiting.recv(12) == b"HTTP/1.1 200"


HTTP = {
    "two ends": b"POST / HTTP/1.1\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nContent-Length: 1\r\n\r\nx",
    "a coding that nobody knows": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n",
    "a length that is none": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n",
    "an address that is none": b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "an address beyond ASCII": b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    "another protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a line of TLS": b"\x16\x03\x01\x00\xa5\r\n\r\n",
}


@pytest.mark.parametrize("sent", HTTP.values(), ids=HTTP)
def test_what_could_be_read_in_two_ways_is_refused_and_the_connection_closed(
    server: LimberServer, sent: bytes
) -> None:
    (answer,) = shout(address(server), sent)
    assert answer.status == "400"
    assert b"X-Content-Type-Options" in answer.body or b"x-content-type-options" in answer.body
