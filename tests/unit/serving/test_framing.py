"""Heads with more than one meaning, and with one."""

from __future__ import annotations

import pytest

from limber.serving.framing import FramingError, check_head

FIRST = b"POST /webhooks/rest/webhook?a=b HTTP/1.1"

RIGHT = {
    "no headers": b"",
    "a length": b"Content-Length: 5",
    "a length in small letters": b"content-length:5",
    "chunks": b"Transfer-Encoding: chunked",
    "two of another header": b"Cookie: a=b\r\nCookie: c=d",
    "letters beyond ASCII": b"X-Forwarded-For: \xff",
}

WRONG = {
    "two lengths": b"Content-Length: 5\r\nContent-Length: 6",
    "the same length twice": b"Content-Length: 5\r\ncontent-length: 5",
    "a list of lengths": b"Content-Length: 5, 5",
    "a length below zero": b"Content-Length: -1",
    "a length with a sign": b"Content-Length: +5",
    "a length of other digits": "Content-Length: \u0665".encode(),
    "an empty length": b"Content-Length:",
    "a length without end": b"Content-Length: " + b"9" * 20,
    "a length and chunks": b"Content-Length: 5\r\nTransfer-Encoding: chunked",
    "a coding that is not chunks": b"Transfer-Encoding: gzip",
    "chunks twice": b"Transfer-Encoding: chunked, chunked",
    "two codings": b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
    "a coding behind a tab of another kind": b"Transfer-Encoding:\x0bchunked",
    "white space before the colon": b"Content-Length : 5",
    "a folded line": b"A: b\r\n c: d",
    "no colon": b"hello",
    "no name": b": hello",
    "a line end alone": b"A: b\nContent-Length: 5",
    "NUL": b"A: \x00",
    "two hosts": b"Host: a\r\nHost: b",
}

LINES = {
    "nothing": b"",
    "no version": b"GET /",
    "another version": b"GET / HTTP/2.0",
    "two spaces": b"GET  / HTTP/1.1",
    "a method that is none": b"G(T / HTTP/1.1",
    "an address with a space": b"GET /a b HTTP/1.1",
    "an address beyond ASCII": b"GET /\xff HTTP/1.1",
    "an address with NUL": b"GET /\x00 HTTP/1.1",
    "an address that is none": b"GET http://[::1 HTTP/1.1",
}


@pytest.mark.parametrize("headers", RIGHT.values(), ids=RIGHT)
def test_what_has_one_meaning_passes(headers: bytes) -> None:
    check_head(FIRST + (b"\r\n" + headers if headers else b""))


@pytest.mark.parametrize("headers", WRONG.values(), ids=WRONG)
def test_what_a_proxy_may_read_in_another_way_is_refused(headers: bytes) -> None:
    with pytest.raises(FramingError):
        check_head(FIRST + b"\r\n" + headers)


@pytest.mark.parametrize("line", LINES.values(), ids=LINES)
def test_a_request_line_that_is_none_is_refused(line: bytes) -> None:
    with pytest.raises(FramingError):
        check_head(line + b"\r\nHost: a")
