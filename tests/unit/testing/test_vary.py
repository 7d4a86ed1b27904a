"""Messages are varied as people would, and always in the same way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limber.testing.cases import Step
from limber.testing.format import Vary
from limber.testing.vary import typed

TEXT = "How long do I hold the pigeon pose, please? My hips feel quite tight today."
WAYS = [vary.value for vary in Vary]


def vary(text: str, way: str, seed: str = "one") -> list[str]:
    return typed(Step(text), way, seed)


@pytest.mark.parametrize("way", WAYS)
def test_each_way_changes_a_message_and_always_alike(way: str) -> None:
    assert vary(TEXT, way) != [TEXT]
    assert vary(TEXT, way) == vary(TEXT, way)


@pytest.mark.parametrize("way", ["typos", "case", "polite"])
def test_other_seeds_vary_otherwise(way: str) -> None:
    assert len({vary(TEXT, way, str(seed))[0] for seed in range(20)}) > 1


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("text", ["", "  ", "???", "\U0001f600", '/ask_hold_time{"stretch": "pigeon"}'])
def test_what_has_no_words_of_a_person_stays(text: str, way: str) -> None:
    assert vary(text, way) == [text]


@pytest.mark.parametrize("way", WAYS)
def test_a_tap_stays(way: str) -> None:
    assert typed(Step("How long?", tap=True), way, "one") == ["How long?"]


def test_as_it_is_written() -> None:
    assert typed(Step(TEXT), None, "one") == [TEXT]


def test_typos_keep_first_letters_short_words_and_length() -> None:
    (changed,) = vary(TEXT, "typos")
    before, after = TEXT.split(), changed.split()
    assert len(before) == len(after)
    different = [(old, new) for old, new in zip(before, after, strict=True) if old != new]
    assert 1 <= len(different) <= 2
    for old, new in different:
        assert old[0] == new[0]
        assert abs(len(old) - len(new)) <= 1


def test_no_punctuation_keeps_what_stands_inside_of_words() -> None:
    assert vary("Don't! Is it 20-30 seconds, or cat-cow... 50%?", "no_punctuation") == [
        "Don't Is it 20-30 seconds or cat-cow 50%"
    ]


def test_split_is_at_the_first_pause() -> None:
    assert vary("I like the pigeon. How long, then?", "split") == ["I like the pigeon.", "How long, then?"]
    assert vary("how long and how often", "split") == ["how long", "and how often"]
    assert vary("how long do i hold", "split") == ["how long do i hold"]
    assert vary("well... ???", "split") == ["well... ???"]


@given(st.text(max_size=60), st.sampled_from(WAYS))
def test_nothing_breaks_it_and_no_words_are_lost(text: str, way: str) -> None:
    sent = vary(text, way)
    assert sent
    if text.strip():
        assert all(part.strip() for part in sent)
