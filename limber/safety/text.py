"""Folds a message for the screen; nothing of it is lost, variants are only added."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

from limber.content.names import normalise

_EMOJI = {"\U0001f198": "sos", "\U0001f4a9": "poo"}
_WORD = re.compile(rf"[^\W_]+(?:['\u2019\u02bc`\u00b4][^\W_]+)*|[{''.join(_EMOJI)}]")
_POSSESSIVE = re.compile(
    r"(?<!\bit)(?<!\bhe)(?<!\bshe)(?<!\bthat)(?<!\bwhat)(?<!\bthere)(?<!\bhere)(?<!\bwho)(?<!\blet)"
    r"['\u2019\u02bc`\u00b4]s$",
    re.IGNORECASE,
)
"""The 's of "my leg's numb": one leg, not legs. "It's" and the like are words of their own."""

_STOP = re.compile(r"[.!?\u2026;\n\r]|\s[-\u2013\u2014]\s")
_REPEATS = re.compile(r"([^\W\d_])\1{2,}")
_NOT_VERBS = frozenset(
    {
        "do",
        "does",
        "did",
        "is",
        "are",
        "am",
        "was",
        "were",
        "have",
        "has",
        "had",
        "will",
        "would",
        "can",
        "could",
        "should",
        "must",
        "need",
        "might",
    }
)


@dataclass(frozen=True)
class Word:
    """A word of the message.

    Attributes:
        text: folded form.
        start, end: characters of the raw message.
        sentence: number of the sentence it stands in.
        clause: number of the stretch of words between commas, colons and brackets.
    """

    text: str
    start: int
    end: int
    sentence: int
    clause: int


def fold(text: str) -> list[Word]:
    """The folded words of a message; see docs/safety.md for what folding does."""
    stops = [match.start() for match in _STOP.finditer(text)]
    breaks = [match.start() for match in re.finditer(r"[,:()]", text)]
    words: list[Word] = []
    for match in _WORD.finditer(text):
        sentence = sum(1 for stop in stops if stop < match.start())
        clause = sentence * 1000 + sum(1 for place in breaks if place < match.start())
        typed = unicodedata.normalize("NFKC", _EMOJI.get(match.group(), match.group()))
        for part in normalise(_POSSESSIVE.sub("", typed)).split():
            words.append(Word(part, match.start(), match.end(), sentence, clause))
    return _join_not(words)


def _join_not(words: list[Word]) -> list[Word]:
    """Write "can not" and "cannot" as cant, "do not" as dont, and so on."""
    joined: list[Word] = []
    for word in words:
        before = joined[-1] if joined else None
        if word.text == "not" and before and before.text in _NOT_VERBS and before.sentence == word.sentence:
            verb = {"can": "cant", "will": "wont", "am": "aint"}.get(before.text, before.text + "nt")
            joined[-1] = Word(verb, before.start, word.end, before.sentence, before.clause)
        elif word.text == "cannot":
            joined.append(Word("cant", word.start, word.end, word.sentence, word.clause))
        else:
            joined.append(word)
    return joined


def variants(words: list[Word], mend: Callable[[str], str]) -> list[list[str]]:
    """The words as typed, and the words mended, one for one.

    Args:
        words: the folded message.
        mend: gives the word that was meant, for a single folded word.
    """
    typed = [word.text for word in words]
    mended = [mend(_REPEATS.sub(r"\1", text)) for text in typed]
    squeezed = [_REPEATS.sub(r"\1\1", text) for text in typed]
    return [typed, *(other for other in (mended, squeezed) if other != typed)]
