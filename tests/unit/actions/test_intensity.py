"""Easier and harder forms, also where the store has none."""

from __future__ import annotations

import pytest

from limber.content import Stretch, default_store
from limber.replies import in_sentence
from tests.unit.actions.harness import Conversation

STRETCHES = list(default_store().stretches.values())
FORMS = {"ask_easier": ("modifications", "easier"), "ask_harder": ("progressions", "harder")}


@pytest.mark.parametrize("stretch", STRETCHES, ids=lambda stretch: stretch.id)
@pytest.mark.parametrize("intent", FORMS)
def test_every_form_and_every_other_stretch_is_named(intent: str, stretch: Stretch) -> None:
    store = default_store()
    forms, others = (getattr(stretch, field) for field in FORMS[intent])
    turn = Conversation().ask(intent, stretch=stretch.id)
    assert turn.content == [stretch.id]
    assert turn.items == [f"- {form}" for form in forms]
    for other in others:
        assert in_sentence(store.stretches[other]) in turn.said
        assert f'/ask_how_to{{"stretch": "{other}"}}' in turn.payloads


@pytest.mark.parametrize("stretch", STRETCHES, ids=lambda stretch: stretch.id)
@pytest.mark.parametrize("intent", FORMS)
def test_where_the_source_has_no_form_of_its_own_this_is_said(intent: str, stretch: Stretch) -> None:
    forms, way = FORMS[intent]
    none = default_store().phrases.say(f"{way}_none", name=in_sentence(stretch))
    turn = Conversation().ask(intent, stretch=stretch.id)
    assert (none in turn.said) is not bool(getattr(stretch, forms))


@pytest.mark.parametrize("intent", FORMS)
def test_without_a_stretch_the_general_answer_is_given(intent: str) -> None:
    answer = default_store().main_answer(intent)
    assert answer is not None
    assert Conversation().ask(intent).content == [answer.id]


@pytest.mark.parametrize("intent", FORMS)
def test_the_last_stretch_is_meant(intent: str) -> None:
    talk = Conversation()
    talk.ask("ask_hold_time", stretch="pigeon")
    assert talk.ask(intent, text="something gentler or deeper?").content == ["pigeon"]
