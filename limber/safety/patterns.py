"""Word classes and patterns: small sequences of words with gaps, compiled from data."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.vocab import Vocab

HARMLESS = "harmless"
"""The word class of phrases whose words mean no sign: "slipped disc" is no slip.

Also the first part of the ids of patterns that say the same of phrases with gaps.
"""

_OTHER = "_"
"""Stands for a word of no term; no folded word has this form."""

Span = tuple[int, int]
"""First word and the word after the last, as numbers."""


class PatternError(ValueError):
    """A pattern can't be read; the message says what was expected."""


@dataclass(frozen=True)
class Side:
    """Elements one after the other; ``gaps[i]`` words may stand after element i."""

    elements: tuple[tuple[str, ...], ...]
    gaps: tuple[int, ...]


@dataclass(frozen=True)
class Pattern:
    """One side, or two sides in either order with at most ``between`` words between."""

    rule: str
    text: str
    sides: tuple[Side, ...]
    between: int = 0

    def classes(self) -> set[str]:
        """The word classes that it names."""
        names = (name for side in self.sides for element in side.elements for name in element)
        return {name[1:-1] for name in names if name.startswith("<")}


_ELEMENT = re.compile(r"(?:<[a-z_]+>|[a-z0-9]+)(?:\|(?:<[a-z_]+>|[a-z0-9]+))*")


def parse_pattern(rule: str, text: str) -> Pattern:
    """Read a pattern such as ``<numb> *4 <foot>`` or ``<numb> ~6 <saddle_area>``.

    Raises:
        PatternError: it has another form.
    """
    sides = re.split(r"\s*~(\d+)\s*", text.strip())
    if len(sides) not in (1, 3):
        raise PatternError(f"'{text}' has more than one ~; expected at most one")
    sequences = tuple(_parse_side(text, side) for side in sides[::2])
    return Pattern(rule, text, sequences, int(sides[1]) if len(sides) == 3 else 0)


def _parse_side(text: str, side: str) -> Side:
    elements: list[tuple[str, ...]] = []
    gaps: list[int] = []
    for part in side.split():
        if re.fullmatch(r"\*\d+", part) and elements and len(gaps) < len(elements):
            gaps.append(int(part[1:]))
        elif _ELEMENT.fullmatch(part):
            if len(gaps) < len(elements):
                gaps.append(0)
            elements.append(tuple(part.split("|")))
        else:
            raise PatternError(f"'{text}': '{part}' is no word, <class>, a|b, *n or ~n")
    if not elements or len(gaps) >= len(elements):
        raise PatternError(f"'{text}' is empty, or ends with a gap")
    return Side(tuple(elements), tuple(gaps))


