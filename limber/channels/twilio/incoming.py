"""What Twilio delivers, as the one thing that Limber is told by it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from limber.channels.messaging.media import media_of
from limber.channels.messaging.reading import UnreadableError
from limber.channels.messaging.words import Media

_SID = re.compile(r"[A-Za-z0-9]{1,64}")
_ADDRESS = re.compile(r"[\w:+.@-]{1,128}")
_WHATSAPP = "whatsapp:"


@dataclass(frozen=True)
class Incoming:
    """What a person sent.

    Attributes:
        sid: Twilio's id of the message.
        sender: the person's address, such as ``whatsapp:+4420...``.
        receiver: the number that was written to, which answers.
        text: the words.
        media: what came with the words or instead of them.
        refused: seconds after which the person may write again, where it was too much.
    """

    sid: str
    sender: str
    receiver: str
    text: str = ""
    media: Media | None = None
    refused: int | None = None

    @property
    def is_whatsapp(self) -> bool:
        """Whether it came by WhatsApp."""
        return self.sender.startswith(_WHATSAPP)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Incoming:
        """As it was before it was kept."""
        return cls(**kept)


def read_message(fields: Mapping[str, str]) -> Incoming | None:
    """What a person sent; None where nothing is to be answered.

    Args:
        fields: of Twilio's request.

    Raises:
        UnreadableError: they tell of no message.
    """
    sid = fields.get("MessageSid", "")
    sender, receiver = fields.get("From", ""), fields.get("To", "")
    if not (_SID.fullmatch(sid) and _ADDRESS.fullmatch(sender) and _ADDRESS.fullmatch(receiver)):
        raise UnreadableError("expected MessageSid, From and To")
    # How one of our own messages fares; what Twilio has answered itself; and ourselves.
    if "MessageStatus" in fields or fields.get("OptOutType") or sender == receiver:
        return None
    return Incoming(sid, sender, receiver, fields.get("Body", "").strip(), _media_in(fields))


def _media_in(fields: Mapping[str, str]) -> Media | None:
    if fields.get("NumMedia", "0").strip() not in ("", "0"):
        return media_of(fields.get("MediaContentType0", ""))
    return "location" if fields.get("Latitude") else None
