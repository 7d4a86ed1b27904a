"""What is said to commands, to things that are no words, and to those who write too much."""

from __future__ import annotations

from typing import Literal, get_args

from limber.content.store import ContentStore
from limber.replies import Kind, Reply, start_buttons

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


def welcome(store: ContentStore) -> Reply:
    """What somebody hears who has just come."""
    return Reply.of(Kind.SMALL_TALK, store.phrases.say("welcome"), buttons=start_buttons(store))


def about_help(store: ContentStore) -> Reply:
    """How to talk with Limber."""
    words = store.phrases.say("help", number=store.contacts.emergency_number)
    return Reply.of(Kind.SMALL_TALK, words, buttons=start_buttons(store))


def about_stop(delete: str, store: ContentStore) -> Reply:
    """What ends when somebody wants to end.

    Args:
        delete: what to send to delete the conversation.
        store: whose words are used.
    """
    return Reply.of(Kind.SMALL_TALK, store.phrases.say("stopped", delete=delete))


def about_privacy(service: str, delete: str, store: ContentStore) -> Reply:
    """What is stored.

    Args:
        service: the name of the service that carries the messages.
        delete: what to send to delete the conversation.
        store: whose words are used.
    """
    return Reply.of(Kind.SMALL_TALK, store.phrases.say("privacy", service=service, delete=delete))


def deleted(store: ContentStore) -> Reply:
    """What is said when a conversation has been deleted."""
    return Reply.of(Kind.SMALL_TALK, store.phrases.say("deleted"))
