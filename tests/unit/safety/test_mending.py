"""What the screen takes typing errors for."""

from __future__ import annotations

import pytest

from limber.safety.loading import default_mender
from limber.safety.mending import Mender


@pytest.fixture(scope="module")
def mender() -> Mender:
    return Mender({"bladder", "numb", "incontinent"}, {"piriformis", "stretch"})


@pytest.mark.parametrize(
    ("typed", "meant"), [("bladdr", "bladder"), ("incontinnent", "incontinent"), ("strecth", "stretch")]
)
def test_a_slip_is_taken_for_the_nearest_word(mender: Mender, typed: str, meant: str) -> None:
    assert mender.word(typed) == meant


def test_a_tie_goes_to_the_everyday_word() -> None:
    assert Mender({"thqxx"}, {"thqyy"}).word("thqzz") == "thqyy"
    assert Mender({"thqxx"}, ()).word("thqzz") == "thqxx"


@pytest.mark.parametrize("word", ["comb", "tomb", "weather", "piriformis", "xqzvw"])
def test_right_and_unknown_words_stay(mender: Mender, word: str) -> None:
    assert mender.word(word) == word


def test_patterns_see_short_words_as_typed(mender: Mender) -> None:
    assert mender.word("nmub") == "nmub"
    assert mender.text("nmub") == "numb"


def test_a_text_is_mended_in_place(mender: Mender) -> None:
    assert mender.text("HELP - I lost my bladdr!! (2 days)") == "HELP - I lost my bladder!! (2 days)"


def test_the_names_of_muscles_are_no_slips() -> None:
    assert default_mender().text("multifidus glutes iliocostalis") == "multifidus glutes iliocostalis"
