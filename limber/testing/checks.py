"""The checks that a case can make; pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from limber.testing.answers import Answer, Inside
from limber.testing.cases import Check

FLAGS = re.IGNORECASE | re.DOTALL
"""How the regular expressions of cases are read."""

NO_TIER = "none"
"""How a case says that a reply has no tier."""

_SAME = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2013": "-", "\u2014": "-", "\u2019": "'", "\u00a0": " "}
)


def plain(text: str) -> str:
    """A text without what a person does not look at: case, kind of dash, white space."""
    return " ".join(text.translate(_SAME).casefold().split())


def contains(words: str) -> Check:
    """All texts of the turn together say these words."""
    return Check(
        f'contains "{words}"', lambda answer: None if plain(words) in plain(answer.text) else "not said"
    )


def not_contains(words: str) -> Check:
    """No text of the turn says these words."""
    return Check(
        f'not contains "{words}"', lambda answer: "said" if plain(words) in plain(answer.text) else None
    )


def matches(expression: str) -> Check:
    """A regular expression matches somewhere in the texts."""
    return Check(
        f"matches /{expression}/",
        lambda answer: None if re.search(expression, answer.text, FLAGS) else "no match",
    )


def not_matches(expression: str) -> Check:
    """A regular expression matches nowhere in the texts."""

    def found(answer: Answer) -> str | None:
        match = re.search(expression, answer.text, FLAGS)
        return f'"{match.group()}"' if match else None

    return Check(f"not matches /{expression}/", found)


def max_words(most: int) -> Check:
    """The texts together have at most so many words."""

    def found(answer: Answer) -> str | None:
        words = len(answer.text.split())
        return f"{words} words" if words > most else None

    return Check(f"at most {most} words", found)


def kind(allowed: Sequence[str]) -> Check:
    """The reply is of one of these kinds."""

    def found(answer: Answer) -> str | None:
        kinds = answer.has("kind")
        return None if set(kinds) & set(allowed) else _listed(kinds)

    return Check(f"kind {' or '.join(allowed)}", found)


def tier(wanted: str) -> Check:
    """The reply has this tier; none at all for :data:`NO_TIER`."""

    def found(answer: Answer) -> str | None:
        tiers = answer.has("tier")
        holds = not any(tiers) if wanted == NO_TIER else wanted in tiers
        return None if holds else f"tier {_listed(tiers)}"

    return Check(f"tier {wanted}", found)


def content(ids: Sequence[str]) -> Check:
    """The reply speaks of all these items; of none at all for an empty list."""
    return _all_named("content", "content_ids", ids)


def group(ids: Sequence[str]) -> Check:
    """The reply names all these red-flag groups; none at all for an empty list."""
    return _all_named("group", "groups", ids)


def flag(name: str, wanted: bool) -> Check:
    """A mark of the contract, such as ``hold``, is there or is not."""

    def found(answer: Answer) -> str | None:
        there = any(answer.has(name))
        return None if there is wanted else f"{name} {str(there).lower()}"

    return Check(f"{name} {str(wanted).lower()}", found)


def buttons(wanted: Sequence[str]) -> Check:
    """The reply offers all these buttons, by title or payload; none at all for an empty list."""

    def found(answer: Answer) -> str | None:
        offered = answer.buttons
        known = {plain(name) for button in offered for name in button}
        holds = all(plain(name) in known for name in wanted) if wanted else not offered
        return None if holds else f"buttons {_listed(title for title, _ in offered)}"

    return Check(f"buttons {_listed(wanted)}", found)


def says(text: str) -> Check:
    """One of the reply's messages is this text; only white space may differ."""

    def found(answer: Answer) -> str | None:
        return None if _spaced(text) in map(_spaced, answer.texts) else "not said"

    return Check(f'bot "{text}"', found)


def utters(name: str) -> Check:
    """A response of the domain is said."""
    return _inside("utter", name, lambda inside: inside.utters)


def runs(name: str) -> Check:
    """An action runs."""
    return _inside("action", name, lambda inside: inside.actions)


def intent(name: str) -> Check:
    """The message is read as this intent."""
    return _inside("intent", name, lambda inside: inside.intents)


def slot_was_set(name: str, *value: Any) -> Check:
    """A slot has a value after the turn; the given one, if one is given."""

    def found(answer: Answer) -> str | None:
        now = _slot(answer, name)
        return None if (now == value[0] if value else now is not None) else f"{name} is {now!r}"

    return Check(f"slot {name}{_valued(value)}", found, inside=True)


def slot_was_not_set(name: str, *value: Any) -> Check:
    """A slot has no value after the turn; or another one than the given one."""

    def found(answer: Answer) -> str | None:
        now = _slot(answer, name)
        return None if (now != value[0] if value else now is None) else f"{name} is {now!r}"

    return Check(f"slot {name} not{_valued(value) or ' set'}", found, inside=True)


def _slot(answer: Answer, name: str) -> Any:
    slots: Mapping[str, Any] = answer.inside.slots if answer.inside else {}
    return slots.get(name)


def _valued(value: Sequence[Any]) -> str:
    return f" = {value[0]!r}" if value else ""


def _all_named(word: str, key: str, ids: Sequence[str]) -> Check:
    def found(answer: Answer) -> str | None:
        there = answer.named(key)
        holds = set(ids) <= set(there) if ids else not there
        return None if holds else f"{word} {_listed(there)}"

    return Check(f"{word} {_listed(ids)}", found)


def _inside(word: str, name: str, what: Callable[[Inside], Sequence[str]]) -> Check:
    def found(answer: Answer) -> str | None:
        there = what(answer.inside) if answer.inside else ()
        return None if name in there else f"{word} {_listed(there)}"

    return Check(f"{word} {name}", found, inside=True)


def _listed(names: Iterable[Any]) -> str:
    return ", ".join(str(name) for name in names if name is not None) or "none"


def _spaced(text: str) -> str:
    return " ".join(text.split())
