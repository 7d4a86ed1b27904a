"""Replies as messages, with the contract at the end."""

from __future__ import annotations

from typing import Any

import pytest

from limber.content.models import Tier
from limber.replies import Block, Button, Kind, Reply, to_messages

REPLY = Reply(
    Kind.STEPS,
    (Block("Here is how:", ("Kneel.", "Lean."), numbered=True), Block("", ("one", "two")), Block("Done.")),
    buttons=(
        Button("How often", "ask_frequency"),
        Button("Which muscles?", "ask_muscles", {"stretch": "pigeon"}),
    ),
    content_ids=("pigeon",),
    sources=("Article, Pigeon",),
)


def contract(reply: Reply) -> dict[str, Any]:
    data: dict[str, Any] = to_messages(reply)[-1]["json_message"]["data"]["limber"]
    return data


def test_each_block_is_a_text_and_the_contract_ends_the_turn() -> None:
    *texts, last = to_messages(REPLY)

    assert [set(message) & {"text", "json_message"} for message in texts] == [{"text"}] * 3
    assert set(last) == {"json_message"}


def test_steps_are_numbered_and_lists_are_not() -> None:
    steps, plain, done = (message["text"] for message in to_messages(REPLY)[:-1])

    assert steps == "Here is how:\n1. Kneel.\n2. Lean."
    assert plain == "- one\n- two"
    assert done == "Done."


def test_buttons_go_with_the_last_text() -> None:
    messages = to_messages(REPLY)

    assert [place for place, message in enumerate(messages) if "buttons" in message] == [2]
    assert messages[2]["buttons"] == [
        {"title": "How often", "payload": "/ask_frequency"},
        {"title": "Which muscles?", "payload": '/ask_muscles{"stretch": "pigeon"}'},
    ]


def test_a_reply_without_buttons_has_no_buttons_key() -> None:
    assert all("buttons" not in message for message in to_messages(Reply.of(Kind.ANSWER, "Hm.")))


def test_the_contract_says_what_was_said() -> None:
    assert contract(REPLY) == {
        "kind": "steps",
        "content_ids": ["pigeon"],
        "tier": None,
        "groups": [],
        "sources": ["Article, Pigeon"],
    }


def test_an_escalation_has_its_tier_and_groups_and_marks() -> None:
    reply = Reply(
        Kind.ESCALATION, (Block("Stop."),), tier=Tier.EMERGENCY, groups=("saddle",), flags={"hold": True}
    )

    said = contract(reply)

    assert (said["kind"], said["tier"], said["groups"]) == ("escalation", "emergency", ["saddle"])
    assert said["hold"] is True


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_ends_with_exactly_one_contract(kind: Kind) -> None:
    messages = to_messages(Reply.of(kind, "One.", "Two."))

    assert [place for place, message in enumerate(messages) if "json_message" in message] == [2]
    assert messages[-1]["json_message"]["data"]["limber"]["kind"] == kind.value


def test_the_kinds_are_those_of_the_contract() -> None:
    assert {kind.value for kind in Kind} == {
        "answer",
        "steps",
        "list",
        "escalation",
        "safety_check",
        "clarify",
        "decline",
        "fallback",
        "small_talk",
        "routine",
    }
