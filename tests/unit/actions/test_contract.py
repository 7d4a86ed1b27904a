"""Every turn keeps the contract: whatever is asked, named and remembered."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pytest

from limber.channels.entry import is_button_payload
from limber.content import default_store
from limber.content.checks import BODY_WORDS
from limber.content.models import SHORT_WORDS, Tier
from limber.nlu.questions import SMALL_TALK
from limber.replies import Kind
from limber.replies.buttons import MOST_BUTTONS
from limber.safety.dialogue import RED_FLAG
from tests.unit.actions.harness import Conversation, Turn, intents, question

STORE = default_store()

BEFORE: dict[str, Callable[[Conversation], object]] = {
    "nothing": lambda _: None,
    "a static stretch": lambda talk: talk.ask("ask_how_to", stretch="pigeon"),
    "the dynamic stretch": lambda talk: talk.ask("ask_how_to", stretch="cat_cow"),
    "a stretch with other ways": lambda talk: talk.ask("ask_how_to", stretch="side_bend"),
    "a muscle": lambda talk: talk.ask("ask_muscle", muscle="piriformis"),
    "a list": lambda talk: talk.ask("find_stretch"),
    "an answer": lambda talk: talk.ask("ask_warm_up"),
    "two answers": lambda talk: talk.ask_all(question("ask_how_to"), question("ask_breathing")),
    "a fallback": lambda talk: talk.ask("nlu_fallback", ranking=["ask_breathing"]),
}


@cache
def remembered() -> Mapping[str, Mapping[str, Any]]:
    """What is remembered after each of :data:`BEFORE`."""
    talks = {before: Conversation() for before in BEFORE}
    for before, talk in talks.items():
        BEFORE[before](talk)
    return {before: talk.slots for before, talk in talks.items()}


def names() -> Iterator[list[tuple[str, str]]]:
    """No name, and two things of each kind."""
    yield []
    for entity, ids in STORE.ids().items():
        for thing in sorted(ids)[:2]:
            yield [(entity, thing)]


def check(turn: Turn, longest: int = SHORT_WORDS) -> None:
    """What the contract says about a turn."""
    contract = turn.contract
    assert contract["kind"] in {kind.value for kind in Kind}
    assert contract["tier"] in {None, *(tier.value for tier in Tier)}
    assert {"content_ids", "groups", "sources"} <= contract.keys()
    assert all(STORE.item(item) for item in contract["content_ids"])
    assert contract["sources"] or not contract["content_ids"]
    assert all(text.strip() for text in turn.texts)
    assert turn.texts
    assert "{" not in turn.said, "a placeholder was not filled"
    assert len(turn.lead.split()) <= longest
    assert len(turn.payloads) <= MOST_BUTTONS or contract["kind"] == "clarify"
    assert len(set(turn.payloads)) == len(turn.payloads)
    for payload in turn.payloads:
        assert is_button_payload(payload, STORE), payload


@pytest.mark.parametrize("intent", intents())
def test_every_intent_with_every_name_after_everything(intent: str) -> None:
    longest = BODY_WORDS if intent in {"tell_me_more", "affirm"} else SHORT_WORDS
    for before, slots in remembered().items():
        for named in names():
            turn = Conversation(**slots).ask(
                intent, *named, text="and this one?", ranking=["ask_breathing", intent]
            )
            try:
                check(turn, longest)
            except AssertionError as error:
                raise AssertionError(f"after {before}, naming {named}: {error}") from error


@pytest.mark.parametrize("intent", intents())
def test_every_button_leads_to_an_answer(intent: str) -> None:
    for named in names():
        talk = Conversation()
        for payload in talk.ask(intent, *named, ranking=["ask_breathing"]).payloads:
            after = Conversation(**talk.slots).tap(payload)
            assert after.kind in {"answer", "list", "steps", "clarify", "decline", "escalation"}, payload


TOGETHER = sorted(set(intents()) - SMALL_TALK - {RED_FLAG})
"""What can be read beside another question; a red flag overrules all others."""


@pytest.mark.parametrize("second", TOGETHER)
def test_every_question_goes_with_every_other(second: str) -> None:
    for first in TOGETHER:
        turn = Conversation().ask_all(question(first), question(second), text="one and the other")
        contract = turn.contract
        assert turn.texts
        assert contract["kind"] in {kind.value for kind in Kind}
        assert all(is_button_payload(payload, STORE) for payload in turn.payloads)
