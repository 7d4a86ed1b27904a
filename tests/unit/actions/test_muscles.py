"""Muscles: what a stretch targets, what a muscle is, and what "it" is after a muscle."""

from __future__ import annotations

import pytest

from limber.content import Muscle, Stretch, default_store
from limber.replies import in_sentence
from tests.unit.actions.harness import Conversation

STORE = default_store()


@pytest.mark.parametrize("stretch", STORE.stretches.values(), ids=lambda stretch: stretch.id)
def test_every_target_of_a_stretch_is_named(stretch: Stretch) -> None:
    turn = Conversation().ask("ask_muscles", stretch=stretch.id)
    assert turn.content == [stretch.id, *stretch.targets]
    for target in stretch.targets:
        assert in_sentence(STORE.muscles[target]) in turn.said


def test_which_muscles_is_that_is_about_the_last_stretch() -> None:
    talk = Conversation()
    talk.ask("ask_how_to", stretch="side_bend")
    assert talk.ask("ask_muscles", text="which muscles is that?").content[0] == "side_bend"


def test_without_a_stretch_the_muscles_in_general_are_named() -> None:
    answer = STORE.main_answer("ask_muscles")
    assert answer is not None
    assert Conversation().ask("ask_muscles").content == [answer.id]


def test_the_muscles_of_an_area() -> None:
    area = STORE.vocabulary.complaints[0]
    turn = Conversation().ask("ask_muscles", complaint=area.id)
    assert turn.kind == "list"
    assert turn.content == list(area.muscles)


@pytest.mark.parametrize("muscle", STORE.muscles.values(), ids=lambda muscle: muscle.id)
@pytest.mark.parametrize("intent", ["ask_muscle", "ask_muscles"])
def test_a_muscle_is_described_with_the_stretches_that_reach_it(intent: str, muscle: Muscle) -> None:
    turn = Conversation().ask(intent, muscle=muscle.id)
    assert turn.texts[0] == muscle.short
    assert turn.content == [muscle.id]
    for stretch in STORE.find_stretches([muscle.id])[:3]:
        assert in_sentence(stretch) in turn.said
        assert f'/ask_how_to{{"stretch": "{stretch.id}"}}' in turn.payloads


def test_two_muscles_are_both_described() -> None:
    turn = Conversation().ask("ask_muscle", ("muscle", "piriformis"), ("muscle", "quadratus_lumborum"))
    assert turn.content == ["piriformis", "quadratus_lumborum"]
    assert STORE.muscles["piriformis"].short in turn.texts
    assert STORE.muscles["quadratus_lumborum"].short in turn.texts


def test_a_stretch_instead_of_a_muscle_names_its_targets() -> None:
    turn = Conversation().ask("ask_muscle", stretch="side_bend")
    assert turn.content == ["side_bend", *STORE.stretches["side_bend"].targets]


@pytest.mark.parametrize("intent", ["ask_how_to", "find_stretch"])
def test_how_do_i_stretch_it_after_a_muscle_finds_stretches_for_it(intent: str) -> None:
    talk = Conversation()
    talk.ask("ask_muscle", muscle="piriformis")
    turn = talk.ask(intent, text="how do I stretch it?")
    assert turn.kind == "list"
    assert turn.content == [stretch.id for stretch in STORE.find_stretches(["piriformis"])]


def test_what_does_it_do_after_a_muscle_is_about_that_muscle() -> None:
    talk = Conversation()
    talk.ask("ask_muscle", muscle="piriformis")
    assert talk.ask("ask_benefits", text="what does it do?").content == ["piriformis"]


def test_that_stretch_after_a_muscle_with_one_stretch_is_that_stretch() -> None:
    talk = Conversation()
    talk.ask("ask_muscle", muscle="quadratus_lumborum")
    assert talk.ask("ask_hold_time", text="how long do I hold that stretch?").content == ["side_bend"]


def test_every_stretch_that_reaches_a_muscle_is_named() -> None:
    reaching = STORE.find_stretches(muscles=["gluteus_medius"])
    turn = Conversation().ask("ask_muscle", muscle="gluteus_medius")
    assert len(reaching) > len(turn.payloads)
    assert all(stretch.title.lower() in turn.said.lower() for stretch in reaching)
