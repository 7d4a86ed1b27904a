"""The steps of a stretch: which one, which way, and what is asked when it is not clear."""

from __future__ import annotations

import pytest

from limber.content import Stretch, default_store
from tests.unit.actions.harness import Conversation

STRETCHES = list(default_store().stretches.values())
WITH_OTHER_WAYS = [stretch for stretch in STRETCHES if stretch.other_ways]


@pytest.mark.parametrize("stretch", STRETCHES, ids=lambda stretch: stretch.id)
def test_every_step_is_said_in_order_with_where_to_feel_it_and_the_dose(stretch: Stretch) -> None:
    turn = Conversation().ask("ask_how_to", stretch=stretch.id)
    assert turn.kind == "steps"
    assert turn.content == [stretch.id]
    assert len(turn.items) == len(stretch.steps)
    for number, (line, step) in enumerate(zip(turn.items, stretch.steps, strict=True), start=1):
        assert line.startswith(f"{number}. {step.text}")
        if step.breath:
            assert "breathe" in line.lower()
    assert stretch.feel[1:] in turn.said
    assert str(stretch.hold_seconds or stretch.repetitions) in turn.said
    assert stretch.cautions[0][1:] in turn.said


@pytest.mark.parametrize("stretch", WITH_OTHER_WAYS, ids=lambda stretch: stretch.id)
def test_other_ways_are_offered_and_the_button_leads_to_one(stretch: Stretch) -> None:
    talk = Conversation()
    turn = talk.ask("ask_how_to", stretch=stretch.id)
    for way in stretch.other_ways:
        assert way.title[1:] in turn.said
    (payload,) = [payload for payload in turn.payloads if '"place"' in payload]
    assert len(talk.tap(payload).items) in {len(way.steps) for way in stretch.other_ways}


@pytest.mark.parametrize(
    ("place", "position"), [("chair", "seated_chair"), ("seated_on_the_floor", "seated_floor")]
)
def test_a_place_chooses_the_way(place: str, position: str) -> None:
    stretch = default_store().stretches["side_bend"]
    (way,) = [way for way in stretch.other_ways if way.position.value == position]
    turn = Conversation().ask("ask_how_to", stretch="side_bend", place=place)
    assert turn.kind == "steps"
    assert turn.items[0].startswith(f"1. {way.steps[0].text}")
    assert len(turn.items) == len(way.steps)


@pytest.mark.parametrize("place", ["standing", "office"])
def test_a_place_that_fits_the_usual_way_keeps_it(place: str) -> None:
    stretch = default_store().stretches["side_bend"]
    turn = Conversation().ask("ask_how_to", stretch="side_bend", place=place)
    assert turn.items[0] == f"1. {stretch.steps[0].text}"


@pytest.mark.parametrize("intent", ["ask_how_to", "ask_easier", "find_stretch", "ask_same_about"])
def test_a_place_after_the_stretch_asks_for_its_other_way(intent: str) -> None:
    talk = Conversation()
    talk.ask("ask_how_to", stretch="side_bend")
    turn = talk.ask(intent, place="chair", text="can I do that in a chair?")
    assert turn.kind == "steps"
    assert turn.content == ["side_bend"]
    assert "chair" in turn.items[0]


def test_the_second_one_is_the_second_of_the_list() -> None:
    talk = Conversation()
    listed = talk.ask("find_stretch", muscle="piriformis").content
    assert talk.ask("ask_how_to", ordinal="second").content == [listed[1]]


def test_the_last_one_is_counted_from_the_end() -> None:
    talk = Conversation()
    listed = talk.ask("find_stretch").content
    assert talk.ask("ask_how_to", ordinal="last").content == [listed[-1]]


@pytest.mark.parametrize(("text", "place"), [("second", 1), ("ok second", 1), ("teh last", -1)])
def test_a_bare_ordinal_counts_through_the_list(text: str, place: int) -> None:
    talk = Conversation()
    listed = talk.ask("find_stretch").content
    assert talk.ask("ask_how_to", text=text).content == [listed[place]]


@pytest.mark.parametrize("text", ["30 second", "each a second or more"])
def test_a_second_that_is_a_time_counts_nothing(text: str) -> None:
    talk = Conversation()
    talk.ask("find_stretch")
    assert talk.ask("ask_hold_time", text=text).content == Conversation().ask("ask_hold_time").content


def test_a_place_beyond_the_list_asks_which_of_the_list_is_meant() -> None:
    talk = Conversation()
    listed = talk.ask("find_stretch", muscle="piriformis").content
    turn = talk.ask("ask_how_to", ordinal="sixth")
    assert turn.kind == "clarify"
    assert turn.payloads == [f'/ask_how_to{{"stretch": "{stretch}"}}' for stretch in listed]


def test_without_a_stretch_all_are_offered() -> None:
    turn = Conversation().ask("ask_how_to")
    assert turn.kind == "clarify"
    assert len(turn.payloads) == len(STRETCHES)


def test_show_me_takes_the_offered_stretch() -> None:
    talk = Conversation()
    first, *_ = talk.ask("find_stretch", muscle="quadratus_lumborum").content
    assert talk.ask("ask_how_to", text="show me").content == [first]


def test_a_description_that_fits_one_stretch_gives_its_steps() -> None:
    turn = Conversation().ask("ask_how_to", muscle="quadratus_lumborum")
    assert turn.kind == "steps"
    assert turn.content == ["side_bend"]


def test_a_description_that_fits_several_lists_them_and_they_can_be_counted_off() -> None:
    talk = Conversation()
    turn = talk.ask("ask_how_to", muscle="piriformis")
    assert turn.kind == "list"
    assert talk.ask("ask_how_to", ordinal="second").content == [turn.content[1]]
