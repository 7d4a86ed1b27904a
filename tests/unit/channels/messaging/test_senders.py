"""Ids of conversations."""

from __future__ import annotations

import re

from limber.channels.entry import check_sender
from limber.channels.messaging.senders import conversation_id


def test_an_id_says_whose_channel_it_is_and_nothing_about_the_person() -> None:
    made = conversation_id("twilio", "secret", "whatsapp:+447700900123")

    assert re.fullmatch("twilio-[0-9a-f]{32}", made)
    assert check_sender(made, "twilio") == made


def test_the_same_person_has_the_same_id_and_nobody_else() -> None:
    ids = {
        conversation_id("telegram", secret, *parts)
        for secret in ("one", "two")
        for parts in ((5,), (5, 7), (57,), (7, 5))
    }

    assert len(ids) == 8
    assert conversation_id("telegram", "one", 5, 7) in ids
