"""Names that people use for items: how they are compared, and who owns which."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping

_APOSTROPHES = re.compile("[\u2018\u2019\u02bc`\u00b4']")
_NOT_WORD = re.compile(r"[^\w]+|_+")

BARE_INTENTS: Mapping[str, str] = {
    "stretch": "ask_how_to",
    "muscle": "ask_muscle",
    "condition": "ask_existing_condition",
    "complaint": "find_stretch",
    "place": "find_stretch",
    "level": "find_stretch",
}
"""What somebody asks who says nothing but a name."""


def normalise(text: str) -> str:
    """Fold what people type so that names can be compared.

    Compatibility characters, case, apostrophes, accents of spacing and punctuation go;
    words are separated by single spaces.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _NOT_WORD.sub(" ", _APOSTROPHES.sub("", folded)).strip()


def surface_forms(title: str, aliases: Iterable[str]) -> list[str]:
    """The normalised names of an item, without doubles, title first."""
    return list(dict.fromkeys(filter(None, map(normalise, (title, *aliases)))))
