"""What holds on every turn of Limber, whether a case says it or not; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from limber.channels.entry import is_button_payload
from limber.content import ContentStore
from limber.replies import to_turn
from limber.testing.answers import Answer
from limber.testing.cases import Check
from limber.testing.checks import plain

NOTHING_FAILS = Check("nothing fails inside", lambda answer: "; ".join(answer.troubles) or None)
"""Holds on every turn of every bot: a failure that a fallback hides is one still."""


def standing_checks(store: ContentStore) -> tuple[Check, ...]:
    """The checks that every turn of Limber must pass.

    Args:
        store: the store that the bot speaks from.
    """

    def unknown_button(answer: Answer) -> str | None:
        wrong = [
            f'"{title}" sends {payload}'
            for title, payload in answer.buttons
            if not is_button_payload(payload, store)
        ]
        return "; ".join(wrong) or None

    def lost_on_the_web(answer: Answer) -> str | None:
        sent = answer.inside.sent if answer.inside else ()
        shown = plain(" ".join(_words_of(to_turn("", sent, store))))
        lost = [
            line
            for text in answer.texts
            for line in map(_bare, text.splitlines())
            if plain(line) not in shown
        ]
        return f'not shown there: "{lost[0]}"' if sent and lost else None

    return (
        NOTHING_FAILS,
        Check("says something", lambda answer: None if answer.text.strip() else "silence"),
        Check("ends with one contract message", _contract_fault),
        Check("every button sends what Limber knows", unknown_button),
        Check("the web shows every word", lost_on_the_web, inside=True),
    )


def _contract_fault(answer: Answer) -> str | None:
    found = len(answer.contracts)
    if found != 1:
        return f"{found} contract messages"
    return None if "custom" in answer.replies[-1] else "something is said after it"


def _bare(line: str) -> str:
    """A line without the mark of a list's item."""
    mark, _, rest = line.partition(" ")
    return rest if mark == "-" or (mark[:-1].isdigit() and mark.endswith(".")) else line


def _words_of(turn: Mapping[str, Any]) -> Iterator[str]:
    blocks: Sequence[Mapping[str, Any]] = turn["blocks"]
    for block in blocks:
        yield block["text"]
        yield from block["items"]
