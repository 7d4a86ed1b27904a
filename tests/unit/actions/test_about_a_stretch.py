"""Where a stretch is felt, and whether it is held or moved through."""

from __future__ import annotations

import pytest

from limber.content import Stretch, default_store
from tests.unit.actions.harness import Conversation

STORE = default_store()


@pytest.mark.parametrize("stretch", STORE.stretches.values(), ids=lambda stretch: stretch.id)
def test_feel_names_the_place_then_the_rule(stretch: Stretch) -> None:
    rule = STORE.main_answer("ask_feel")
    assert rule is not None
    turn = Conversation().ask("ask_feel", stretch=stretch.id)
    assert stretch.feel[1:] in turn.texts[0]
    assert turn.texts[1] == rule.short
    assert turn.content == [stretch.id, rule.id]


def test_feel_without_a_stretch_is_the_rule() -> None:
    rule = STORE.main_answer("ask_feel")
    assert rule is not None
    assert Conversation().ask("ask_feel").content == [rule.id]


@pytest.mark.parametrize("stretch", STORE.stretches.values(), ids=lambda stretch: stretch.id)
def test_a_stretch_is_called_by_its_kind(stretch: Stretch) -> None:
    turn = Conversation().ask("ask_static_or_dynamic", stretch=stretch.id)
    assert turn.content == [stretch.id]
    assert stretch.kind in turn.said
    assert ({"static", "dynamic"} - {stretch.kind}).pop() not in turn.said


def test_without_a_stretch_or_with_two_both_kinds_are_explained() -> None:
    answer = STORE.main_answer("ask_static_or_dynamic")
    assert answer is not None
    assert Conversation().ask("ask_static_or_dynamic").content == [answer.id]
    two = (("stretch", "pigeon"), ("stretch", "cat_cow"))
    assert Conversation().ask("ask_static_or_dynamic", *two).content == [answer.id]
