"""Judges a sign that was found: is it there, denied, supposed, or over; and whose is it.

Only the listed denial forms suppress a sign, and only inside their reach.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from pydantic import BaseModel

from limber.safety.patterns import Found, Span
from limber.safety.text import Word

REACH = 12
"""Most words between a denial and the last sign that it denies."""

TURNS = frozenset({"but", "though", "although", "however", "except", "yet"})
"""What is denied before one of these is affirmed after it: a sign on both sides is not denied whole."""


class Assertion(str, Enum):
    """What is said of a sign."""

    PRESENT = "present"
    NEGATED = "negated"
    HYPOTHETICAL = "hypothetical"
    RESOLVED = "resolved"


class AssertionWords(BaseModel):
    """assertions.yml: the words that the judgement rests on."""

    denials: list[str]
    close_denials: list[str]
    no_denials: list[str]
    contrasts: list[str]
    denied_after: list[str]
    after_denial: list[str]
    comparisons: list[str]
    failures: list[str]
    past_verbs: list[str]
    resolved: list[str]
    long_ago: list[str]
    present: list[str]
    lasting: list[str]
    suppositions: list[str]
    persons_self: list[str]
    persons_other: list[str]

    class Config:
        extra = "forbid"


@dataclass(frozen=True)
class _Sentence:
    """Folded words of one sentence, and where it starts."""

    words: list[str]
    first: int
    asks: bool


_YEAR = re.compile(
    r"\b(?:in|of|around|during|from|way back) (?:(?:19|20)\d\d|0\d|[89]0s)\b|\b(?:last one|ones) were\b"
    r"|(?<!since )\b(?:19\d\d|20[01]\d)\b"
)
"""A year that something happened in; "since 2018" goes on."""

_GOES_ON = re.compile(r"\bsince (?!then\b|that\b|and\b|so\b|but\b)\w")
"""What began then and goes on; not "fine since" and "never since then"."""

_UNDONE = frozenset({"not", "never", "hasnt", "havent", "hadnt", "isnt", "arent", "wont", "didnt", "doesnt"})
"""One of these shortly before "settled" or "gone" denies that it is."""

_ASKS = re.compile(
    r"^(?:(?:and|but|so|also|ok|okay|hi|hello|hey|please|sorry|well|btw) )*"
    r"(?:what|whats|when|why|how|which|is|are|can|could|does|do|should|would|will|may|might)\b"
)


class Judge:
    """Judges signs with the words of assertions.yml."""

    def __init__(self, words: AssertionWords) -> None:
        self._denials = _by_first_word(words.denials)
        self._close = _by_first_word(words.close_denials)
        self._no_denials = _by_first_word(words.no_denials)
        self._denied_after = [one.split() for one in words.denied_after]
        self._contrasts = _phrases(words.contrasts)
        self._after_denial = frozenset(words.after_denial)
        self._comparisons = _phrases(words.comparisons)
        self._failures = frozenset(words.failures)
        self._past_verbs = frozenset(words.past_verbs)
        self._resolved = _by_first_word(words.resolved)
        self._long_ago = _phrases(words.long_ago)
        self._lasting = _phrases(words.lasting)
        self._present = _phrases(words.present)
        self._suppositions = _phrases(words.suppositions)
        self._self = frozenset(words.persons_self)
        self._other = frozenset(words.persons_other)

    def other_person(self, words: Sequence[Word], span: Span) -> bool:
        """Whether the sign is somebody else's: a person is named in the sentence, before the sign."""
        sentence = words[span[0]].sentence
        before = [word.text for word in words[: span[1]] if word.sentence == sentence]
        owners = [text for text in before if text in self._other or text in self._self]
        if any(text in self._other for text in owners):
            # "my mum", "my dad's": the owner nearest to the sign counts, "my" belongs to mum.
            return owners[-1] in self._other
        if owners:
            return False
        everything = [word.text for word in words]
        return any(text in self._other for text in everything) and not any(
            text in {"i", "im", "ive"} for text in everything
        )

    def judge(self, words: Sequence[Word], text: str, found: Found) -> Assertion:
        """What is said of a sign.

        Args:
            words: the folded message.
            text: the raw message.
            found: the sign.
        """
        span = found.span
        turned = any(word.text in TURNS for word in words[span[0] : span[1]])
        sentence = _sentence_of(words, text, span)
        if (self._denied(words, span, sentence) and not turned) or self._denied_inside(words, found):
            return Assertion.NEGATED
        if self._supposed(sentence, [word.text for word in words[span[0] : span[1]]]):
            return Assertion.HYPOTHETICAL
        if self._over(words, sentence, span):
            return Assertion.RESOLVED
        return Assertion.PRESENT

    def _denied(self, words: Sequence[Word], span: Span, sentence: _Sentence) -> bool:
        start = max(sentence.first, span[0] - REACH)
        before = [word.text for word in words[start : span[0]]]
        following = [word.text for word in words[span[0] : span[0] + 2]]
        compared = _has(_spaced(sentence.words), self._comparisons)
        cues = list(self._cues(before, following))
        if any(self._turned_round(before, cue, compared) for cue in cues):
            return False
        if len(cues) == 1 and self._reaches(words, start, cues[0], span):
            return True
        if len(cues) > 1 and not self._cancelled(words, start, cues):
            # "no fever, no numbness": each denies its own.
            return self._reaches(words, start, cues[-1], span)
        # "Numb feet normal?" asks.
        return not sentence.asks and self._denied_by_what_follows(words, span)

    def _turned_round(self, before: Sequence[str], cue: Span, compared: bool) -> bool:
        """Whether a denial tells of the sign: "never had numbness like this", "can't sneeze without"."""
        first = before[cue[0]]
        if first == "without":
            return any(word in self._failures for word in before[: cue[0]])
        return compared and first in ("never", "havent", "hasnt")

    def _denied_by_what_follows(self, words: Sequence[Word], span: Span) -> bool:
        """Whether the rest of the sign's clause denies it, or all of the next clause does."""
        last = words[span[1] - 1]
        rest = [word for word in words[span[1] : span[1] + 8] if word.sentence == last.sentence]
        if not rest:
            return False
        texts = [word.text for word in rest if word.clause == rest[0].clause]
        if len(texts) > 1 and texts[-1] in self._after_denial:
            texts = texts[:-1]
        return texts in self._denied_after

    @staticmethod
    def _cancelled(words: Sequence[Word], start: int, cues: Sequence[Span]) -> bool:
        """Two different denials in a row, as in "I can't say I have no numbness", cancel each other."""
        (first, end), (second, _) = cues[-2], cues[-1]
        one, other = words[start + first], words[start + second]
        return one.clause == other.clause and one.text != other.text and second - end <= 2

    def _denied_inside(self, words: Sequence[Word], found: Found) -> bool:
        """Whether a denial stands between two elements of the sign: "legs fine, no tingling"."""
        for (_, end), (start, after) in pairwise(found.elements):
            gap = [word.text for word in words[end:start]]
            cues = list(self._cues(gap, [word.text for word in words[start : start + 2]]))
            if cues and self._reaches(words, end, cues[-1], (start, after)):
                return True
        return False

    def _cues(self, before: list[str], following: list[str]) -> Iterable[Span]:
        """Places of denials that are none of the exceptions."""
        place, everything = 0, [*before, *following]
        while place < len(before):
            if _at(everything, place, self._no_denials) is not None:
                place += 1
                continue
            cue = _at(before, place, self._denials)
            if cue is None and place >= len(before) - 2:
                cue = _at(before, place, self._close)
            if cue is not None:
                yield place, place + len(cue)
                place += len(cue)
            else:
                place += 1

    def _reaches(self, words: Sequence[Word], start: int, cue: Span, span: Span) -> bool:
        """Whether a denial reaches a sign: no contrast between, and commas only in a list with or/and."""
        between = words[start + cue[1] : span[0]]
        if _has(_spaced(word.text for word in between), self._contrasts):
            return False
        if (between[0] if between else words[start + cue[1] - 1]).clause == words[span[0]].clause:
            return True
        sentence = words[span[0]].sentence
        rest = [word.text for word in words[start + cue[1] :] if word.sentence == sentence]
        listed = rest[: rest.index("but")] if "but" in rest else rest
        if _PINS in _spaced(listed):
            # Their "and" makes no list.
            listed = _spaced(listed).replace(_PINS, " ").split()
        return any(joint in listed for joint in ("or", "nor", "and"))

    def _supposed(self, sentence: _Sentence, sign: list[str]) -> bool:
        joined, spaced, inside = " ".join(sentence.words), _spaced(sentence.words), _spaced(sign)
        # "I can't tell if it is full": an "if" inside the sign belongs to the sign.
        supposed = any(one in spaced and one not in inside for one in self._suppositions)
        if _has(spaced, self._present) and "what if" not in joined:
            return False
        if supposed:
            return True
        personal = any(word in self._self or word in self._other for word in sentence.words)
        worried = bool(
            re.search(r"\b(?:should|do) i (?:need to )?(?:be )?(?:worr|panic|stop|see|call)", joined)
        )
        if worried and joined.count(" i ") + joined.startswith("i ") <= 1 and "my" not in sentence.words:
            return True
        return sentence.asks and not personal

    def long_ago(self, words: Sequence[Word], span: Span) -> bool:
        """Whether the sign's sentence speaks of a time long past."""
        texts = [word.text for word in words if word.sentence == words[span[0]].sentence]
        joined = " ".join(texts)
        return not _GOES_ON.search(joined) and (
            _has(_spaced(texts), self._long_ago) or bool(_YEAR.search(joined))
        )

    def _over(self, words: Sequence[Word], sentence: _Sentence, span: Span) -> bool:
        if _has(_spaced(word.text for word in words), self._lasting):
            return False
        return self._said_over(words, sentence, span) or (
            self.long_ago(words, span) and self._told_as_past(words, span)
        )

    def _told_as_past(self, words: Sequence[Word], span: Span) -> bool:
        """Whether a time long past is the sign's: "my foot is numb, I had an operation years ago" is not."""
        clauses = {word.clause for word in words[span[0] : span[1]]}
        texts = [word.text for word in words if word.clause in clauses]
        return (
            _has(_spaced(texts), self._long_ago)
            or bool(_YEAR.search(" ".join(texts)))
            or not self._past_verbs.isdisjoint(texts)
        )

    def _said_over(self, words: Sequence[Word], sentence: _Sentence, span: Span) -> bool:
        """Whether the sign's sentence or a later one says that it is over."""
        texts = [word.text for word in words]
        for place in range(sentence.first, len(texts)):
            phrase = _at(texts, place, self._resolved)
            # "I can no longer feel my foot": what stands inside the sign belongs to the sign.
            if phrase is None or (span[0] <= place and place + len(phrase) <= span[1]):
                continue
            if _UNDONE.isdisjoint(texts[max(sentence.first, place - 3) : place]):
                return True
        return False


