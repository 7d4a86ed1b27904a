"""Next, again, more, and the same about something else."""

from __future__ import annotations

import pytest

from limber.content import default_store
from tests.unit.actions.harness import Conversation, question

STORE = default_store()
ALL = [stretch.id for stretch in STORE.find_stretches()]


def test_next_goes_through_all_stretches_then_offers_the_first_again() -> None:
    talk = Conversation()
    shown = [talk.ask("next_item", text="next").content for _ in ALL]
    assert shown == [[one] for one in ALL]
    end = talk.ask("next_item", text="next")
    assert end.kind == "clarify"
    again = talk.ask("affirm", text="yes")
    assert again.kind == "steps"
    assert again.content == [ALL[0]]


def test_next_follows_the_list_that_was_shown() -> None:
    talk = Conversation()
    listed = talk.ask("find_stretch", muscle="piriformis").content
    talk.ask("affirm")
    assert talk.ask("next_item").content == [listed[1]]
    assert talk.ask("next_item").content == [listed[2]]
    assert talk.ask("next_item").kind == "clarify"


def test_next_after_a_question_about_one_of_the_list_goes_on_from_it() -> None:
    talk = Conversation()
    listed = talk.ask("find_stretch", muscle="piriformis").content
    talk.ask("ask_hold_time", ordinal="first")
    assert talk.ask("next_item").content == [listed[1]]


def test_repeat_says_the_last_answer_again() -> None:
    talk = Conversation()
    first = talk.ask("ask_how_to", stretch="side_bend", place="chair")
    again = talk.ask("repeat", text="say that again")
    assert again.messages == first.messages
    assert talk.ask("repeat", text="and again").messages == first.messages


def test_what_was_asked_does_not_grow_with_the_conversation() -> None:
    talk = Conversation()
    for _ in range(3):
        talk.ask_all(question("ask_sources"), question("ask_hold_time", ("stretch", "pigeon")))
    assert len(talk.slots["asked"]) == 1
    talk.ask_all(
        question("ask_hold_time", ("stretch", "pigeon")), question("ask_feel", ("stretch", "pigeon"))
    )
    assert len(talk.slots["asked"]) == 2


def test_repeat_says_a_list_again() -> None:
    talk = Conversation()
    first = talk.ask("find_stretch", complaint=STORE.vocabulary.complaints[0].id)
    assert talk.ask("repeat").messages == first.messages


def test_repeat_without_anything_to_repeat_says_so() -> None:
    turn = Conversation().ask("repeat")
    assert turn.kind == "clarify"
    assert turn.texts


def test_small_talk_between_does_not_change_what_is_repeated() -> None:
    talk = Conversation()
    first = talk.ask("ask_hold_time", stretch="pigeon")
    talk.ask("thank")
    talk.ask("ask_sources")
    assert talk.ask("repeat").messages == first.messages


@pytest.mark.parametrize("intent", ["ask_hold_time", "ask_easier", "ask_harder", "ask_feel", "ask_muscles"])
def test_the_same_about_another_stretch(intent: str) -> None:
    talk = Conversation()
    talk.ask(intent, stretch="pigeon")
    turn = talk.ask("ask_same_about", stretch="side_bend", text="and the side bend?")
    assert turn.messages == Conversation().ask(intent, stretch="side_bend").messages
    assert talk.ask("ask_how_to", text="how do I do it?").content == ["side_bend"]


def test_the_same_about_the_second_of_the_list() -> None:
    talk = Conversation()
    listed = talk.ask("find_stretch", muscle="piriformis").content
    talk.ask("ask_hold_time", ordinal="first")
    assert talk.ask("ask_same_about", ordinal="second").content == [listed[1]]


@pytest.mark.parametrize(
    ("intent", "entity", "first", "second"),
    [
        ("ask_muscle", "muscle", "piriformis", "quadratus_lumborum"),
        ("find_stretch", "muscle", "piriformis", "quadratus_lumborum"),
        ("find_stretch", "place", "chair", "standing"),
        ("find_stretch", "level", "beginner", "advanced"),
        ("ask_existing_condition", "condition", "pregnancy", "osteoporosis"),
    ],
)
def test_the_same_about_another_thing_of_its_kind(intent: str, entity: str, first: str, second: str) -> None:
    talk = Conversation()
    talk.ask(intent, (entity, first))
    turn = talk.ask("ask_same_about", (entity, second))
    assert turn.messages == Conversation().ask(intent, (entity, second)).messages


