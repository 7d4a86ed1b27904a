"""Settings of the Slack channel, and what the doctor says of them."""

from __future__ import annotations

from typing import Any

import pytest

from limber.channels.settings import SettingsError
from limber.channels.slack import SlackChannel

TOKEN = "xoxb-1234567890-abc"
SECRET = "0" * 32


def test_it_is_off_until_it_is_configured() -> None:
    checkup = SlackChannel.from_credentials(None).checkup()

    assert checkup.state == "off"
    assert [todo.split()[1] for todo in checkup.todo] == [
        "LIMBER_SLACK_BOT_TOKEN",
        "LIMBER_SLACK_SIGNING_SECRET",
    ]


def test_with_the_token_alone_it_is_off() -> None:
    channel = SlackChannel.from_credentials({"bot_token": TOKEN})

    assert not channel.is_on
    assert "Signing Secret" in channel.checkup().todo[0]


def test_with_both_it_says_where_slack_must_deliver() -> None:
    checkup = SlackChannel.from_credentials({"bot_token": TOKEN, "signing_secret": SECRET}).checkup()

    assert checkup.state == "on"
    assert "/webhooks/slack/webhook" in " ".join(checkup.notes)
    assert not any(secret in " ".join(checkup.notes) for secret in (TOKEN, SECRET))


@pytest.mark.parametrize(
    "values",
    [
        {"bot_token": "xapp-1234567890"},
        {"signing_secret": "xyz"},
        {"api_url": "slack"},
        {"channel": "#general"},
    ],
)
def test_what_can_not_be_used_is_named_and_no_secret_is_shown(values: dict[str, Any]) -> None:
    (name, value), *_ = values.items()
    with pytest.raises(SettingsError, match=name) as caught:
        SlackChannel.from_credentials(values)

    assert name == "api_url" or value not in str(caught.value)
