"""What people send besides words, by the type of its file."""

from __future__ import annotations

from collections.abc import Mapping

from limber.channels.messaging.words import Media

_TYPES: Mapping[str, Media] = {"image": "picture", "audio": "voice", "video": "video"}

_SPECIAL: Mapping[str, Media] = {
    "image/webp": "sticker",
    "text/vcard": "contact",
    "text/x-vcard": "contact",
    "text/directory": "contact",
}
"""Types that tell more than what they begin with."""


def media_of(mime: str) -> Media:
    """The kind of a file.

    Args:
        mime: its type, such as ``audio/ogg; codecs=opus``; anything else counts as a document.
    """
    whole = mime.partition(";")[0].strip().lower()
    return _SPECIAL.get(whole) or _TYPES.get(whole.partition("/")[0], "document")
