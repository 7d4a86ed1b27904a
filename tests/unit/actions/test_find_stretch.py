"""Lists by muscle, place, level and complaint, and what is said when nothing fits."""

from __future__ import annotations

import pytest

from limber.content import Complaint, Level, Place, default_store
from limber.replies import in_sentence
from tests.unit.actions.harness import Conversation

STORE = default_store()
NONE_FITS = STORE.phrases.say("found_none", what="|").split("|")[0]


def test_without_a_wish_all_stretches_are_listed_in_the_stores_order() -> None:
    turn = Conversation().ask("find_stretch")
    assert turn.kind == "list"
    assert turn.content == [stretch.id for stretch in STORE.find_stretches()]
    assert len(turn.items) == len(STORE.stretches)
    assert str(len(STORE.stretches)) in turn.lead


@pytest.mark.parametrize("muscle", sorted(STORE.muscles))
def test_by_muscle_every_stretch_that_targets_it_is_listed(muscle: str) -> None:
    fitting = {stretch.id for stretch in STORE.stretches.values() if muscle in stretch.targets}
    turn = Conversation().ask("find_stretch", muscle=muscle)
    assert turn.kind == ("steps" if len(fitting) == 1 else "list")
    if fitting:
        assert set(turn.content) == fitting
        assert in_sentence(STORE.muscles[muscle]) in turn.lead


@pytest.mark.parametrize("place", STORE.vocabulary.places, ids=lambda place: place.id)
def test_by_place_every_stretch_that_can_be_done_there_is_listed(place: Place) -> None:
    fitting = {
        stretch.id
        for stretch in STORE.stretches.values()
        if set(stretch.all_positions()) & set(place.positions)
    }
    turn = Conversation().ask("find_stretch", place=place.id)
    assert set(turn.content) == fitting
    assert place.title in turn.lead


@pytest.mark.parametrize("level", STORE.vocabulary.levels, ids=lambda level: level.id)
def test_by_level(level: Level) -> None:
    turn = Conversation().ask("find_stretch", level=level.id)
    assert {STORE.stretches[one].level for one in turn.content} == set(level.levels)
    assert turn.kind == ("steps" if len(turn.content) == 1 else "list")
    if turn.kind == "list":
        for line in turn.items:
            assert any(wanted.value in line for wanted in level.levels)


@pytest.mark.parametrize("complaint", STORE.vocabulary.complaints, ids=lambda complaint: complaint.id)
def test_by_complaint_the_stretches_for_its_muscles_are_listed(complaint: Complaint) -> None:
    turn = Conversation().ask("find_stretch", complaint=complaint.id)
    assert turn.content
    for one in turn.content:
        assert set(STORE.stretches[one].targets) & set(complaint.muscles)
    assert complaint.because in turn.lead


def test_several_wishes_must_all_fit() -> None:
    turn = Conversation().ask("find_stretch", muscle="piriformis", place="chair")
    assert turn.content == ["seated_glute"]


def test_a_list_item_names_the_position_that_was_wished() -> None:
    (line,) = [
        line
        for line in Conversation().ask("find_stretch", place="chair").items
        if STORE.stretches["side_bend"].title in line
    ]
    assert STORE.phrases.say("position_seated_chair") in line
    assert STORE.phrases.say("position_standing") not in line


def test_where_nothing_fits_the_nearest_are_listed_and_it_is_said() -> None:
    wish = {"muscle": "quadratus_lumborum", "place": "lying_down"}
    turn = Conversation().ask("find_stretch", **wish)
    assert turn.lead.startswith(NONE_FITS)
    assert turn.content == [stretch.id for stretch in STORE.find_stretches(["quadratus_lumborum"])]


def test_where_no_level_fits_a_place_the_place_stays() -> None:
    turn = Conversation().ask("find_stretch", place="standing", level="advanced")
    assert turn.lead.startswith(NONE_FITS)
    assert turn.content == ["side_bend"]


def test_the_first_is_offered_and_yes_shows_it() -> None:
    talk = Conversation()
    first, *_ = talk.ask("find_stretch", muscle="piriformis").content
    turn = talk.ask("affirm", text="yes please")
    assert turn.kind == "steps"
    assert turn.content == [first]


def test_one_found_stretch_is_shown_at_once_and_is_the_one_spoken_of() -> None:
    talk = Conversation()
    turn = talk.ask("find_stretch", muscle="quadratus_lumborum")
    assert turn.kind == "steps"
    steps = STORE.stretches["side_bend"].steps
    assert all(step.text in turn.said for step in steps)
    assert talk.ask("ask_hold_time", text="how long do I hold it?").content == ["side_bend"]


def test_of_several_found_stretches_none_is_the_one_spoken_of() -> None:
    talk = Conversation()
    talk.ask("ask_how_to", stretch="cat_cow")
    talk.ask("find_stretch", muscle="piriformis")
    assert talk.ask("ask_hold_time", text="how long?").content == ["hold_time"]


def test_what_is_good_for_it_asks_for_the_stretches_against_the_last_complaint() -> None:
    talk, complaint = Conversation(), STORE.vocabulary.complaints[0].id
    listed = talk.ask("find_stretch", complaint=complaint).content
    assert talk.ask("ask_benefits", text="whats good for it").content == listed

    benefits = Conversation().ask("ask_benefits").content
    assert talk.ask("ask_benefits", text="and the benefits?").content == benefits
    assert Conversation().ask("ask_benefits", text="whats it good for").content == benefits
