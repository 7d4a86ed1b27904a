"""Cuts a message into the parts that the trained layer judges."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from limber.language.sentences import split_sentences

TOGETHER = 80
"""Up to so many words are judged together: what fits into the encoder, with room for long words."""

OVERLAP = 20
"""Words that two pieces of an endless sentence share."""

_TYPED = re.compile(r"\S+")


@dataclass(frozen=True)
class Part:
    """A part of a message.

    Attributes:
        start, end: characters of the raw message.
        run: whether it is all that stands together: a short message, or a stretch of a long one.
            A lone sentence out of several lacks what the others say.
    """

    start: int
    end: int
    run: bool


def screen_parts(text: str) -> list[Part]:
    """The parts of a message, runs first.

    A short message whole, a long one in runs of sentences of at most :data:`TOGETHER` words
    that overlap by one; and each sentence.
    """
    sentences = [piece for start, end in split_sentences(text) for piece in _pieces(text, start, end)]
    runs = list(_runs(text, sentences))
    alone = [span for span in sentences if span not in runs]
    return [Part(*span, run=True) for span in runs] + [Part(*span, run=False) for span in alone]


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """A sentence without white space around it; one that was dictated without stops, in pieces."""
    words = [match.span() for match in _TYPED.finditer(text, start, end)]
    for first in range(0, max(len(words) - OVERLAP, 1), TOGETHER - OVERLAP):
        inside = words[first : first + TOGETHER]
        yield inside[0][0], inside[-1][1]


def _runs(text: str, sentences: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Runs of sentences; the last sentence of one is the first of the next."""
    lengths = [len(text[start:end].split()) for start, end in sentences]
    first = 0
    while first < len(sentences):
        last, words = first, lengths[first]
        while last + 1 < len(sentences) and words + lengths[last + 1] <= TOGETHER:
            last += 1
            words += lengths[last]
        yield sentences[first][0], sentences[last][1]
        if last + 1 == len(sentences):
            return
        first = max(last, first + 1)
