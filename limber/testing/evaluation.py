"""Measures understanding on labelled messages: intents, names, scope; pure."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sklearn.metrics import f1_score

from limber.plain import read_yaml
from limber.safety.dialogue import RED_FLAG, light_doubt

TURNED_AWAY = frozenset({"out_of_scope", "ask_unchecked"})
"""Intents of messages that Limber has no answer to."""

FALLBACK = "nlu_fallback"
NOT_ANSWERED = TURNED_AWAY | {FALLBACK, RED_FLAG}
"""What may be predicted for such a message: a decline, a clarification or a safety reply."""

MOST_CONFUSIONS = 25


@dataclass(frozen=True)
class Understood:
    """A message, its intent, and the one that was predicted.

    Attributes:
        below: the intent that is answered below a check question; None where nothing is.
        best: the likeliest intent, where the person is asked back or about a sign instead.
    """

    text: str
    intent: str
    predicted: str
    below: str | None = None
    best: str | None = None


@dataclass(frozen=True)
class Named:
    """A message, the names in it as (entity, id), and those that were found."""

    text: str
    names: frozenset[tuple[str, str]]
    found: frozenset[tuple[str, str]]


@dataclass(frozen=True)
class Scope:
    """What became of messages outside and inside of what Limber answers.

    Attributes:
        outside, inside: how many there are.
        away: outside ones that were turned away or asked about.
        falsely: inside ones that were declined.
    """

    outside: int
    inside: int
    away: int
    falsely: int

    @classmethod
    def of(cls, rows: Iterable[tuple[bool, str]]) -> Scope:
        """Count messages.

        Args:
            rows: whether one is outside, and the intent that was predicted.
        """
        counts = Counter(
            (outside, predicted in (NOT_ANSWERED if outside else TURNED_AWAY)) for outside, predicted in rows
        )
        return cls(
            outside=counts[True, True] + counts[True, False],
            inside=counts[False, True] + counts[False, False],
            away=counts[True, True],
            falsely=counts[False, True],
        )


def read_messages(path: Path) -> Iterator[tuple[str, str]]:
    """Text and intent of every example of a Rasa training or test file."""
    for entry in read_yaml(path.read_text("utf-8"))["nlu"]:
        for line in entry["examples"].splitlines():
            if line.startswith("- "):
                yield line[2:].strip(), entry["intent"]


def read_names(path: Path) -> Iterator[tuple[str, frozenset[tuple[str, str]]]]:
    """Text and names of every message of an entity test file: ``text`` and ``names: {entity: [id]}``."""
    for entry in read_yaml(path.read_text("utf-8"))["messages"]:
        yield (
            str(entry["text"]),
            frozenset((entity, name) for entity, names in (entry["names"] or {}).items() for name in names),
        )


def read_scope(lines: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Text and whether it is out of scope, of messages labelled with ``label_intent``.

    Raises:
        ValueError: a line has another form; the message names it.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            yield row["text"], row["label_intent"] == "out_of_scope"
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f'line {number}: expected {{"text", "label_intent"}}: {error}') from error


def alone(rows: Iterable[Understood]) -> list[Understood]:
    """The messages as the intents' ranking alone has them, without what is asked back and the screen."""
    return [replace(row, predicted=row.best or row.predicted) for row in rows]


def accuracy(rows: Sequence[Understood]) -> float:
    """Share of messages whose intent was predicted."""
    return count_right(rows) / len(rows)


def count_right(rows: Iterable[Understood]) -> int:
    """How many messages have the intent that was predicted."""
    return sum(row.intent == row.predicted for row in rows)


def macro_f1(rows: Sequence[Understood]) -> float:
    """Mean F1 of the intents that the messages have."""
    intents = sorted({row.intent for row in rows})
    return float(
        f1_score(
            [row.intent for row in rows],
            [row.predicted for row in rows],
            labels=intents,
            average="macro",
            zero_division=0,
        )
    )


