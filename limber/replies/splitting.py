"""Cuts a long text into parts that a channel takes."""

from __future__ import annotations

import re
from collections.abc import Callable

_STRONG = (re.compile(r"\s*\n\s*\n\s*"), re.compile(r"\s*\n\s*"))
"""Paragraphs and lines: used where the part does not become too short."""

_WEAK = (re.compile(r"(?<=[.!?…])[\"')\]]*\s+"), re.compile(r"\s+"))
"""Sentences, then words."""


def utf16_length(text: str) -> int:
    """The length of a text as Telegram and JavaScript count it: an emoji is two."""
    return len(text) + sum(character > "\uffff" for character in text)


def split_text(text: str, limit: int, length: Callable[[str], int] = len) -> list[str]:
    """Cut a text at the ends of paragraphs, lines or sentences; of words only where it must be.

    Args:
        text: any text.
        limit: how long a part may be; at least 2.
        length: how a part's length is counted: it grows with every character.

    Returns:
        Parts without white space around them; none for a text that has nothing else.
    """
    parts = []
    rest = text.strip()
    while length(rest) > limit:
        fitting = _fitting(rest, limit, length)
        # One character more than fits: a border may begin right behind the part.
        start, end = _border(rest[: fitting + 1], fitting)
        parts.append(rest[:start].rstrip())
        rest = rest[end:].lstrip()
    return [*parts, rest] if rest else parts


def _fitting(text: str, limit: int, length: Callable[[str], int]) -> int:
    """How many characters fit."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if length(text[:middle]) <= limit:
            low = middle
        else:
            high = middle - 1
    return low


def _border(text: str, fitting: int) -> tuple[int, int]:
    """Where the part ends and the rest begins."""
    for least, borders in ((fitting // 2, _STRONG), (0, _WEAK)):
        for border in borders:
            found = [match.span() for match in border.finditer(text) if least < match.start() <= fitting]
            if found:
                return found[-1]
    return fitting, fitting
