"""Small talk, yes and no."""

from __future__ import annotations

import pytest

from tests.unit.actions.harness import Conversation, rules

SMALL_TALK = sorted(intent for intent, action in rules().items() if action.startswith("utter_"))


@pytest.mark.parametrize("intent", SMALL_TALK)
def test_small_talk_is_answered_as_such(intent: str) -> None:
    turn = Conversation().ask(intent)
    assert turn.kind == "small_talk"
    assert turn.texts
    assert turn.content == []


@pytest.mark.parametrize("intent", SMALL_TALK)
def test_small_talk_does_not_change_the_subject(intent: str) -> None:
    talk = Conversation()
    talk.ask("ask_how_to", stretch="cat_cow")
    talk.ask(intent)
    assert talk.ask("ask_hold_time", text="how long?").content == ["cat_cow"]


def test_yes_without_an_offer_asks_what_next() -> None:
    turn = Conversation().ask("affirm", text="yes")
    assert turn.kind == "small_talk"
    assert turn.payloads


def test_yes_takes_an_offer_once_then_more_is_told_about_it() -> None:
    talk = Conversation()
    talk.ask("find_stretch")
    shown = talk.ask("affirm", text="yes")
    assert shown.kind == "steps"
    more = talk.ask("affirm", text="yes")
    assert more.kind == "answer"
    assert more.content == shown.content


def test_yes_after_an_answer_tells_more_of_it() -> None:
    talk = Conversation()
    talk.ask("ask_breathing")
    assert talk.ask("affirm", text="ok").messages == talk.ask("tell_me_more").messages


def test_another_answer_ends_an_offer() -> None:
    talk = Conversation()
    talk.ask("find_stretch")
    answer = talk.ask("ask_breathing")
    assert talk.ask("affirm", text="ok").content == answer.content


def test_no_ends_an_offer() -> None:
    talk = Conversation()
    talk.ask("find_stretch")
    talk.ask("deny", text="no thanks")
    assert talk.ask("affirm", text="ok").kind != "steps"


def test_who_tells_that_there_is_no_sign_is_not_told_that_it_is_urgent() -> None:
    denied, numbness = {"denied": ("neuro",)}, ("answer", "sign_nerve")
    said = Conversation().ask(
        "ask_when_to_seek_help", numbness, text="no numbness or anything, just stiff", screening=denied
    )
    assert said.kind == "small_talk"

    asked = Conversation().ask(
        "ask_when_to_seek_help", numbness, text="no numbness now, but when is it urgent", screening=denied
    )
    assert "sign_nerve" in asked.content
