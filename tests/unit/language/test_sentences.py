"""Cutting messages into sentences, and telling requests from remarks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limber.language.sentences import is_request, split_sentences


def pieces(text: str) -> list[str]:
    """The sentences, without the commas and white space around them."""
    return [text[start:end].strip(" ,\n") for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("how long do i hold it", ["how long do i hold it"]),
        ("How long? How often?", ["How long?", "How often?"]),
        ("Is it ok?Can I go on?", ["Is it ok?", "Can I go on?"]),
        ("my back hurts\nhow do i fix it", ["my back hurts", "how do i fix it"]),
        ("wait... what?!", ["wait...", "what?!"]),
        ("i sat all day; now i am stiff", ["i sat all day;", "now i am stiff"]),
        ('She said "stop." Should I?', ['She said "stop."', "Should I?"]),
    ],
)
def test_marks_end_a_sentence(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("how long do i hold it and how often", ["how long do i hold it", "and how often"]),
        ("what is it and also which muscles", ["what is it", "and also which muscles"]),
        ("how do i do it & is it safe", ["how do i do it", "& is it safe"]),
        ("my back is tight, how do i fix it", ["my back is tight", "how do i fix it"]),
        ("show me pigeon then tell me the muscles", ["show me pigeon", "then tell me the muscles"]),
    ],
)
def test_a_new_question_starts_a_sentence_without_marks(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yes, how long do i hold it", ["yes", "how long do i hold it"]),
        ("no, the seated one", ["no", "the seated one"]),
        ("thanks - my back is better", ["thanks -", "my back is better"]),
    ],
)
def test_an_opening_word_is_a_sentence(text: str, expected: list[str]) -> None:
    assert pieces(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "no pain no gain",
        "i walk 1.5 km",
        "cat and cow",
        "round and arch my back",
        "the pigeon, the twist and the side bend",
        "glutes and lower back",
    ],
)
def test_decimals_and_lists_stay_whole(text: str) -> None:
    assert pieces(text) == [text]


@pytest.mark.parametrize("text", ["", "   ", "?!", "... - ...", "___"])
def test_a_text_without_a_word_has_no_sentence(text: str) -> None:
    assert split_sentences(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "i use props, e.g. a chair",
        "i use props, E.g. a chair",
        "some props, i.e. a chair",
        "i hold it approx. 20 seconds",
        "pigeon vs. twist",
        "mr. and mrs. pigeon saw dr. twist",
    ],
)
def test_abbreviations_stay_whole(text: str) -> None:
    assert pieces(text) == [text]


def test_a_sentence_may_end_in_a_decimal() -> None:
    assert pieces("i walked 2.5. how long do i hold") == ["i walked 2.5.", "how long do i hold"]


@pytest.mark.parametrize("unit", ["secs", "mins"])
def test_a_sentence_may_end_in_a_short_unit(unit: str) -> None:
    assert pieces(f"i hold it 20 {unit}. is it ok") == [f"i hold it 20 {unit}.", "is it ok"]


def test_other_marks_behind_an_abbreviation_end_a_sentence() -> None:
    assert pieces("a chair approx.? is it ok") == ["a chair approx.?", "is it ok"]
    assert pieces("see a dr.\nis it ok") == ["see a dr.", "is it ok"]


WORDS = ["yes", "no", "how", "long", "and", "also", "my", "e.g.", "1.5", "\u201cit\u201d"]
MARKS = [" ", ", ", ". ", "?", "!\n", "; ", "\u2026", " & ", " - ", "')"]


@given(st.lists(st.sampled_from(WORDS) | st.sampled_from(MARKS), max_size=15).map("".join))
def test_sentences_are_in_order_and_lose_no_word(text: str) -> None:
    spans = split_sentences(text)

    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    kept = "".join(text[start:end] for start, end in spans)
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]


@pytest.mark.parametrize(
    "sentence",
    [
        "how long do i hold it",
        "and how often",
        "ok thanks, what about pigeon",
        "tell me more",
        "Please show me the twist",
        "is it safe",
        "hi! can you explain the side bend",
        "pigeon?",
        "i want to know the muscles",
        "just wondering which one is easier",
        "not sure how far to go",
    ],
)
def test_requests(sentence: str) -> None:
    assert is_request(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "my back is tight",
        "thanks a lot",
        "i sit all day",
        "the pigeon hurts",
        "i know how it goes",
        "howdy",
        "my doctor said stretching is fine",
        "can't feel my legs",
        "Can\u2019t hold my wee",
    ],
)
def test_remarks(sentence: str) -> None:
    assert not is_request(sentence)
