"""Whether somebody on hold plainly says that a sign was looked at, or is over; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from limber.safety.text import fold


def plainly_said(text: str, doubts: Iterable[str], harmless: Iterable[str]) -> bool:
    """Whether nothing in the words denies it, puts it off, or makes less of it.

    The classifier alone must not lift a hold: to it "no doctor has seen this" and "I am going to the
    doctor" lie beside "a doctor has seen this". In doubt the hold stays, with buttons to say it plainly.

    Args:
        text: the raw message.
        doubts: words and phrases that deny or put off, folded.
        harmless: phrases with such words that do neither, folded: "no concerns".
    """
    if "?" in text:
        return False
    words = " ".join(word.text for word in fold(text))
    return _any_of(doubts).search(_any_of(harmless).sub(" ", words)) is None


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(phrases, key=len, reverse=True)
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first)) or '(?!)'})\b")
