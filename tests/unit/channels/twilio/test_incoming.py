"""What Twilio's fields tell."""

from __future__ import annotations

import json

import pytest

from limber.channels.messaging.reading import UnreadableError
from limber.channels.messaging.words import Media
from limber.channels.twilio.incoming import Incoming, read_message

FIELDS = {"MessageSid": "SM1", "From": "+4477", "To": "+1555", "Body": " How long? ", "NumMedia": "0"}


def test_a_message() -> None:
    read = read_message(FIELDS)

    assert read == Incoming("SM1", "+4477", "+1555", "How long?")
    assert not read.is_whatsapp
    assert Incoming.from_json(json.loads(json.dumps(read.as_json()))) == read


def test_whatsapp_is_known_by_the_address() -> None:
    read = read_message({**FIELDS, "From": "whatsapp:+4477", "To": "whatsapp:+1555"})

    assert read is not None
    assert read.is_whatsapp


@pytest.mark.parametrize(
    ("more", "media"),
    [
        ({"NumMedia": "1", "MediaContentType0": "image/jpeg"}, "picture"),
        ({"NumMedia": "2", "MediaContentType0": "image/webp"}, "sticker"),
        ({"NumMedia": "1", "MediaContentType0": "audio/ogg; codecs=opus"}, "voice"),
        ({"NumMedia": "1", "MediaContentType0": "VIDEO/mp4"}, "video"),
        ({"NumMedia": "1", "MediaContentType0": "text/x-vcard"}, "contact"),
        ({"NumMedia": "1", "MediaContentType0": "application/pdf"}, "document"),
        ({"NumMedia": "many"}, "document"),
        ({"Latitude": "51.5", "Longitude": "0"}, "location"),
        ({"NumMedia": ""}, None),
        ({}, None),
    ],
)
def test_media(more: dict[str, str], media: Media | None) -> None:
    read = read_message({**FIELDS, **more})

    assert read is not None
    assert read.media == media


@pytest.mark.parametrize("more", [{"MessageStatus": "sent"}, {"OptOutType": "STOP"}, {"To": FIELDS["From"]}])
def test_what_needs_no_answer(more: dict[str, str]) -> None:
    assert read_message({**FIELDS, **more}) is None


@pytest.mark.parametrize(
    "more", [{"MessageSid": ""}, {"MessageSid": "a b"}, {"From": ""}, {"From": "a\0"}, {"To": "x" * 129}]
)
def test_what_is_no_message(more: dict[str, str]) -> None:
    with pytest.raises(UnreadableError):
        read_message({**FIELDS, **more})
