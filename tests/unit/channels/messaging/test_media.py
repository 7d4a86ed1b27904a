"""Kinds of files."""

from __future__ import annotations

import pytest

from limber.channels.messaging.media import media_of
from limber.channels.messaging.words import Media


@pytest.mark.parametrize(
    ("mime", "media"),
    [
        ("image/jpeg", "picture"),
        ("IMAGE/WEBP", "sticker"),
        ("audio/ogg; codecs=opus", "voice"),
        ("video/mp4", "video"),
        ("text/vcard", "contact"),
        ("application/pdf", "document"),
        ("nonsense", "document"),
        ("", "document"),
    ],
)
def test_the_type_tells(mime: str, media: Media) -> None:
    assert media_of(mime) == media