def intent_report(rows: Sequence[Understood], title: str) -> str:
    """Accuracy, macro F1, scope, and per-intent counts, with the confusions."""
    right, likeliest = count_right(rows), alone(rows)
    below = sum(row.intent == row.below for row in rows)
    scope = Scope.of((row.intent in TURNED_AWAY, row.predicted) for row in rows)
    lines = [
        f"{title}: {right} of {len(rows)} right, "
        f"accuracy {accuracy(rows):.1%}, macro F1 {macro_f1(rows):.1%}",
        f"the likeliest intent, whether or not it is sure enough: {count_right(likeliest)} right, "
        f"accuracy {accuracy(likeliest):.1%}, macro F1 {macro_f1(likeliest):.1%}",
        f"answered at once, or below a check question: {right + below} of {len(rows)}, "
        f"{(right + below) / len(rows):.1%}",
        f"scope: {scope.away} of {scope.outside} outside turned away or asked about, "
        f"{scope.falsely} of {scope.inside} inside declined",
        "",
        "intent                     messages  right  wrongly predicted",
    ]
    wrong = Counter(row.predicted for row in rows if row.predicted != row.intent)
    by_intent: Mapping[str, list[Understood]] = _grouped(rows)
    for intent, chosen in sorted(by_intent.items()):
        hits = sum(row.predicted == intent for row in chosen)
        lines.append(f"{intent:<26} {len(chosen):>8} {hits:>6} {wrong[intent]:>18}")
    lines += ["", "confusions (expected, predicted, how often)"]
    confusions = Counter((row.intent, row.predicted) for row in rows if row.intent != row.predicted)
    for (intent, predicted), count in confusions.most_common(MOST_CONFUSIONS):
        lines.append(f"  {intent:<26} {predicted:<26} {count}")
    return "\n".join(lines)


def wrong_list(rows: Sequence[Understood]) -> str:
    """Every message that was not understood."""
    return "\n".join(
        f"  {row.intent} -> {row.predicted}: {row.text}" for row in rows if row.intent != row.predicted
    )


@dataclass(frozen=True)
class NameCounts:
    """How many names there are, how many were found, and how many of those are right."""

    expected: int
    found: int
    right: int

    @classmethod
    def of(cls, rows: Iterable[Named]) -> NameCounts:
        """Count the names of messages."""
        counts = [(len(row.names), len(row.found), len(row.names & row.found)) for row in rows]
        return cls(*map(sum, zip(*counts, strict=True))) if counts else cls(0, 0, 0)

    @property
    def precision(self) -> float:
        """Share of those found that are right."""
        return self.right / max(self.found, 1)

    @property
    def recall(self) -> float:
        """Share of the names that were found."""
        return self.right / max(self.expected, 1)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return 2 * self.right / max(self.found + self.expected, 1)


def name_report(rows: Sequence[Named]) -> str:
    """Precision, recall and F1 over all names, and every message that was read wrongly."""
    counts = NameCounts.of(rows)
    lines = [
        f"names: {counts.right} of {counts.expected} found, {counts.found - counts.right} wrongly; "
        f"precision {counts.precision:.1%}, recall {counts.recall:.1%}, F1 {counts.f1:.1%}"
    ]
    for row in rows:
        if row.names != row.found:
            missed = ", ".join(name for _, name in sorted(row.names - row.found))
            added = ", ".join(name for _, name in sorted(row.found - row.names))
            lines.append(f"  {row.text}  (missed: {missed or 'none'}; wrongly: {added or 'none'})")
    return "\n".join(lines)


def scope_report(rows: Sequence[tuple[str, bool, str]]) -> str:
    """Of messages with text, whether they are outside, and predicted intent: how many were turned away."""
    scope = Scope.of((outside, predicted) for _, outside, predicted in rows)
    return (
        f"scope file: {scope.away} of {scope.outside} outside turned away or asked about, "
        f"{scope.falsely} of {scope.inside} others declined"
    )


def _grouped(rows: Iterable[Understood]) -> dict[str, list[Understood]]:
    grouped: dict[str, list[Understood]] = defaultdict(list)
    for row in rows:
        grouped[row.intent].append(row)
    return grouped


def predicted_intent(parsed: Mapping[str, Any]) -> str:
    """The intent of a parsed message."""
    return (parsed.get("intent") or {}).get("name") or FALLBACK


def answered_below(parsed: Mapping[str, Any]) -> str | None:
    """The intent that a parsed message gets answered below a check question; None if there is none."""
    ranking = [(one["name"], one["confidence"]) for one in parsed.get("intent_ranking") or ()]
    if predicted_intent(parsed) != RED_FLAG or not light_doubt(parsed.get("screening") or {}, ranking):
        return None
    return next((name for name, _ in ranking if name != RED_FLAG), None)


def likeliest_intent(parsed: Mapping[str, Any]) -> str | None:
    """The likeliest intent that has an answer of its own; None where none is known."""
    names = [one["name"] for one in parsed.get("intent_ranking") or ()]
    return next((name for name in names if name not in (RED_FLAG, FALLBACK)), None)


def found_names(parsed: Mapping[str, Any], entities: Iterable[str]) -> frozenset[tuple[str, str]]:
    """The names of a parsed message, of the given entities."""
    wanted = frozenset(entities)
    return frozenset(
        (one["entity"], one["value"]) for one in parsed.get("entities") or () if one["entity"] in wanted
    )
