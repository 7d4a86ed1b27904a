"""What holds on every turn of Limber is noticed when it does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from limber.content import ContentStore
from limber.replies import Block, Button, Kind, Reply, to_rasa
from limber.testing.answers import Answer, Inside
from limber.testing.standing import standing_checks
from tests.unit.testing.bots import contract, said

REPLY = Reply(
    Kind.STEPS,
    (Block("Here is how:", ("Lie down.", "Breathe - slowly."), numbered=True), Block("Also:", ("a", "b"))),
    (Button("How long?", "ask_hold_time"),),
    ("pigeon",),
)


def answer(sent: Sequence[Any], replies: Sequence[Any] | None = None, *troubles: str) -> Answer:
    return Answer(replies or sent, Inside({}, sent=tuple(sent)), troubles)


def faults(one: Answer, store: ContentStore) -> dict[str, str | None]:
    found = {check.expected: check.found(one) for check in standing_checks(store)}
    return {expected: instead for expected, instead in found.items() if instead}


def test_a_real_reply_passes(store: ContentStore) -> None:
    assert faults(answer(to_rasa(REPLY)), store) == {}


@pytest.mark.parametrize(
    ("one", "expected", "found"),
    [
        (answer([contract()]), "says something", "silence"),
        (answer(said("Hi.")), "ends with one contract message", "0 contract messages"),
        (answer([contract(), *said("Hi.")]), "ends with one contract message", "something is said after it"),
        (answer([*said("Hi."), contract(), contract()]), "ends with one contract message", "2 contract"),
        (answer([*said("Hi."), contract()], None, "x raised"), "nothing fails inside", "x raised"),
        (
            answer([*said("Hi.", **{"How long?": "/ask_hold_tiem"}), contract()]),
            "every button sends what Limber knows",
            '"How long?" sends /ask_hold_tiem',
        ),
        (
            answer([*said("Hi."), contract()], [*said("Hi.", "- and more"), contract()]),
            "the web shows every word",
            'not shown there: "and more"',
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_wrong_is_told(one: Answer, expected: str, found: str, store: ContentStore) -> None:
    assert found in (faults(one, store)[expected] or "")
