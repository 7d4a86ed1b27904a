"""What a section of credentials.yml may say, and what is said to one that may not."""

from __future__ import annotations

from typing import Any

import pytest

from limber.channels.entry import MAX_CHARACTERS
from limber.channels.settings import SettingsError
from limber.channels.web.settings import read_web_settings


def fault(**values: Any) -> str:
    """What is said to settings that can't be used."""
    with pytest.raises(SettingsError) as raised:
        read_web_settings(values)
    return str(raised.value)


@pytest.mark.parametrize("section", [None, {}])
def test_an_empty_section_gives_careful_defaults(section: dict[str, Any] | None) -> None:
    settings = read_web_settings(section)

    assert settings.origins == []
    assert settings.max_length == MAX_CHARACTERS == 2000
    assert settings.jwt_key is None
    assert settings.proxies == 0


def test_origins_are_compared_in_small_letters() -> None:
    assert read_web_settings({"origins": ["https://Clinic.Example:8443", "*"]}).origins == [
        "https://clinic.example:8443",
        "*",
    ]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("origins", "https://clinic.example", "expected a list"),
        ("origins", ["clinic.example"], "origins.0: is 'clinic.example', expected scheme and host"),
        ("origins", ["https://a.example", "https://a.example/"], "origins.1"),
        ("origins", ["https://a.example/page"], "without a path"),
        ("origins", ["ftp://a.example"], "scheme and host"),
        ("origins", [5], "expected text"),
        ("max_length", "2000", "expected a whole number"),
        ("max_length", 20.5, "expected a whole number"),
        ("max_length", True, "expected a whole number"),
        ("max_length", 2001, "expected 100 to 2000"),
        ("max_payload_bytes", 1, "expected 16384 to"),
        ("messages_a_minute", 0, "expected 1 to"),
        ("messages_a_minute_per_address", -1, "expected 1 to"),
        ("history_turns", 501, "expected 0 to 500"),
        ("proxies", -1, "expected 0 to 10"),
        ("jwt_key", " ", "expected a key"),
        ("jwt_key", 5, "expected text"),
        ("jwt_method", "none", "expected one of"),
        ("jwt_method", "HS255", "HS256"),
        ("colour", "red", "is no setting of this channel"),
    ],
)
def test_a_wrong_setting_is_named_with_what_was_expected(field: str, value: object, said: str) -> None:
    message = fault(**{field: value})

    assert message.startswith("limber.channels.web.WebChannel: " + field)
    assert said in message


def test_all_wrong_settings_are_said_at_once() -> None:
    assert len(fault(max_length=1, proxies=99, colour="red").splitlines()) == 3


@pytest.mark.parametrize("section", [["a"], "a", 5])
def test_a_section_that_is_no_mapping_is_refused(section: Any) -> None:
    with pytest.raises(SettingsError, match="expected settings"):
        read_web_settings(section)
