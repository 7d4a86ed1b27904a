"""What a service is told when something can't be taken."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest

from limber.channels.backend import NotReadyError
from limber.channels.messaging.post import Post
from limber.channels.messaging.taking import NOT_KEPT, not_ready, refused
from limber.channels.slack import SlackChannel
from limber.channels.slack.incoming import Incoming as SlackIncoming
from limber.channels.twilio import TwilioChannel
from limber.channels.twilio.incoming import Incoming as TwilioIncoming


def test_what_is_none_of_the_services_is_refused_in_words() -> None:
    answer = refused(403, "the signature is missing or wrong")

    assert answer.status == 403
    assert json.loads(answer.body) == {"error": "the signature is missing or wrong"}


def test_what_can_not_be_kept_should_come_again() -> None:
    answer = not_ready("slack", NotReadyError("no model"))

    assert answer.status == 503
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    ("channel", "incoming"),
    [
        (TwilioChannel.from_credentials(None), TwilioIncoming("SM1", "+4477", "+1555", "hello")),
        (SlackChannel.from_credentials(None), SlackIncoming("Ev1", "T1", "D1", "U1", True, text="hello")),
    ],
)
def test_before_there_is_a_model_nothing_is_taken(channel: Any, incoming: Any) -> None:
    post = Post(channel.name(), cast(Any, None), channel.medium)

    with pytest.raises(NOT_KEPT):
        channel.take(incoming, post)
    channel.take(None, post)
