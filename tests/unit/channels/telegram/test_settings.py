"""The channel's settings and what the doctor says of them."""

from __future__ import annotations

from typing import Any

import pytest

from limber.channels.settings import SettingsError
from limber.channels.telegram import TelegramChannel
from limber.channels.telegram.settings import TelegramSettings

TOKEN = "123456789:AAFakeTokenForTheTestsOfLimber-0000"


def test_without_a_token_it_is_off_and_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIMBER_TELEGRAM_TOKEN", raising=False)
    channel = TelegramChannel.from_credentials({"token": "$LIMBER_TELEGRAM_TOKEN"})

    assert not channel.is_on
    assert channel.checkup().state == "off"
    assert "@BotFather" in channel.checkup().todo[0]


def test_a_token_alone_can_not_be_reached() -> None:
    checkup = TelegramChannel.from_credentials({"token": TOKEN}).checkup()

    assert checkup.state == "on"
    assert "--telegram-polling" in checkup.todo[0]


@pytest.mark.parametrize("settings", [{"polling": True}, {"webhook_url": "https://chat.clinic.example/"}])
def test_a_way_to_get_messages_is_all_that_it_needs(settings: dict[str, Any]) -> None:
    checkup = TelegramChannel.from_credentials({"token": TOKEN, **settings}).checkup()

    assert (checkup.state, checkup.todo) == ("on", ())
    assert not any(TOKEN in note for note in checkup.notes)


def test_the_secret_is_the_bots_own_and_fits() -> None:
    one, other = (TelegramSettings.read({"token": token}) for token in (TOKEN, TOKEN[:-1] + "1"))

    assert one.secret == TelegramSettings.read({"token": TOKEN}).secret != other.secret
    assert one.secret.isalnum()
    assert len(one.secret) == 64
    assert one.bot_id == 123456789


@pytest.mark.parametrize("token", ["", "x", "123456789", TOKEN + " x", "AA:" + TOKEN])
def test_a_wrong_token_is_refused_and_not_shown(token: str) -> None:
    with pytest.raises(SettingsError) as raised:
        TelegramSettings.read({"token": token})

    assert "@BotFather" in str(raised.value)
    assert "AAFake" not in str(raised.value)


@pytest.mark.parametrize("address", ["chat.clinic.example", "ftp://x", "https://", "https://x?y"])
@pytest.mark.parametrize("name", ["webhook_url", "api_url"])
def test_a_wrong_address_is_refused(name: str, address: str) -> None:
    with pytest.raises(SettingsError, match=f"{name}: is '"):
        TelegramSettings.read({"token": TOKEN, name: address})
