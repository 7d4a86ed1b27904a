"""A turn as text messages: numbers instead of buttons, WhatsApp's bold, parts of bounded length."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from limber.content.store import ContentStore
from limber.replies.parts import Part, in_parts, plain_block
from limber.replies.splitting import split_text, utf16_length
from limber.replies.turn import Choice, Turn

_GSM_ONE = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWO = "\f^{}\\[~]|€"
_GSM: Mapping[str, int] = {**dict.fromkeys(_GSM_ONE, 1), **dict.fromkeys(_GSM_TWO, 2)}
"""What each character of the alphabet of SMS (3GPP 23.038) takes."""

_SEGMENT, _WIDE_SEGMENT = 153, 67
"""Characters in one part of a long SMS: of that alphabet, and as UTF-16 where any other occurs."""

_MOST_SEGMENTS = 10
"""Longer messages are refused or torn by networks."""

_TYPOGRAPHY = str.maketrans(
    {
        "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "\u2010": "-", "\u2011": "-",
        "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2026": "...", "\u00a0": " ", "\u202f": " ",
    }
)  # fmt: skip
"""Characters that would make an SMS twice as long, by what says the same."""

_MARKS = str.maketrans({"*": "\u2217", "_": "\uff3f", "~": "\u223c", "`": "\u02cb"})
"""WhatsApp has no escapes: its marks, by characters that look like them."""


@dataclass(frozen=True)
class Style:
    """How a medium shows text.

    Attributes:
        limit: how long a message may be.
        length: how that is counted.
        plain: replaces what the medium would not show as it stands.
        bullet: what stands before items of a list.
        strong: what stands around bold words; empty where there are none.
    """

    limit: int
    length: Callable[[str], int]
    plain: Mapping[int, str]
    bullet: str
    strong: str = ""


def sms_length(text: str) -> int:
    """The length of an SMS, in characters of its alphabet."""
    widths = [_GSM.get(character) for character in text]
    if None not in widths:
        return sum(filter(None, widths))
    return -(-utf16_length(text) * _SEGMENT // _WIDE_SEGMENT)


SMS = Style(_MOST_SEGMENTS * _SEGMENT, sms_length, _TYPOGRAPHY, "-")
WHATSAPP = Style(1600, utf16_length, _MARKS, "\u2022", "*")


def to_texts(turn: Turn, store: ContentStore, style: Style) -> list[str]:
    """The messages that say a turn, in order.

    Args:
        turn: what is to be said.
        store: whose words and numbers are used.
        style: of the medium.
    """
    return [text for part in in_parts(turn, store) for text in _texts(part, store, style)]


def _texts(part: Part, store: ContentStore, style: Style) -> list[str]:
    paragraphs = [
        *(plain_block(block, style.bullet) for block in part.blocks),
        "\n".join(f"{contact['label']}: {contact['href']}" for contact in part.contacts),
        "\n".join(
            store.phrases.say("choice", number=number, title=choice.title)
            for number, choice in enumerate(part.choices, start=1)
        ),
    ]
    text = "\n\n".join(filter(None, paragraphs)).translate(style.plain)
    leads = {block.text.translate(style.plain) for block in part.blocks if block.items and block.text}
    limit = style.limit - len(leads) * 2 * len(style.strong)
    return [_with_bold(each, leads, style.strong) for each in split_text(text, limit, style.length)]


def _with_bold(text: str, leads: set[str], strong: str) -> str:
    return "\n".join(f"{strong}{line}{strong}" if line in leads else line for line in text.split("\n"))


_NUMBER = re.compile(
    r"(?:(?:reply|option|number|choice|no\.?|#)\s*)?\(?(\d{1,3})\s*[\ufe0f\u20e3]*\s*[.):!]*", re.IGNORECASE
)


def number_in(text: str) -> int | None:
    """The number that a text is, such as ``2``, ``2.`` or ``option 2``; None for other words."""
    match = _NUMBER.fullmatch(text.strip())
    return int(match[1]) if match else None


def choice_of(number: int, choices: Sequence[Choice]) -> Choice | None:
    """The choice that a number stands for, counted from 1."""
    return choices[number - 1] if 1 <= number <= len(choices) else None
