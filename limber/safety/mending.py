"""What the screen takes typing errors for; pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from heapq import nlargest

from limber.content.names import normalise
from limber.language.spelling import Speller, english_counts

FREQUENT = 15_000
"""So many of the most frequent English words are taken into account beside those of the lexicon."""

MEND_FROM = 5
"""Patterns see shorter words as they were typed: too many other words lie one letter away."""

_LETTERS = re.compile(r"[^\W\d_]+")


class Mender:
    """Mends words towards symptoms and everyday words; a tie goes to the everyday, then the frequent word.

    Args:
        symptoms: the words of the lexicon.
        ordinary: the words in which Limber is asked and answers.
    """

    def __init__(self, symptoms: Collection[str], ordinary: Collection[str]) -> None:
        english = english_counts()
        frequent = nlargest(FREQUENT, english, key=english.__getitem__)
        most = english[frequent[0]]
        # Sorted, so that the words that no dictionary knows tie the same way in every process.
        counts = {
            **{word: english[word] for word in frequent},
            **{word: most + english.get(word, 0) for word in sorted(symptoms)},
            **{word: 2 * most + english.get(word, 0) for word in sorted(ordinary)},
        }
        self._speller = Speller(counts, {})

    def word(self, word: str) -> str:
        """The one word that was meant, for a word that patterns compare.

        Args:
            word: a single folded word.
        """
        mended = self._speller.mend(word) if len(word) >= MEND_FROM else word
        return word if " " in mended else mended

    def text(self, text: str) -> str:
        """A text with its typing errors mended in place, and nothing else changed."""
        return _LETTERS.sub(self._mended, text)

    def _mended(self, found: re.Match[str]) -> str:
        typed = normalise(found.group())
        mended = self._speller.mend(typed)
        return found.group() if mended == typed else mended
