"""Words as the screen reads them, and what of them it keeps."""

from __future__ import annotations

import pytest

from limber.safety.patterns import PatternFinder, parse_pattern
from limber.safety.text import fold


@pytest.mark.parametrize("before", ["", "\U0001f198\U0001f198 ", "\U0001f4a9", "\U0001f600 "])
def test_places_are_those_of_the_raw_message(before: str) -> None:
    text = f"{before}chest pain"
    word = next(word for word in fold(text) if word.text == "chest")

    assert text[word.start : word.end] == "chest"


def test_an_emoji_that_means_a_word_is_read_as_one() -> None:
    assert [word.text for word in fold("\U0001f4a9 in my pants")] == ["poo", "in", "my", "pants"]


def test_words_of_people_are_not_kept() -> None:
    finder = PatternFinder({"foot": ["foot"]}, [parse_pattern("numb", "numb *4 <foot>")])
    kept = len(finder._vocab)

    found = list(finder.find([["numb", "xqzv", "foot", "wqkj"]], [0, 0, 0, 0]))

    assert [one.span for one in found] == [(0, 3)]
    assert len(finder._vocab) == kept + 1, "but for one word that stands for all others"
    assert finder.vocabulary() == {"numb", "foot"}
