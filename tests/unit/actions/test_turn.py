"""Several questions in one message, and a memory that has grown stale."""

from __future__ import annotations

from typing import Any

import pytest

from limber.content import default_store
from tests.unit.actions.harness import Conversation, question

STORE = default_store()


def test_two_questions_are_both_answered_in_order_with_one_contract() -> None:
    hold = Conversation().ask("ask_hold_time", stretch="pigeon")
    muscle = Conversation().ask("ask_muscle", muscle="piriformis")
    turn = Conversation().ask_all(
        question("ask_hold_time", ("stretch", "pigeon")), question("ask_muscle", ("muscle", "piriformis"))
    )
    assert turn.texts == [*hold.texts, *muscle.texts]
    assert turn.content == ["pigeon", "piriformis"]
    assert turn.kind == "answer"
    assert set(turn.contract["sources"]) == {*hold.contract["sources"], *muscle.contract["sources"]}
    assert turn.payloads == muscle.payloads


def test_three_questions_are_all_answered() -> None:
    turn = Conversation().ask_all(
        question("ask_hold_time"), question("ask_frequency"), question("ask_breathing")
    )
    main = [STORE.main_answer(intent) for intent in ("ask_hold_time", "ask_frequency", "ask_breathing")]
    assert turn.content == [answer.id for answer in main if answer]


def test_a_later_question_is_about_the_stretch_of_an_earlier_one() -> None:
    turn = Conversation().ask_all(
        question("ask_how_to", ("stretch", "cat_cow")),
        question("ask_hold_time"),
        text="how do I do cat cow and how long do I do it",
    )
    assert turn.content == ["cat_cow"]
    assert "nothing to hold" in turn.said


def test_one_question_about_two_stretches_is_answered_for_each() -> None:
    turn = Conversation().ask("ask_hold_time", ("stretch", "pigeon"), ("stretch", "cat_cow"))
    assert turn.content == ["pigeon", "cat_cow"]


def test_one_question_about_more_than_three_stretches_is_answered_for_three() -> None:
    stretches = [("stretch", stretch) for stretch in STORE.stretches]
    assert len(Conversation().ask("ask_hold_time", *stretches).content) == 3


def test_the_same_answer_is_not_said_twice() -> None:
    turn = Conversation().ask_all(question("ask_breathing"), question("ask_breathing"))
    assert turn.texts == Conversation().ask("ask_breathing").texts


def test_repeat_says_both_answers_again() -> None:
    talk = Conversation()
    first = talk.ask_all(question("ask_hold_time", ("stretch", "pigeon")), question("ask_breathing"))
    assert talk.ask("repeat").texts == first.texts


def test_a_tapped_button_asks_what_it_says_whatever_was_typed_before() -> None:
    talk = Conversation()
    talk.ask("ask_hold_time", stretch="cat_cow")
    turn = talk.tap('/ask_easier{"stretch": "pigeon"}')
    assert turn.messages == Conversation().ask("ask_easier", stretch="pigeon").messages


@pytest.mark.parametrize("slot", ["stretch", "muscle", "topic"])
@pytest.mark.parametrize(
    "intent", ["ask_hold_time", "ask_muscle", "ask_feel", "tell_me_more", "next_item", "ask_sources"]
)
def test_an_id_that_left_the_store_is_forgotten(slot: str, intent: str) -> None:
    turn = Conversation(**{slot: "no_longer_there"}).ask(intent)
    assert turn.messages == Conversation().ask(intent).messages
    assert "no_longer_there" not in turn.slots.values()


def test_a_listed_stretch_that_left_the_store_is_skipped() -> None:
    talk = Conversation(listing=["no_longer_there", "pigeon"])
    assert talk.ask("ask_how_to", ordinal="first").content == ["pigeon"]


STALE = [
    ("ask_how_to", "stretch"),
    ("find_stretch", "complaint"),
    ("ask_existing_condition", "condition"),
    ("ask_muscle", "muscle"),
    ("find_stretch", "muscle"),
    ("ask_benefits", "answer"),
    ("ask_no_longer_there", "stretch"),
]


@pytest.mark.parametrize(("intent", "entity"), STALE)
@pytest.mark.parametrize(("slot", "asked"), [("asked", "repeat"), ("offer", "affirm")])
def test_a_remembered_question_about_what_left_the_store_is_harmless(
    slot: str, asked: str, intent: str, entity: str
) -> None:
    remembered: dict[str, Any] = {"intent": intent, "entities": [[entity, "no_longer_there"]]}
    turn = Conversation(**{slot: [remembered] if slot == "asked" else remembered}).ask(asked)
    assert turn.texts


@pytest.mark.parametrize(("slot", "asked"), [("asked", "repeat"), ("offer", "affirm")])
def test_a_remembered_question_of_an_intent_that_is_gone_is_harmless(slot: str, asked: str) -> None:
    remembered: dict[str, Any] = {"intent": "ask_no_longer_there", "entities": [["stretch", "pigeon"]]}
    turn = Conversation(**{slot: [remembered] if slot == "asked" else remembered}).ask(asked)
    assert turn.texts


def test_unknown_names_in_the_first_turn_do_not_matter_to_small_answers() -> None:
    assert Conversation().ask("ask_breathing", place="chair", level="beginner").content == ["breathing"]
