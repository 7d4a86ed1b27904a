"""Long texts in parts."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limber.replies.splitting import split_text, utf16_length

SENTENCES = "Sit tall. Breathe out slowly! Does it pull? Then ease off."


def test_what_fits_stays_whole() -> None:
    assert split_text("  Sit tall.\n", 9) == ["Sit tall."]
    assert split_text(" \n ", 9) == []


def test_parts_end_with_a_sentence() -> None:
    assert split_text(SENTENCES, 30) == ["Sit tall. Breathe out slowly!", "Does it pull? Then ease off."]


def test_a_border_right_behind_what_fits_counts() -> None:
    assert split_text("Sit tall. Lean.", 9) == ["Sit tall.", "Lean."]


def test_lines_and_paragraphs_go_before_sentences_where_the_part_is_not_too_short() -> None:
    assert split_text("One. Two.\nThree. Four.", 16) == ["One. Two.", "Three. Four."]
    assert split_text("One. Two. Six.\n\nThree.\nFour.", 24) == ["One. Two. Six.", "Three.\nFour."]
    assert split_text("1\nOne two. Three four. Five.", 22) == ["1\nOne two. Three four.", "Five."]


def test_without_sentences_words_stay_whole_and_without_words_nothing_is_lost() -> None:
    assert split_text("one two three four", 9) == ["one two", "three", "four"]
    assert split_text("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_telegram_counts_an_emoji_twice() -> None:
    assert utf16_length("a\U0001f9d8") == 3
    assert split_text("\U0001f9d8" * 4, 4, utf16_length) == ["\U0001f9d8" * 2] * 2


@given(st.text(st.sampled_from("ab \n.!\U0001f9d8\u2026")), st.integers(2, 20))
def test_every_part_fits_and_nothing_is_lost(text: str, limit: int) -> None:
    parts = split_text(text, limit, utf16_length)

    assert all(0 < utf16_length(part) <= limit and part == part.strip() for part in parts)
    assert re.sub(r"\s", "", "".join(parts)) == re.sub(r"\s", "", text)


@pytest.mark.parametrize("limit", [20, 50, 100])
def test_no_sentence_is_cut_that_fits(limit: int) -> None:
    for part in split_text(" ".join([SENTENCES] * 5), limit):
        assert part[-1] in ".!?"