def _sentence_of(words: Sequence[Word], text: str, span: Span) -> _Sentence:
    number = words[span[0]].sentence
    places = [place for place, word in enumerate(words) if word.sentence == number]
    inside = [words[place].text for place in places]
    tail = text[words[places[-1]].end : words[places[-1]].end + 3]
    return _Sentence(inside, places[0], "?" in tail or bool(_ASKS.match(" ".join(inside))))


_PINS = " pins and needles "


def _spaced(words: Iterable[str]) -> str:
    """Words as one string, in which phrases are found at once: no word has a space."""
    return f" {' '.join(words)} "


def _phrases(phrases: Iterable[str]) -> list[str]:
    return [_spaced(one.split()) for one in phrases]


def _has(spaced: str, phrases: Iterable[str]) -> bool:
    return any(one in spaced for one in phrases)


def _by_first_word(phrases: Iterable[str]) -> Mapping[str, list[list[str]]]:
    """The words of phrases by the first of them, the longest phrase first."""
    found: dict[str, list[list[str]]] = {}
    for words in sorted((one.split() for one in phrases), key=len, reverse=True):
        found.setdefault(words[0], []).append(words)
    return found


def _at(words: Sequence[str], place: int, phrases: Mapping[str, list[list[str]]]) -> list[str] | None:
    """The longest phrase that begins at a place."""
    beginning = phrases.get(words[place], ())
    return next((one for one in beginning if words[place : place + len(one)] == one), None)
