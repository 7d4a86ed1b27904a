"""Reads a message once: words mended, names found, sentences cut; pure, no Rasa import."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from limber.content.names import normalise
from limber.content.store import Name
from limber.language.sentences import is_request, split_sentences
from limber.language.spelling import Speller
from limber.plain import read_yaml

_WORD = re.compile(r"[^\W_]+(?:['\u2019\u02bc`\u00b4][^\W_]+)*")

MASKS: Mapping[str, str] = {"stretch": "pigeon pose", "muscle": "piriformis", "condition": "arthritis"}
"""What the classifier sees for every name of a kind, so that a new item needs no new examples.

A real name keeps the sentence natural for the encoder, which an artificial mark does not.
"""

_ARTICLES = frozenset({"the", "a", "an", "that", "this"})

_REJECTED = re.compile(
    r"\b(?:not|instead of|rather than|other than|besides)(?: the| that)?\W*$", re.IGNORECASE
)
"""Words before a name that is not meant: "not the twist, the cat-cow"."""

_CAUSE = re.compile(r"\b(?:from|after|by|of|with)(?: all| long| too much)?\W*$", re.IGNORECASE)
"""Words before a place that is the cause and no wish: "stiff from sitting"."""


@dataclass(frozen=True)
class Mention:
    """A name found in a message.

    Attributes:
        start, end: characters of the raw message.
        entity: kind of thing, see :class:`limber.content.store.Name`.
        id: the thing's id.
    """

    start: int
    end: int
    entity: str
    id: str


@dataclass(frozen=True)
class Sentence:
    """A sentence or clause of a message.

    Attributes:
        start, end: characters of the raw message.
        masked: its mended words, names replaced by :data:`MASKS`; what is encoded.
        request: whether it asks or demands something.
        mentions: the names in it.
    """

    start: int
    end: int
    masked: str
    request: bool
    mentions: tuple[Mention, ...]


@dataclass(frozen=True)
class Reading:
    """A message as it was read.

    Attributes:
        masked: the whole message, mended and masked.
        sentences: its sentences in order.
    """

    masked: str
    sentences: tuple[Sentence, ...]

    @property
    def mentions(self) -> tuple[Mention, ...]:
        """The names in all sentences, in order."""
        return tuple(mention for sentence in self.sentences for mention in sentence.mentions)


@dataclass(frozen=True)
class _Word:
    start: int
    end: int
    mended: str


class Reader:
    """Reads messages with the store's names and a speller.

    Args:
        names: every name that people may use.
        speller: mends typing errors.
    """

    def __init__(self, names: Iterable[Name], speller: Speller) -> None:
        self._speller = speller.parting()
        self._forms: dict[str, tuple[str, str]] = {}
        for name in names:
            self._forms.setdefault(name.form, (name.entity, name.id))
            mended = " ".join(self._speller.mend(word) for word in name.form.split())
            self._forms.setdefault(mended, (name.entity, name.id))
        self._longest = max((form.count(" ") + 1 for form in self._forms), default=1)

    def read(self, text: str) -> Reading:
        """Read one message; empty sentences are left out."""
        sentences = tuple(self._sentence(text, start, end) for start, end in split_sentences(text))
        return Reading(" ".join(sentence.masked for sentence in sentences), sentences)

    def _sentence(self, text: str, start: int, end: int) -> Sentence:
        words = self._words(text, start, end)
        mentions, masked, place = [], [], 0
        while place < len(words):
            length, owner = self._match(words, place)
            if words[place].mended in _ARTICLES and self._match(words, place + 1)[0] >= length:
                owner = None  # "the cat-cow" is no "the cat"
            if owner is None:
                masked.append(words[place].mended)
                place += 1
                continue
            entity, thing = owner
            last = words[place + length - 1]
            mentions.append(Mention(words[place].start, last.end, entity, thing))
            mask = MASKS.get(entity)
            masked.extend([mask] if mask else [word.mended for word in words[place : place + length]])
            place += length
        mentions = [
            one for one in mentions if one.entity != "place" or not _CAUSE.search(text, start, one.start)
        ]
        meant = [one for one in mentions if not _REJECTED.search(text, start, one.start)] or mentions
        mark = "?" if "?" in text[start:end] else ""
        return Sentence(start, end, " ".join(masked) + mark, is_request(text[start:end]), tuple(meant))

    def _words(self, text: str, start: int, end: int) -> list[_Word]:
        words = []
        for match in _WORD.finditer(text, start, end):
            for part in normalise(match.group()).split():
                for mended in self._speller.mend(part).split():
                    words.append(_Word(match.start(), match.end(), mended))
        return words

    def _match(self, words: list[_Word], place: int) -> tuple[int, tuple[str, str] | None]:
        """Length and owner of the longest name that starts at a word."""
        for length in range(min(self._longest, len(words) - place), 0, -1):
            form = " ".join(word.mended for word in words[place : place + length])
            owner = self._forms.get(form) or self._forms.get(form.removesuffix("s"))
            if owner is not None:
                return length, owner
        return 0, None


@lru_cache(maxsize=1)
def shorthand() -> Mapping[str, str]:
    """Chat shorthand and real-word slips, from shorthand.yml."""
    text = files("limber.language").joinpath("shorthand.yml").read_text("utf-8")
    return {str(word): str(full) for word, full in read_yaml(text).items()}
