"""Settings out of the environment."""

from __future__ import annotations

import pytest

from limber.channels.settings import ChannelSettings, SettingsError, read_settings, within_limits


class Some(ChannelSettings):
    token: str | None = None
    a_minute: int = 20

    _limits = within_limits({"a_minute": (1, 100)})


def read(values: object, **environment: str) -> Some:
    return read_settings(Some, "limber.Some", "docs/channels.md", values, environment)  # type: ignore[arg-type]


@pytest.mark.parametrize("environment", [{}, {"SOME_TOKEN": ""}, {"SOME_TOKEN": "  "}])
def test_a_variable_that_is_not_set_is_no_setting(environment: dict[str, str]) -> None:
    assert read({"token": "$SOME_TOKEN", "a_minute": "$A_MINUTE"}, **environment) == Some()


def test_a_variable_gives_its_value() -> None:
    settings = read({"token": "$SOME_TOKEN", "a_minute": "$A_MINUTE"}, SOME_TOKEN=" 1:x\n", A_MINUTE="7")

    assert (settings.token, settings.a_minute) == ("1:x", 7)


@pytest.mark.parametrize("value", ["5$USD", "$", "${SOME_TOKEN}", "$1"])
def test_other_values_are_what_they_are(value: str) -> None:
    assert read({"token": value}, SOME_TOKEN="x").token == value


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"a_minute": 0}, "limber.Some: a_minute: is 0, expected 1 to 100; correct it"),
        ({"a_minute": "$A_MINUTE"}, "limber.Some: a_minute: expected a whole number"),
        ({"colour": "red"}, "limber.Some: colour: is no setting of this channel"),
        (["token"], "limber.Some: expected settings, one a line, or nothing; see docs/channels.md"),
    ],
)
def test_a_wrong_setting_is_named(values: object, said: str) -> None:
    with pytest.raises(SettingsError) as raised:
        read(values, A_MINUTE="many")
    assert str(raised.value).startswith(said)
