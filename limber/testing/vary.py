"""Messages as other people would type them: the same ones on every run; pure."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping

from limber.testing.cases import Step

_WORD = re.compile(r"[A-Za-z]{4,}")
"""Words that people mistype and are still understood."""

_PARTS = re.compile(r"(?<=[.!?;])\s+|,\s+(?=\S)|\s+(?=(?:and|but)\s)", re.IGNORECASE)
"""Where people press Enter in the middle of what they want to say."""

_POLITE = (
    "hi there, {}",
    "{} please",
    "sorry to bother you but {}",
    "{} thanks a lot",
    "hello! {} thank you",
)

_WORDS_A_TYPO = 8
"""One slip in so many words, and at least one in a message."""


def typed(step: Step, variation: str | None, seed: str) -> list[str]:
    """What is sent for a step: one text, or several for one that is split.

    Taps and messages without words are never varied.

    Args:
        step: the step.
        variation: how to vary it; None for as it is written.
        seed: the same seed and text give the same result.
    """
    text = step.user
    if variation is None or step.tap or text.startswith("/") or not re.search(r"[^\W_]", text):
        return [text]
    return _WAYS[variation](text, random.Random(f"{variation} {seed} {text}"))


def _typos(text: str, chance: random.Random) -> list[str]:
    words = list(_WORD.finditer(text))
    slips = min(len(words), 1 + len(text.split()) // _WORDS_A_TYPO)
    for word in sorted(chance.sample(words, slips), key=lambda one: -one.start()):
        text = text[: word.start()] + _slip(word.group(), chance) + text[word.end() :]
    return [text]


def _slip(word: str, chance: random.Random) -> str:
    """A word with two letters swapped, one left out, or one typed twice; the first stays."""
    at = chance.randrange(1, len(word) - 1)
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    left_out = word[:at] + word[at + 1 :]
    twice = word[:at] + word[at] + word[at:]
    return chance.choice([swapped if swapped != word else left_out, left_out, twice])


def _case(text: str, chance: random.Random) -> list[str]:
    return [chance.choice([text.upper(), text.lower(), text.title()])]


def _no_punctuation(text: str, _: random.Random) -> list[str]:
    """Without marks between words; those inside of words and numbers stay."""
    return [" ".join(re.sub(r"[^\w\s'/%+-]|(?<!\w)['-]|['-](?!\w)", " ", text).split())]


def _polite(text: str, chance: random.Random) -> list[str]:
    return [chance.choice(_POLITE).format(text)]


def _split(text: str, _: random.Random) -> list[str]:
    """At its first pause, in two messages; as it is where there is none."""
    parts = [part.strip() for part in _PARTS.split(text, maxsplit=1)]
    return parts if all(re.search(r"[^\W_]", part) for part in parts) else [text]


_WAYS: Mapping[str, Callable[[str, random.Random], list[str]]] = {
    "typos": _typos,
    "case": _case,
    "no_punctuation": _no_punctuation,
    "polite": _polite,
    "split": _split,
}
