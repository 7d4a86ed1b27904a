"""Where a request ends: what a proxy in front may read in another way is refused.

Sanic takes two lengths for a request, reads the one that it likes and fails at others, so that a proxy and it
could see different requests in the same bytes. The rules are those of RFC 9112, sections 5.1, 5.2 and 6.3.
"""

from __future__ import annotations

import re
from collections import Counter

_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_LENGTH = re.compile(rb"[0-9]{1,15}")
_ONCE = (b"host", b"content-length", b"transfer-encoding")


class FramingError(ValueError):
    """The head of a request says in no single way where the request ends."""


def check_head(head: bytes) -> None:
    """Whether a head has one meaning.

    Args:
        head: the request line and the headers, without the empty line behind them.

    Raises:
        FramingError: it has not.
    """
    values: dict[bytes, bytes] = {}
    times: Counter[bytes] = Counter()
    for line in head.split(b"\r\n")[1:]:
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