def test_the_same_about_another_complaint() -> None:
    first, second, *_ = STORE.vocabulary.complaints
    talk = Conversation()
    talk.ask("find_stretch", complaint=first.id)
    turn = talk.ask("ask_same_about", complaint=second.id)
    assert turn.messages == Conversation().ask("find_stretch", complaint=second.id).messages


def test_the_same_about_a_sign_or_benefit_asks_what_its_name_asks() -> None:
    named = next(answer for answer in STORE.answers.values() if not answer.main)
    talk = Conversation()
    talk.ask("ask_hold_time", stretch="pigeon")
    assert talk.ask("ask_same_about", answer=named.id).content == [named.id]


def test_the_same_about_a_place_after_steps_gives_the_other_way() -> None:
    talk = Conversation()
    talk.ask("ask_how_to", stretch="side_bend")
    turn = talk.ask("ask_same_about", place="chair", text="and in a chair?")
    assert turn.kind == "steps"
    assert turn.content == ["side_bend"]
    assert "chair" in turn.items[0]


@pytest.mark.parametrize(
    ("entity", "thing", "kind"),
    [
        ("stretch", "pigeon", "steps"),
        ("muscle", "piriformis", "answer"),
        ("place", "chair", "list"),
        ("level", "beginner", "list"),
        ("condition", "pregnancy", "answer"),
    ],
)
def test_a_name_without_an_earlier_question_asks_what_the_bare_name_asks(
    entity: str, thing: str, kind: str
) -> None:
    assert Conversation().ask("ask_same_about", (entity, thing)).kind == kind


def test_the_same_about_nothing_offers_the_nearest_questions() -> None:
    turn = Conversation().ask("ask_same_about", ranking=["ask_hold_time", "ask_feel"])
    assert turn.kind == "fallback"
    assert turn.payloads == ["/ask_hold_time", "/ask_feel"]


@pytest.mark.parametrize(
    ("intent", "entity", "thing"),
    [("ask_how_to", "stretch", "pigeon"), ("ask_muscle", "muscle", "piriformis")],
)
def test_more_says_the_longer_text_of_what_was_spoken_of(intent: str, entity: str, thing: str) -> None:
    talk = Conversation()
    talk.ask(intent, (entity, thing))
    turn = talk.ask("tell_me_more", text="tell me more")
    item = STORE.item(thing)
    assert item is not None
    assert turn.said == item.body
    assert turn.content == [thing]


def test_more_about_an_answer() -> None:
    talk = Conversation()
    talk.ask("ask_breathing")
    item = STORE.main_answer("ask_breathing")
    assert item is not None
    assert talk.ask("tell_me_more").said == item.body


def test_more_about_nothing_asks_about_what() -> None:
    turn = Conversation().ask("tell_me_more")
    assert turn.kind == "clarify"
    assert turn.payloads


def test_a_stretch_named_in_another_question_is_the_one_spoken_of() -> None:
    talk = Conversation()
    talk.ask("ask_how_to", stretch="cat_cow")
    talk.ask("ask_frequency", stretch="pigeon")
    assert "pigeon" in talk.ask("ask_hold_time", text="and how long do i hold it").content


def test_the_same_about_another_stretch_keeps_the_condition() -> None:
    talk = Conversation()
    condition = STORE.vocabulary.conditions[0].id
    first = talk.ask("ask_existing_condition", stretch="supine_spinal_twist", condition=condition)
    again = talk.ask("ask_same_about", stretch="pigeon", text="and the pigeon?")
    assert first.contract["precaution"] is True
    assert (again.kind, again.contract["precaution"]) == ("answer", True)


def test_the_same_about_two_stretches_answers_for_both() -> None:
    talk = Conversation()
    talk.ask("ask_hold_time", stretch="side_bend")
    turn = talk.ask("ask_same_about", ("stretch", "pigeon"), ("stretch", "supine_spinal_twist"))
    assert turn.content[:2] == ["pigeon", "supine_spinal_twist"]


def test_a_condition_in_any_question_puts_the_caution_first() -> None:
    condition = STORE.vocabulary.conditions[0].id
    turn = Conversation().ask_all(
        question("ask_how_to", ("stretch", "pigeon")), question("ask_frequency", ("condition", condition))
    )
    assert turn.contract["precaution"] is True
