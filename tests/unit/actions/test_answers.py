"""Answers of the store, conditions, sources, and what Limber does not know."""

from __future__ import annotations

import pytest

from limber.content import Answer, Condition, default_store
from tests.unit.actions.harness import ANSWER_ACTION, Conversation, action_for

STORE = default_store()
BY_INTENT = [answer for answer in STORE.answers.values() if action_for(answer.intent) == ANSWER_ACTION]


@pytest.mark.parametrize("answer", BY_INTENT, ids=lambda answer: answer.id)
def test_an_answer_is_said_by_its_intent_or_its_name(answer: Answer) -> None:
    names = [] if answer.main else [("answer", answer.id)]
    turn = Conversation().ask(answer.intent, *names)
    assert turn.content == [answer.id]
    assert turn.lead == answer.short
    assert turn.items == [f"- {point}" for point in answer.points]
    assert turn.contract["tier"] == (answer.tier.value if answer.tier else None)
    assert turn.contract["sources"]


def test_a_name_that_another_intent_owns_is_no_reason_to_change_the_subject() -> None:
    foreign = next(one for one in STORE.answers.values() if not one.main and one.intent != "ask_breathing")
    main = STORE.main_answer("ask_breathing")
    assert main is not None
    assert Conversation().ask("ask_breathing", answer=foreign.id).content == [main.id]


@pytest.mark.parametrize("condition", STORE.vocabulary.conditions, ids=lambda condition: condition.id)
def test_a_condition_is_named_and_sent_to_a_professional(condition: Condition) -> None:
    turn = Conversation().ask("ask_existing_condition", condition=condition.id)
    assert condition.title in turn.texts[0]
    assert turn.kind in {"answer", "list"}
    assert turn.contract["precaution"] is True
    assert "doctor" in turn.said or "physiotherapist" in turn.said


def test_a_condition_without_a_name_is_sent_to_a_professional_too() -> None:
    turn = Conversation().ask("ask_existing_condition")
    assert turn.contract["precaution"] is True
    assert "doctor" in turn.said or "physiotherapist" in turn.said


def test_sources_in_general_then_those_of_the_last_answer_first() -> None:
    talk = Conversation()
    general = talk.ask("ask_sources")
    talk.ask("ask_how_to", stretch="pigeon")
    turn = talk.ask("ask_sources", text="where is that from?")
    assert turn.said.endswith(general.said)
    for citation in STORE.stretches["pigeon"].sources:
        assert citation.section in turn.texts[0]


def test_what_no_source_covers_is_said_plainly() -> None:
    answer = STORE.main_answer("ask_unchecked")
    assert answer is not None
    turn = Conversation().ask("ask_unchecked")
    assert turn.kind == "decline"
    assert turn.said == answer.short


def test_what_no_source_covers_offers_the_nearest_questions_first() -> None:
    turn = Conversation().ask("ask_unchecked", nearest=["warm_up", "pigeon"])
    assert turn.payloads[:2] == ["/ask_warm_up", '/ask_how_to{"stretch": "pigeon"}']
    assert len(turn.payloads) == 3


def test_what_is_outside_is_declined_with_a_way_back() -> None:
    turn = Conversation().ask("out_of_scope")
    assert turn.kind == "decline"
    assert turn.content == []
    assert turn.payloads


def test_an_unclear_message_offers_the_nearest_questions_and_yes_takes_the_first() -> None:
    talk = Conversation()
    turn = talk.ask("nlu_fallback", ranking=["greet", "ask_breathing", "ask_hold_time", "ask_frequency"])
    assert turn.kind == "fallback"
    assert turn.payloads == ["/ask_breathing", "/ask_hold_time", "/ask_frequency"]
    assert talk.ask("affirm", text="yes").content == talk.tap("/ask_breathing").content


def test_an_unclear_message_about_a_stretch_offers_questions_about_it() -> None:
    turn = Conversation().ask("nlu_fallback", stretch="pigeon", ranking=["ask_how_to", "ask_hold_time"])
    assert turn.payloads == ['/ask_how_to{"stretch": "pigeon"}', '/ask_hold_time{"stretch": "pigeon"}']


def test_an_unclear_message_near_nothing_offers_where_to_start() -> None:
    turn = Conversation().ask("nlu_fallback", ranking=["greet", "ask_unchecked"])
    assert turn.payloads == ["/find_stretch", "/ask_how_to"]
