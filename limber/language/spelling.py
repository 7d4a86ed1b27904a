"""Mends typing errors towards the words that people use with Limber.

Only words that no English dictionary knows are touched, and only towards the given
vocabulary, so that a rare but right word stays. Intent and names are read from the mended
text; the safety screen reads the raw text as well.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from copy import copy
from functools import lru_cache
from importlib.resources import files
from itertools import chain, product, repeat

from symspellpy import SymSpell, Verbosity

SHORTEST = 3
"""Shorter words are left alone: too many words lie one letter away."""

MOST_RUNS = 3
"""Drawn-out letters that are tried once and twice: four ways for two, eight for three."""

_PREFIX = 5
"""Letters of a word by which it is looked up. Seven, the usual, need 38 MB for 18,000 words instead of 5
and save 0.2 ms a mistyped word; what is found is the same, but for words as near and as frequent.
"""

_REPEATS = re.compile(r"(\w)\1{2,}")


@lru_cache(maxsize=1)
def english_counts() -> Mapping[str, int]:
    """The words of symspellpy's English dictionary (82,765 words), with how often they are written."""
    text = files("symspellpy").joinpath("frequency_dictionary_en_82_765.txt").read_text("utf-8-sig")
    return {word: int(count) for word, count in (line.split() for line in text.splitlines())}


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """The words of symspellpy's English dictionary."""
    return frozenset(english_counts())


def _written(word: str, lengths: Iterable[str]) -> str:
    """The word with its drawn-out letters written once or twice, as ``lengths`` says in turn."""
    left = iter(lengths)
    return _REPEATS.sub(lambda run: run.expand(next(left)), word)


class Speller:
    """Mends words towards a vocabulary.

    Args:
        vocabulary: word to count; more frequent words win ties.
        shorthand: chat shorthand and real-word slips to their full words.
    """

    def __init__(self, vocabulary: Mapping[str, int], shorthand: Mapping[str, str]) -> None:
        self._shorthand = shorthand
        self._counts = vocabulary
        self._known = english_words() | vocabulary.keys()
        self._index = SymSpell(max_dictionary_edit_distance=2, prefix_length=_PREFIX)
        for word, count in vocabulary.items():
            if len(word) >= SHORTEST:
                self._index.create_dictionary_entry(word, count)
        self._words = frozenset(word for word in vocabulary if len(word) >= SHORTEST)
        self._parts = False

    def parting(self) -> Speller:
        """This speller, but parting a word where only two letters would have to change.

        "nopain" is then "no pain", not "pain". Who compares word by word, as the safety
        screen does, needs one word for one and does not ask for this.
        """
        other = copy(self)
        other._parts = True
        return other

    @lru_cache(maxsize=4096)  # noqa: B019 - one speller lives as long as the process
    def mend(self, word: str) -> str:
        """The word, or what was meant: one word or two.

        Args:
            word: a single folded word (lower case, no punctuation).
        """
        if word in self._shorthand:
            return self._shorthand[word]
        if word in self._known or len(word) < SHORTEST or not word.isalpha():
            return word
        drawn_out = self._shorten(word)
        if drawn_out is not None:
            return self._shorthand.get(drawn_out, drawn_out)
        squeezed = _REPEATS.sub(r"\1\1", word)
        reach = 1 if len(squeezed) <= 4 else 2
        for suggestion in self._index.lookup(squeezed, Verbosity.TOP, max_edit_distance=reach):
            parted = self._split(squeezed) if self._parts and suggestion.distance > 1 else None
            return parted or str(suggestion.term)
        return self._split(squeezed) or word

    def _shorten(self, word: str) -> str | None:
        """The likeliest known word that was drawn out: nooo is no, goooood is good."""
        runs = len(_REPEATS.findall(word))
        lengths = product((r"\1", r"\1\1"), repeat=min(runs, MOST_RUNS)) if runs else ()
        # Further runs are written as the last one that was tried.
        forms = [_written(word, chain(some, repeat(some[-1]))) for some in lengths]
        known = [
            form for form in forms if form in self._shorthand or (form in self._known and len(set(form)) > 1)
        ]
        return max(known, key=self._likelihood, default=None)

    def _likelihood(self, word: str) -> tuple[int, int]:
        return self._counts.get(word, 0), english_counts().get(word, 0)

    def _split(self, word: str) -> str | None:
        """Two vocabulary words that were typed as one."""
        for cut in range(len(word) - SHORTEST, 1, -1):
            head, tail = word[:cut], word[cut:]
            if tail in self._words and (head in self._words or head in _SHORT_WORDS):
                return f"{head} {tail}"
        return None


_SHORT_WORDS = frozenset({"to", "do", "is", "it", "in", "on", "my", "of", "at", "if", "or", "no"})


COMMON = 8
"""A word that no dictionary knows is taken for right if people write it this often."""


def count_words(texts: Iterable[str], keep: Iterable[str]) -> dict[str, int]:
    """Vocabulary of some texts: dictionary words and common ones, with their counts.

    Args:
        texts: folded texts.
        keep: folded texts whose words are right although no dictionary knows them (Latin names).
    """
    counts = Counter(word for text in texts for word in text.split())
    names = {word for text in keep for word in text.split()}
    english = english_words()
    return {
        **{word: count for word, count in counts.items() if word in english or count >= COMMON},
        **{word: max(counts[word], COMMON) for word in names},
    }
