"""What requests are made of: words, JSON, headers and addresses, right and wrong."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote_from_bytes

from hypothesis import strategies as st

from limber.channels.entry import MAX_CHARACTERS

Headers = list[tuple[str, str]]

SAID = (
    "how long do i hold the pigeon?",
    "how do i do the figure 4",
    "my left foot is numb since yesterday",
    "I can't hold my pee any more",
    "no numbness, just tight",
    "hello",
    "2",
    "STOP",
    "/start",
    "/restart",
    "/session_start",
    '/ask_hold_time{"stretch": "pigeon"}',
    '/ask_hold_time{"stretch": ["pigeon"]}',
    '/affirm{"a": ',
    "EXTERNAL: /affirm",
    "",
    " \n\t",
    "\U0001f600",
    "\ud83e",
    "how\x00long",
    "<script>alert(1)</script>",
    "{name} {{7*7}} ${jndi:ldap://x} %s %n",
    "\u202e\ufeff\u0643\u0645",
)
"""What people and attackers write."""

_UNITS = ("a", "how long? ", "e\u0301", "(", "a. ", "my foot is numb, ", "1 ", "\U0001f600 a ")

LONGEST = tuple((unit * MAX_CHARACTERS)[:MAX_CHARACTERS] for unit in _UNITS)
"""Messages that are just read: what costs most memory."""

_REPEATED = st.builds(lambda unit, times: unit * times, st.sampled_from(_UNITS), st.integers(1, 9000))

words = st.one_of(st.sampled_from(SAID), st.sampled_from(SAID), st.text(max_size=60), _REPEATED)
"""What stands in a message."""

_leaves = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    words,
)

anything = st.recursive(
    _leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=12), inner, max_size=4)
    ),
    max_leaves=8,
)
"""Any JSON value, and the numbers that are none."""

_deep = st.builds(
    lambda start, depth: start * depth, st.sampled_from([b"[", b'{"a":', b'[{"a":']), st.integers(1, 40_000)
)

LATIN = st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_characters="\x7f")
"""What may stand in a header's value."""


@st.composite
def altered(draw: st.DrawFn, value: Any) -> Any:
    """A value with some of its parts gone, replaced or altered, mostly none."""
    fate = draw(st.integers(0, 11))
    if fate == 0:
        return draw(anything)
    if isinstance(value, dict):
        kept = {key: draw(altered(inner)) for key, inner in value.items() if draw(st.integers(0, 15))}
        return {**kept, draw(st.text(max_size=8)): draw(anything)} if fate == 1 else kept
    if isinstance(value, list):
        return [draw(altered(inner)) for inner in value]
    return value


@st.composite
def mangled(draw: st.DrawFn, content: bytes) -> bytes:
    """Bytes of which some are cut off, put in, doubled or exchanged."""
    at = draw(st.integers(0, len(content)))
    upto = draw(st.integers(at, min(len(content), at + 40)))
    put = draw(st.one_of(st.just(b""), st.binary(max_size=12), st.just(content[at:upto] * 2)))
    end = draw(st.sampled_from([content[upto:], content[upto:], b""]))
    return content[:at] + put + end


def as_json(value: Any) -> bytes:
    """As JSON; half characters stay escaped."""
    return json.dumps(value).encode()


@st.composite
def bodies(draw: st.DrawFn, right: Any) -> bytes:
    """A body of JSON: mostly near a right one, sometimes broken, deep or no JSON at all.

    Args:
        right: what a right one holds.
    """
    kind = draw(st.integers(0, 9))
    if kind == 0:
        return draw(st.one_of(st.binary(max_size=80), _deep, st.just(b" " * 70_000)))
    if kind == 1:
        return as_json(draw(anything))
    body = as_json(draw(altered(right)))
    return draw(mangled(body)) if kind == 2 else body


_ODD_HEADERS = {
    "Accept": ["*/*", "text/html;q=x", ",,,"],
    "Accept-Encoding": ["gzip", "br;q=0", "gzip;q=\xff"],
    "Access-Control-Request-Method": ["POST"],
    "Authorization": ["Bearer x", "Bearer", "Basic \xff", "bearer " + "x" * 3000],
    "Content-Encoding": ["gzip", "deflate"],
    "Content-Type": ["application/json", "text/plain", "multipart/form-data; boundary=", "a/b; charset=x"],
    "Cookie": ["a=b", "=;=;", "$Version=1; \xff=\xfe"],
    "Expect": ["100-continue", "nonsense"],
    "If-None-Match": ["*", '"x"', 'W/"'],
    "Origin": ["null", "http://evil.example", "https://127.0.0.1", "\xff"],
    "Range": ["bytes=0-", "bytes=9-1", "x"],
    "Referer": ["http://evil.example/"],
    "X-Forwarded-Host": ["evil.example"],
    "X-Forwarded-Proto": ["https", "javascript"],
    "Upgrade": ["websocket", "h2c"],
    "Forwarded": ["for=1.2.3.4", "for=;;"],
}


@st.composite
def odd_headers(draw: st.DrawFn) -> Headers:
    """Some headers that nobody asked for, and the address of some visitor."""
    names = draw(st.lists(st.sampled_from(sorted(_ODD_HEADERS)), max_size=3))
    headers = [
        (name, draw(st.one_of(st.sampled_from(_ODD_HEADERS[name]), st.text(LATIN, max_size=30))))
        for name in names
    ]
    visitor = draw(st.one_of(_addresses, _addresses, st.text(LATIN, max_size=20)))
    return [*headers, ("X-Forwarded-For", visitor)]


_addresses = st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)).map(str)

_pieces = st.one_of(
    st.sampled_from(["..", ".", "", "%2e%2e", "%00", "%", "%zz", "a" * 300, "index.html", "%5c..%5c"]),
    st.binary(max_size=12).map(quote_from_bytes),
)

paths = st.lists(_pieces, max_size=4).map("/".join)
"""Pieces of an address, percent-encoded rightly or wrongly."""

queries = st.one_of(
    st.just(""),
    st.just(""),
    st.lists(
        st.tuples(st.sampled_from(["", "a", "token", "sender", "EIO", "sid", "b64", "j"]), _pieces),
        max_size=4,
    ).map(lambda pairs: "?" + "&".join(f"{name}={value}" for name, value in pairs)),
)
"""What stands behind an address."""

methods = st.sampled_from(["GET"] * 6 + ["POST", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "FOO"])
