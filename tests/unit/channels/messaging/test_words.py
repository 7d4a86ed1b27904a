"""Answers to what is no words."""

from __future__ import annotations

import pytest

from limber.channels.messaging.words import MEDIA, Media, about_media, too_many
from limber.content import ContentStore
from limber.replies import Kind


@pytest.mark.parametrize("media", MEDIA)
def test_every_kind_of_thing_is_answered_with_what_to_do(media: Media, store: ContentStore) -> None:
    reply = about_media(media, store)

    assert reply.kind is Kind.CLARIFY
    assert (
        "word" in reply.blocks[0].text or "type" in reply.blocks[0].text or "Ask me" in reply.blocks[0].text
    )


def test_a_location_sends_nobody_and_the_answer_says_whom_to_call(store: ContentStore) -> None:
    assert store.contacts.emergency_number in about_media("location", store).blocks[0].text


def test_whoever_writes_too_much_hears_when_to_go_on_and_what_is_urgent(store: ContentStore) -> None:
    (block,) = too_many(12, store).blocks

    assert "12 seconds" in block.text
    assert "doctor" in block.text
