"""Rules, domain and actions agree: each intent has one action, and it is the one that serves it."""

from __future__ import annotations

import pytest

from actions.base import LimberAction
from actions.turn import Memory
from limber.channels.entry import is_button_payload
from limber.content import default_store
from limber.content.models import SHORT_WORDS
from limber.nlu.questions import SMALL_TALK
from limber.replies.buttons import MOST_BUTTONS
from tests.unit.actions.harness import ANSWER_ACTION, domain, executor, rules


def served() -> dict[str, set[str]]:
    """Name of every action, and the intents that it says it answers."""
    found: dict[str, set[str]] = {}
    for run in executor().actions.values():
        action = run.__self__
        assert isinstance(action, LimberAction)
        found[action.name()] = set(action.intents)
    return found


def ruled() -> dict[str, set[str]]:
    """Name of every action with a rule, and the intents of its rules."""
    found: dict[str, set[str]] = {}
    for intent, action in rules().items():
        found.setdefault(action, set()).add(intent)
    return found


@pytest.mark.parametrize("action", sorted(set(served()) - {ANSWER_ACTION}))
def test_an_action_has_rules_for_its_intents_and_no_others(action: str) -> None:
    assert served()[action] == ruled().get(action, set())


def test_answers_need_no_rule_of_their_own() -> None:
    assert ANSWER_ACTION not in ruled()
    assert served()[ANSWER_ACTION] == set()


def test_every_intent_is_served_by_one_action() -> None:
    intents = [intent for found in served().values() for intent in found]
    assert len(intents) == len(set(intents))


def test_the_domain_names_every_action_and_no_other() -> None:
    assert sorted(domain()["actions"]) == sorted(served())


def test_every_rule_names_an_action_or_a_response_that_exists() -> None:
    assert set(ruled()) <= set(served()) | set(domain()["responses"])


def test_every_intent_of_the_domain_has_a_rule_or_an_answer() -> None:
    store = default_store()
    silent = [one for one in domain()["intents"] if one not in rules() and not store.main_answer(one)]
    assert silent == []


def test_every_rule_is_for_an_intent_that_can_be_read() -> None:
    answers = {answer.intent for answer in default_store().answers.values()}
    assert set(rules()) <= set(domain()["intents"]) | answers


def test_the_domain_has_the_slots_that_the_actions_use() -> None:
    assert set(domain()["slots"]) == set(Memory().as_slots())


def test_the_domain_has_the_entities_of_the_store() -> None:
    assert set(domain()["entities"]) == set(default_store().ids())


@pytest.mark.parametrize("response", sorted(domain()["responses"]))
def test_a_response_answers_the_intent_that_it_is_named_after(response: str) -> None:
    assert rules()[response.removeprefix("utter_")] == response


def test_what_a_response_answers_is_never_read_beside_another_question() -> None:
    answered = {intent for intent, action in rules().items() if action in domain()["responses"]}
    assert answered <= SMALL_TALK


@pytest.mark.parametrize("response", sorted(domain()["responses"]))
def test_every_form_of_a_response_keeps_the_contract(response: str) -> None:
    for form in domain()["responses"][response]:
        assert 0 < len(form["text"].split()) <= SHORT_WORDS
        contract = form["custom"]["data"]["limber"]
        assert contract == {
            "kind": "small_talk",
            "content_ids": [],
            "tier": None,
            "groups": [],
            "sources": [],
        }
        buttons = form.get("buttons", [])
        assert len(buttons) <= MOST_BUTTONS
        assert all(is_button_payload(button["payload"], default_store()) for button in buttons)
