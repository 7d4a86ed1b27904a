"""Turns as Slack's messages, checked by what Slack's own SDK knows of blocks."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from slack_sdk.models.blocks import Block as SlackBlock

from limber.content import ContentStore
from limber.content.models import Tier
from limber.replies import Block, Button, Kind, Reply, Turn
from limber.replies.slack import LONGEST_TEXT, MOST_BLOCKS, escaped, to_messages, without_buttons

HOW_LONG = Button("How long?", "ask_hold_time", {"stretch": "pigeon"})
STEPS = Reply(
    Kind.STEPS,
    (Block("Here is how:", ("Kneel.", "Lean <far> & *breathe*."), numbered=True), Block("Take care.")),
    buttons=(HOW_LONG,),
    content_ids=("pigeon",),
)
EMERGENCY = Reply(
    Kind.ESCALATION, (Block("Call now."),), tier=Tier.EMERGENCY, groups=("saddle",), buttons=(HOW_LONG,)
)


def messages(reply: Reply, store: ContentStore) -> list[dict[str, Any]]:
    made = to_messages(Turn.from_reply(reply), store)
    for message in made:
        parsed = SlackBlock.parse_all(message["blocks"])
        assert len(list(parsed)) == len(message["blocks"]) <= MOST_BLOCKS
        for block in parsed:
            block.validate_json()
        assert 0 < len(message["text"]) <= 4000
    return made


def test_steps_are_a_card_with_a_list_and_buttons(store: ContentStore) -> None:
    (message,) = messages(STEPS, store)
    header, steps, care, facts, actions = message["blocks"]

    assert header["text"]["text"] == "Pigeon pose"
    lead, listed = steps["elements"]
    assert lead["elements"] == [{"type": "text", "text": "Here is how:", "style": {"bold": True}}]
    assert listed["style"] == "ordered"
    assert listed["elements"][1]["elements"] == [{"type": "text", "text": "Lean <far> & *breathe*."}]
    assert care["elements"][0]["elements"] == [{"type": "text", "text": "Take care."}]
    assert facts["elements"][0]["text"].startswith("The pigeon pose targets: ")
    assert actions["elements"][0]["value"] == HOW_LONG.payload
    assert message["text"] == "Here is how:\n1. Kneel.\n2. Lean &lt;far&gt; &amp; *breathe*.\nTake care."


def test_other_replies_are_no_card(store: ContentStore) -> None:
    (message,) = messages(replace(STEPS, kind=Kind.LIST), store)

    assert [block["type"] for block in message["blocks"]] == ["rich_text", "rich_text", "actions"]


def test_an_emergency_stands_alone_and_its_numbers_can_be_tapped(store: ContentStore) -> None:
    first, numbers, rest = messages(EMERGENCY, store)

    assert [block["type"] for block in first["blocks"]] == ["rich_text"]
    assert first["text"] == "Call now."
    assert "<tel:112|Call 112 (Europe, India)>" in numbers["blocks"][0]["text"]["text"]
    assert [block["type"] for block in rest["blocks"]] == ["actions"]
    assert rest["text"] == "How long?"


def test_much_comes_in_parts(store: ContentStore) -> None:
    sentence = "Breathe out and in. "
    blocks = (Block(sentence * 300), *(Block(f"Part {number}.") for number in range(120)))

    made = messages(Reply(Kind.ANSWER, blocks, buttons=(HOW_LONG,)), store)

    assert len(made) == 3
    assert [message["blocks"][-1]["type"] for message in made] == ["rich_text", "rich_text", "actions"]
    sections = made[0]["blocks"][0]["elements"]
    assert len(sections) == 2
    assert all(len(section["elements"][0]["text"]) <= LONGEST_TEXT for section in sections)


@pytest.mark.parametrize("length", [75, 76, 300])
def test_long_titles_are_cut(store: ContentStore, length: int) -> None:
    (message,) = messages(Reply(Kind.ANSWER, (Block("a"),), buttons=(Button("x" * length, "ask"),)), store)

    assert len(message["blocks"][-1]["elements"][0]["text"]["text"]) == 75


def test_nothing_is_taken_for_a_link() -> None:
    assert escaped("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"


def test_a_pressed_button_leaves_what_was_chosen(store: ContentStore) -> None:
    (message,) = messages(STEPS, store)

    blocks = without_buttons([*message["blocks"], "nonsense"], "How long?")

    assert blocks[:-1] == message["blocks"][:-1]
    assert blocks[-1]["elements"][0]["text"] == "\u2713 How long?"
    assert len(without_buttons([{"type": "divider"}] * 80, "x")) == MOST_BLOCKS
