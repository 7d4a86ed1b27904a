"""What is said to things that are no words, and to those who write too much."""

from __future__ import annotations

from typing import Literal, get_args

from limber.content.store import ContentStore
from limber.replies import Kind, Reply

Media = Literal["picture", "voice", "video", "document", "sticker", "location", "contact", "other"]
"""What people send besides words, the same for every service."""

MEDIA: tuple[Media, ...] = get_args(Media)


def about_media(media: Media, store: ContentStore) -> Reply:
    """The answer to something that Limber can't read."""
    words = store.phrases.say(f"media_{media}", number=store.contacts.emergency_number)
    return Reply.of(Kind.CLARIFY, words)


def too_many(seconds: int, store: ContentStore) -> Reply:
    """The answer to somebody who writes too much.

    Args:
        seconds: after which the next message is read.
        store: whose words are used.
    """
    return Reply.of(Kind.CLARIFY, store.phrases.say("too_many", seconds=seconds))
