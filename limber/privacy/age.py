"""How old is too old."""

from __future__ import annotations

import re

_SECONDS = {"h": 3600, "d": 86_400, "w": 7 * 86_400}

LEAST_SECONDS = 3600
"""Younger conversations may be going on."""


def read_age(text: str) -> int:
    """Seconds of an age such as ``30d``, ``12h`` or ``4w``.

    Raises:
        ValueError: it is none, or less than an hour; says what was expected.
    """
    match = re.fullmatch(r"(\d{1,6})([hdw])", text.strip())
    seconds = int(match[1]) * _SECONDS[match[2]] if match else 0
    if seconds < LEAST_SECONDS:
        raise ValueError(f"{text!r} is no age: expected 30d, 12h or 4w, one hour at least")
    return seconds
