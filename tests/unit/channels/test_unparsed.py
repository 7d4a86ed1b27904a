"""The words of a request that is refused are found, whatever is wrong with it."""

from __future__ import annotations

import json

import pytest

from limber.channels.unparsed import words_in

SIGN = "I can't control my bladder"
LONGEST = 1000

BODIES = {
    "another sender": json.dumps({"sender": "../anna", "message": SIGN}).encode(),
    "pretty": json.dumps({"message": SIGN, "sender": 5}, indent=2).encode(),
    "too large": json.dumps({"message": f"{SIGN}. {'x' * 2000}"}).encode(),
    "too large behind it": json.dumps({"message": SIGN, "more": "x" * 2000}).encode(),
    "cut off": b'{"sender": "anna", "message": "' + SIGN.encode(),
    "cut off in an escape": b'{"message": "' + SIGN.encode() + b"\\u00",
    "cut off in a character": b'{"message": "' + SIGN.encode() + "é".encode()[:1],
    "escapes": b'{"message": "\\"I can\\u0027t\\ncontrol my bladder\\""}',
    "given twice": json.dumps({"message": SIGN})[:-1].encode() + b', "message": "hello"}',
    "a list": json.dumps({"message": [SIGN]}).encode(),
    "text": SIGN.encode(),
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_the_words_are_found(body: bytes) -> None:
    assert SIGN in words_in(body, LONGEST)


def test_no_more_than_the_beginning_is_read() -> None:
    body = json.dumps({"message": "x" * LONGEST + SIGN}).encode()
    found = words_in(body, LONGEST)
    assert set(found) == {"x"}
    assert len(found) < LONGEST


def test_of_a_message_its_words_alone_count() -> None:
    assert words_in(b'{"sender": "numb", "message": "hello", "more": 1}', LONGEST) == "hello"


@pytest.mark.parametrize("body", [b"", bytes(range(256)), b'{"message": "', b"\\u12", b"\\"])
def test_rubbish_is_no_error(body: bytes) -> None:
    assert isinstance(words_in(body, LONGEST), str)