def verb_forms(verb: str) -> list[str]:
    """Regular forms of a verb, and both spellings where its last letter may double."""
    if verb.endswith("e"):
        return [verb, verb + "s", verb + "d", verb[:-1] + "ing"]
    if re.search(r"[^aeiou]y$", verb):
        return [verb, verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"]
    forms = [verb, verb + ("es" if re.search(r"(s|x|z|ch|sh)$", verb) else "s"), verb + "ed", verb + "ing"]
    if re.search(r"[^aeiou][aeiou][bdgklmnprt]$", verb):
        forms += [verb + verb[-1] + "ed", verb + verb[-1] + "ing"]
    return forms


@dataclass(frozen=True)
class Found:
    """A pattern that is there.

    Attributes:
        rule: id of its rule.
        span: from its first word to its last.
        elements: the words of each of its elements, in the message's order.
    """

    rule: str
    span: Span
    elements: tuple[Span, ...]


class PatternFinder:
    """Finds patterns in folded words.

    Args:
        classes: class name to its terms, each one or more folded words.
        patterns: what to find.
        harmless: patterns whose own words mean no sign; words in their gaps may.

    Raises:
        PatternError: a pattern names a class that does not exist.
    """

    def __init__(
        self,
        classes: Mapping[str, Iterable[str]],
        patterns: Sequence[Pattern],
        harmless: Sequence[Pattern] = (),
    ) -> None:
        self._vocab = Vocab()
        self._words: set[str] = set()
        self._matcher = PhraseMatcher(self._vocab, attr="ORTH")
        self._by_first = _by_first(patterns)
        self._harmless = _by_first(harmless)
        used = {
            name
            for pattern in (*patterns, *harmless)
            for side in pattern.sides
            for element in side.elements
            for name in element
        }
        if HARMLESS in classes:
            self._add(HARMLESS, classes[HARMLESS])
        for name in used:
            if not name.startswith("<"):
                self._add(name, [name])
            elif name[1:-1] in classes:
                self._add(name, classes[name[1:-1]])
            else:
                raise PatternError(f"no class {name} in the lexicon")

    def _add(self, name: str, terms: Iterable[str]) -> None:
        listed = [term.split() for term in set(terms)]
        self._matcher.add(name, [Doc(self._vocab, words=words) for words in listed])
        self._words.update(word for words in listed for word in words)

    def vocabulary(self) -> frozenset[str]:
        """Every single word of every term."""
        return frozenset(self._words)

    def _read(self, words: Sequence[str]) -> Doc:
        """Words for the matcher; it would keep each new one for ever, and those of no term match nothing."""
        return Doc(self._vocab, words=[word if word in self._words else _OTHER for word in words])

    def find(self, variants: Sequence[Sequence[str]], sentences: Sequence[int]) -> Iterator[Found]:
        """Yield each pattern that is there.

        Args:
            variants: the words in one or more spellings, all of the same length.
            sentences: the sentence number of each word.
        """
        spans: dict[str, set[Span]] = {}
        for words in variants:
            if words:
                for key, start, end in self._matcher(self._read(words)):
                    spans.setdefault(self._vocab.strings[key], set()).add((start, end))
        harmless = spans.pop(HARMLESS, set())
        for one in _matches(self._harmless, spans, sentences):
            harmless.update(_joined(one.elements))
        for name, places in spans.items():
            spans[name] = {one for one in places if not any(_within(one, other) for other in harmless)}
        found: dict[tuple[str, Span], Found] = {}
        for one in _matches(self._by_first, spans, sentences):
            found.setdefault((one.rule, one.span), one)
        yield from sorted(found.values(), key=lambda one: (one.span, one.rule))


def _by_first(patterns: Iterable[Pattern]) -> dict[str, list[Pattern]]:
    """Patterns by each word or class that their first element may be."""
    found: dict[str, list[Pattern]] = {}
    for pattern in patterns:
        for name in pattern.sides[0].elements[0]:
            found.setdefault(name, []).append(pattern)
    return found


def _matches(
    patterns: Mapping[str, Sequence[Pattern]], spans: Mapping[str, set[Span]], sentences: Sequence[int]
) -> Iterator[Found]:
    """Each place of each pattern, inside of one sentence."""
    # Only patterns whose first element is there can match: a handful of some two thousand.
    candidates = {id(one): one for name in spans for one in patterns.get(name, ())}
    for pattern in candidates.values():
        for elements in _match(pattern, spans):
            span = (elements[0][0], elements[-1][1])
            if sentences[span[0]] == sentences[span[1] - 1]:
                yield Found(pattern.rule, span, elements)


def _joined(elements: Sequence[Span]) -> Iterator[Span]:
    """The elements, those without a gap between them as one."""
    start, end = elements[0]
    for first, last in elements[1:]:
        if first != end:
            yield start, end
            start = first
        end = last
    yield start, end


def _within(inner: Span, outer: Span) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]


def _match(pattern: Pattern, spans: Mapping[str, set[Span]]) -> Iterator[tuple[Span, ...]]:
    sides = [list(_match_side(side, spans)) for side in pattern.sides]
    if len(sides) == 1:
        yield from sides[0]
        return
    for left in sides[0]:
        for right in sides[1]:
            first, second = (left, right) if left[0] <= right[0] else (right, left)
            if 0 <= second[0][0] - first[-1][1] <= pattern.between:
                yield (*first, *second)


def _match_side(side: Side, spans: Mapping[str, set[Span]]) -> Iterator[tuple[Span, ...]]:
    def places(element: tuple[str, ...]) -> list[Span]:
        return sorted({span for name in element for span in spans.get(name, ())})

    found: list[tuple[Span, ...]] = [(span,) for span in places(side.elements[0])]
    for gap, element in zip(side.gaps, side.elements[1:], strict=True):
        if not found:
            return
        following = places(element)
        found = [
            (*before, after)
            for before in found
            for after in following
            if 0 <= after[0] - before[-1][1] <= gap
        ]
    yield from found
