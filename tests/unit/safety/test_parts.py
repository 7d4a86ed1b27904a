"""The parts that the trained layer judges leave nothing of a message out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from limber.safety.parts import TOGETHER, Part, screen_parts

WORDS = st.text(st.characters(whitelist_categories=["Ll", "Lu"]), min_size=1, max_size=9)
MARKS = st.sampled_from([" ", ", ", ". ", "? ", "\n"])
MESSAGES = st.lists(st.tuples(WORDS, MARKS), min_size=1, max_size=260).map(
    lambda pairs: "".join(word + mark for word, mark in pairs)
)


def words_of(text: str, part: Part) -> int:
    return len(text[part.start : part.end].split())


@given(MESSAGES)
def test_every_letter_stands_in_a_run_that_the_encoder_takes_whole(text: str) -> None:
    runs = [part for part in screen_parts(text) if part.run]
    for place, letter in enumerate(text):
        if letter.isalnum():
            assert any(part.start <= place < part.end for part in runs)
    assert all(words_of(text, part) <= TOGETHER for part in runs)


def test_a_short_message_is_judged_whole_and_sentence_by_sentence() -> None:
    text = "Hello. My foot is numb! Can I still stretch?"
    parts = screen_parts(text)
    assert [text[part.start : part.end] for part in parts] == [
        text,
        "Hello.",
        "My foot is numb!",
        "Can I still stretch?",
    ]
    assert [part.run for part in parts] == [True, False, False, False]


def test_a_single_sentence_is_judged_once() -> None:
    assert screen_parts(" my foot is numb ") == [Part(1, 16, run=True)]


def test_runs_of_a_long_message_overlap_by_a_sentence() -> None:
    sentence = "one two three four five six seven eight nine ten. "
    runs = [part for part in screen_parts(sentence * 12) if part.run]
    assert len(runs) == 2
    assert runs[1].start < runs[0].end


def test_nothing_gives_no_part() -> None:
    assert screen_parts(" ... ") == []
