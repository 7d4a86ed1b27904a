"""Heads of requests that have no single meaning are refused before Sanic reads them.

Sanic takes two lengths for a request, reads the one that it likes and fails at others, so that a proxy and it
could see different requests in the same bytes; and it closes the connection without a word, but with a
traceback in the log, where it can't read the address. The rules are those of RFC 9112, sections 3, 5 and 6.
"""

from __future__ import annotations

import re
from collections import Counter

from httptools import HttpParserError, parse_url
from sanic.http import Http

_REQUEST = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+ ([!-~]+) HTTP/1\.[01]")
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LENGTH = re.compile(rb"[0-9]{1,15}")
_ONCE = (b"host", b"content-length", b"transfer-encoding")


class FramingError(ValueError):
    """The head of a request has no single meaning."""


def check_head(head: bytes) -> None:
    """Whether a head has one meaning.

    Args:
        head: the request line and the headers, without the empty line behind them.

    Raises:
        FramingError: it has not.
    """
    first, *lines = head.split(b"\r\n")
    _check_request_line(first)
    values: dict[bytes, bytes] = {}
    times: Counter[bytes] = Counter()
    for line in lines:
        name, colon, value = line.partition(b":")
        if not colon or not _NAME.fullmatch(name) or b"\n" in value or b"\r" in value or b"\0" in value:
            raise FramingError("a header is none")
        name = name.lower()
        values[name] = value.strip(b" \t")
        times[name] += 1
    if any(times[name] > 1 for name in _ONCE):
        raise FramingError("a header comes twice")
    length, coding = values.get(b"content-length"), values.get(b"transfer-encoding")
    if length is not None and (coding is not None or not _LENGTH.fullmatch(length)):
        raise FramingError("the length is none")
    if coding is not None and coding != b"chunked":
        raise FramingError("the coding is not known")


def _check_request_line(line: bytes) -> None:
    found = _REQUEST.fullmatch(line)
    if found is None:
        raise FramingError("the request line is none")
    try:
        parse_url(found[1])
    except HttpParserError as error:
        raise FramingError("the address is none") from error


def answer_the_unreadable() -> None:
    """Let Sanic answer a request whose address it can't read, instead of failing at the answer."""
    Http.create_empty_request = _create_empty_request


_sanics_own = Http.create_empty_request


def _create_empty_request(self: Http) -> None:
    """The request that stands for one that can't be read; its address is left out if need be."""
    try:
        _sanics_own(self)
    except (HttpParserError, UnicodeError):
        self.url = None
        _sanics_own(self)
