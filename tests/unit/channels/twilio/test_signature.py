"""Twilio's signature, compared with Twilio's own SDK."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from limber.channels.twilio.signature import is_signed, sign

TOKEN = "0" * 32
URL = "https://chat.clinic.example/webhooks/twilio/webhook"
FIELDS = [("To", "+1555"), ("Body", "How long? \u00fc\u0001"), ("FromCity", ""), ("From", "+4477")]

TEXT = st.text(st.characters(blacklist_categories=("Cs",)), max_size=20)


@given(st.dictionaries(TEXT, TEXT, max_size=8))
def test_it_is_what_the_sdk_makes(fields: dict[str, str]) -> None:
    assert sign(TOKEN, URL, list(fields.items())) == RequestValidator(TOKEN).compute_signature(URL, fields)


@pytest.mark.parametrize(
    ("signed", "known"),
    [
        (URL, URL),
        (URL.replace(".example/", ".example:443/"), URL),
        (URL, URL.replace(".example/", ".example:443/")),
        (f"{URL}?from=sms&x=%20", f"{URL}?from=sms&x=%20"),
        ("http://127.0.0.1:5005/x", "http://127.0.0.1:5005/x"),
        ("http://[::1]:5005/x", "http://[::1]:5005/x"),
    ],
)
def test_twilio_signs_with_the_port_or_without_it(signed: str, known: str) -> None:
    assert is_signed(TOKEN, known, FIELDS, sign(TOKEN, signed, FIELDS))


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "\ud83e",
        "0" * 28,
        sign("1" * 32, URL, FIELDS),
        sign(TOKEN, f"{URL}/", FIELDS),
        sign(TOKEN, URL, FIELDS[1:]),
    ],
)
def test_another_signature_is_none(signature: str) -> None:
    assert not is_signed(TOKEN, URL, FIELDS, signature)


def test_a_field_that_comes_twice_is_signed_as_the_sdk_signs_it() -> None:
    twice = [("Body", "b"), ("Body", "a"), ("Body", "b")]

    class Multi(dict[str, str]):
        def getlist(self, name: str) -> list[str]:
            return [value for key, value in twice if key == name]

    assert sign(TOKEN, URL, twice) == RequestValidator(TOKEN).compute_signature(URL, Multi(Body=""))
