"""Slack's signature, compared with Slack's own SDK."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from slack_sdk.signature import SignatureVerifier

from limber.channels.slack.signature import is_signed, sign

SECRET = "0" * 32
NOW = 1_700_000_000.5
BODY = b'{"type": "event_callback"}'


@given(st.text(st.characters(blacklist_categories=("Cs",)), max_size=60))
def test_it_is_what_the_sdk_makes(body: str) -> None:
    made = SignatureVerifier(SECRET).generate_signature(timestamp="1700000000", body=body)

    assert sign(SECRET, body.encode(), "1700000000") == made


def accepted(timestamp: str, signature: str | None = None, body: bytes = BODY) -> bool:
    made = sign(SECRET, BODY, timestamp) if signature is None else signature
    return is_signed(SECRET, body, timestamp, made, NOW)


@pytest.mark.parametrize("timestamp", ["1700000000", "1699999701", "1700000300"])
def test_a_request_of_now(timestamp: str) -> None:
    assert accepted(timestamp)


@pytest.mark.parametrize("timestamp", ["1699999700", "1700000301", "0", "999999999999"])
def test_a_request_of_another_time(timestamp: str) -> None:
    assert not accepted(timestamp)


@pytest.mark.parametrize("timestamp", ["", "now", "1e9", "-1", "\u0661\u0667", "1" * 5000, "1700000000 "])
def test_a_time_that_is_none(timestamp: str) -> None:
    assert not accepted(timestamp)


@pytest.mark.parametrize("signature", ["", "v0=", "\ud83e", sign("1" * 32, BODY, "1700000000")])
def test_another_signature(signature: str) -> None:
    assert not accepted("1700000000", signature)


def test_another_body() -> None:
    assert not accepted("1700000000", body=BODY + b" ")
