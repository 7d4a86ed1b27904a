"""Settings of the Twilio channel, and what the doctor says of them."""

from __future__ import annotations

from typing import Any

import pytest

from limber.channels.settings import SettingsError
from limber.channels.twilio import TwilioChannel

SID = "AC" + "0" * 32
TOKEN = "f" * 32
URL = "https://chat.clinic.example/"
ALL = {"account_sid": SID, "auth_token": TOKEN, "webhook_url": URL}


def test_it_is_off_until_it_is_configured() -> None:
    checkup = TwilioChannel.from_credentials(None).checkup()

    assert checkup.state == "off"
    assert [todo.split()[1] for todo in checkup.todo] == [
        "LIMBER_TWILIO_ACCOUNT_SID",
        "LIMBER_TWILIO_AUTH_TOKEN",
        "LIMBER_TWILIO_WEBHOOK_URL",
    ]


@pytest.mark.parametrize("missing", list(ALL))
def test_with_a_part_of_it_it_is_off(missing: str) -> None:
    channel = TwilioChannel.from_credentials({name: one for name, one in ALL.items() if name != missing})

    assert not channel.is_on
    assert len(channel.checkup().todo) == 1


def test_with_all_of_it_it_says_where_twilio_must_deliver() -> None:
    checkup = TwilioChannel.from_credentials(ALL).checkup()

    assert checkup.state == "on"
    assert "https://chat.clinic.example/webhooks/twilio/webhook" in " ".join(checkup.notes)
    assert TOKEN not in " ".join(checkup.notes)


@pytest.mark.parametrize(
    "values",
    [
        {"account_sid": "SK1"},
        {"webhook_url": "chat.clinic.example"},
        {"webhook_url": "https://chat.clinic.example:99999"},
        {"api_url": "ftp://x"},
        {"messages_a_minute": 0},
        {"number": "+1555"},
    ],
)
def test_what_can_not_be_used_is_named(values: dict[str, Any]) -> None:
    with pytest.raises(SettingsError, match=next(iter(values))):
        TwilioChannel.from_credentials(values)


def test_a_wrong_token_is_not_shown() -> None:
    with pytest.raises(SettingsError) as caught:
        TwilioChannel.from_credentials({"auth_token": "secret-but-wrong"})

    assert "secret" not in str(caught.value)
