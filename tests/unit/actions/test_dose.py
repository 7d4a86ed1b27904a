"""How long and how often: the stretch's own dose, else the rule for all."""

from __future__ import annotations

import pytest

from limber.content import Stretch, default_store
from tests.unit.actions.harness import Conversation

STATIC = [stretch for stretch in default_store().stretches.values() if stretch.kind == "static"]
DYNAMIC = [stretch for stretch in default_store().stretches.values() if stretch.kind == "dynamic"]


@pytest.mark.parametrize("stretch", STATIC, ids=lambda stretch: stretch.id)
@pytest.mark.parametrize("intent", ["ask_hold_time", "ask_repetitions"])
def test_a_static_stretch_has_seconds_and_repeats(intent: str, stretch: Stretch) -> None:
    turn = Conversation().ask(intent, stretch=stretch.id)
    assert f"{stretch.hold_seconds} seconds" in turn.said
    assert f"{stretch.repeats} times" in turn.said
    assert turn.content == [stretch.id]


@pytest.mark.parametrize("stretch", DYNAMIC, ids=lambda stretch: stretch.id)
@pytest.mark.parametrize("intent", ["ask_hold_time", "ask_repetitions"])
def test_a_dynamic_stretch_has_repetitions_and_no_seconds(intent: str, stretch: Stretch) -> None:
    turn = Conversation().ask(intent, stretch=stretch.id)
    assert f"{stretch.repetitions} " in turn.said
    assert "repetitions" in turn.said
    assert "seconds" not in turn.said
    assert turn.content == [stretch.id]


@pytest.mark.parametrize("intent", ["ask_hold_time", "ask_repetitions"])
def test_without_a_stretch_the_rule_for_all_is_said(intent: str) -> None:
    answer = default_store().main_answer(intent)
    assert answer is not None
    turn = Conversation().ask(intent)
    assert turn.content == [answer.id]
    for fact in answer.key_facts:
        assert fact in turn.said


@pytest.mark.parametrize("intent", ["ask_hold_time", "ask_repetitions"])
def test_the_stretch_last_spoken_of_is_meant(intent: str) -> None:
    talk = Conversation()
    talk.ask("ask_how_to", stretch="cat_cow")
    assert talk.ask(intent, text="how long do I hold it?").content == ["cat_cow"]


@pytest.mark.parametrize("text", ["how long do I hold each one?", "how long for all of them?"])
def test_words_about_all_stretches_are_not_about_the_last_one(text: str) -> None:
    talk = Conversation()
    talk.ask("ask_how_to", stretch="cat_cow")
    assert talk.ask("ask_hold_time", text=text).content == ["hold_time"]


def test_a_named_stretch_goes_before_the_last_one() -> None:
    talk = Conversation()
    talk.ask("ask_how_to", stretch="cat_cow")
    assert talk.ask("ask_hold_time", stretch="pigeon").content == ["pigeon"]


@pytest.mark.parametrize("text", ["how long?", "and how long for?", "How many minutes?"])
def test_a_bare_how_long_after_the_warm_up_asks_for_its_minutes(text: str) -> None:
    talk = Conversation()
    warm_up = talk.ask("ask_warm_up", text="do I need to warm up?")
    turn = talk.ask("ask_hold_time", text=text)
    assert turn.content == warm_up.content
    assert "minutes" in turn.said


def test_a_full_question_after_the_warm_up_asks_for_the_hold() -> None:
    talk = Conversation()
    talk.ask("ask_warm_up", text="do I need to warm up?")
    turn = talk.ask("ask_hold_time", text="how long do I hold a stretch?")
    assert turn.content == ["hold_time"]


def test_a_bare_how_long_after_an_answer_without_minutes_asks_for_the_hold() -> None:
    talk = Conversation()
    talk.ask("ask_bouncing", text="may I bounce?")
    assert talk.ask("ask_hold_time", text="how long?").content == ["hold_time"]


def test_the_buttons_are_about_the_same_stretch_and_something_else() -> None:
    turn = Conversation().ask("ask_hold_time", stretch="pigeon")
    assert turn.payloads
    for payload in turn.payloads:
        assert payload.endswith('{"stretch": "pigeon"}')
        assert not payload.startswith("/ask_hold_time")
