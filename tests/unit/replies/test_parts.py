"""Which messages a turn becomes."""

from __future__ import annotations

from dataclasses import replace

from limber.content import ContentStore
from limber.content.models import Tier
from limber.replies import Block, Button, Kind, Reply, Turn
from limber.replies.parts import in_parts, plain_block

SEEN = Button("Seen", "hold_seen")
EMERGENCY = Reply(
    Kind.ESCALATION,
    (Block("Call now."), Block("Your question waits.")),
    buttons=(SEEN,),
    tier=Tier.EMERGENCY,
    groups=("saddle",),
)


def shape(reply: Reply, store: ContentStore) -> list[tuple[int, int, int]]:
    """Blocks, numbers and buttons of each message."""
    parts = in_parts(Turn.from_reply(reply), store)
    return [(len(part.blocks), len(part.contacts), len(part.choices)) for part in parts]


def test_an_answer_is_one_message(store: ContentStore) -> None:
    assert shape(Reply(Kind.ANSWER, (Block("a"), Block("b")), buttons=(SEEN,)), store) == [(2, 0, 1)]


def test_an_escalation_stands_first_and_alone(store: ContentStore) -> None:
    assert shape(EMERGENCY, store) == [(1, 0, 0), (0, 3, 0), (1, 0, 1)]
    assert shape(replace(EMERGENCY, blocks=EMERGENCY.blocks[:1]), store) == [(1, 0, 0), (0, 3, 0), (0, 0, 1)]


def test_what_there_is_not_is_no_message(store: ContentStore) -> None:
    assert shape(replace(EMERGENCY, blocks=EMERGENCY.blocks[:1], buttons=()), store) == [(1, 0, 0), (0, 3, 0)]


def test_a_reminder_has_no_numbers_again(store: ContentStore) -> None:
    assert shape(replace(EMERGENCY, flags={"hold": True}), store) == [(1, 0, 0), (1, 0, 1)]


def test_a_block_as_lines() -> None:
    assert plain_block(Block("Lead:", ("a", "b"), numbered=True)) == "Lead:\n1. a\n2. b"
    assert plain_block(Block("", ("a",)), "-") == "- a"
    assert plain_block(Block("words")) == "words"
