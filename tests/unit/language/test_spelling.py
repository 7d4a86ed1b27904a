"""Mending typing errors."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limber.language.spelling import COMMON, Speller, count_words, english_words
from limber.nlu.reading import shorthand

VOCABULARY: Mapping[str, int] = {
    "pigeon": 20,
    "stretch": 50,
    "stretches": 20,
    "piriformis": 8,
    "glute": 20,
    "spinal": 10,
    "twist": 15,
    "side": 12,
    "bend": 12,
    "lower": 9,
    "back": 30,
    "long": 40,
    "hold": 40,
    "help": 10,
    "pain": 10,
    "numb": 5,
    "muscle": 9,
    "muscles": 12,
    "breathe": 9,
    "not": 30,
    "too": 30,
    "hip": 20,
    "yes": 9,
}
SPELLER = Speller(VOCABULARY, {"u": "you", "bc": "because", "cant": "can not", "catcow": "cat cow"})
PARTING = SPELLER.parting()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("pigeoon", "pigeon"),
        ("pigoen", "pigeon"),
        ("strech", "stretch"),
        ("stretchs", "stretch"),
        ("pirriformus", "piriformis"),
        ("musclse", "muscles"),
        ("brethe", "breathe"),
        ("numbb", "numb"),
    ],
)
def test_typos_are_mended(typed: str, meant: str) -> None:
    assert SPELLER.mend(typed) == meant


@pytest.mark.parametrize(
    "word", ["pidgin", "spinel", "ache", "longs", "xylophone", "sciatica", "bed", "piriformis"]
)
def test_right_words_stay(word: str) -> None:
    assert SPELLER.mend(word) == word


@pytest.mark.parametrize("word", ["ql", "xq", "l5s1", "20", "", "\u00e9\u00e8", "\u818f\u84cb\u75db"])
def test_short_words_numbers_and_other_scripts_stay(word: str) -> None:
    assert SPELLER.mend(word) == word


def test_a_word_far_from_all_others_stays() -> None:
    assert SPELLER.mend("qwrtzplk") == "qwrtzplk"


def test_short_typos_reach_only_one_letter_far() -> None:
    assert SPELLER.mend("hodl") == "hold"
    assert SPELLER.mend("hzzd") == "hzzd"


@pytest.mark.parametrize(("typed", "meant"), [("u", "you"), ("bc", "because"), ("cant", "can not")])
def test_shorthand_is_written_out(typed: str, meant: str) -> None:
    assert SPELLER.mend(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("catcow", "cat cow"),
        ("spinaltwist", "spinal twist"),
        ("sidebend", "side bend"),
    ],
)
def test_joined_words_are_parted(typed: str, meant: str) -> None:
    assert SPELLER.mend(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("nopain", "no pain"), ("myback", "my back")],
)
def test_joined_words_keep_the_short_one(typed: str, meant: str) -> None:
    assert PARTING.mend(typed) == meant


@pytest.mark.parametrize(("typed", "meant"), [("nopain", "pain"), ("myback", "back"), ("mynumb", "numb")])
def test_without_parting_one_word_stays_one(typed: str, meant: str) -> None:
    """The safety screen relies on it: a sign typed together with another word is still found."""
    assert SPELLER.mend(typed) == meant


@pytest.mark.parametrize("typed", ["stretchs", "pigeoon", "pirriformus", "nopee"])
def test_a_near_word_is_mended_before_it_is_parted(typed: str) -> None:
    assert PARTING.mend(typed) == SPELLER.mend(typed)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("looong", "long"),
        ("heeeelp", "help"),
        ("painnnnn", "pain"),
        ("yesssss", "yes"),
        ("stretchhhh", "stretch"),
    ],
)
def test_drawn_out_words_are_shortened(typed: str, meant: str) -> None:
    assert SPELLER.mend(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("nooo", "no"),
        ("soooo", "so"),
        ("hiiii", "hi"),
        ("uuu", "you"),
        ("tooo", "too"),
        ("goooood", "good"),
        ("seeee", "see"),
        ("heeelllooo", "hello"),
        ("aaa", "aaa"),
    ],
)
def test_drawn_out_short_words_are_shortened(typed: str, meant: str) -> None:
    assert SPELLER.mend(typed) == meant


def test_the_more_frequent_word_wins_a_tie() -> None:
    speller = Speller({"bracer": 3, "braced": 9}, {})

    assert speller.mend("bracex") == "braced"


@given(st.text(max_size=40), st.sampled_from([SPELLER, PARTING]))
def test_mend_never_fails_and_never_loses_a_word(word: str, speller: Speller) -> None:
    assert speller.mend(word).strip() or not word.strip()


@given(st.sampled_from(sorted((english_words() | VOCABULARY.keys()) - {"u", "bc", "cant"})))
def test_known_words_are_left_alone(word: str) -> None:
    assert SPELLER.mend(word) == word


@given(st.sampled_from(sorted(VOCABULARY)), st.data())
def test_a_mended_word_needs_no_mending(word: str, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(word) - 1))
    mended = SPELLER.mend(word[:cut] + word[cut + 1 :])

    assert [SPELLER.mend(part) for part in mended.split()] == mended.split()


def test_shorthand_leads_to_right_words() -> None:
    """No shorthand ends in another shorthand, so that a mended text stays as it is."""
    again = {word: full for word, full in shorthand().items() if set(full.split()) & shorthand().keys()}

    assert again == {}


def test_count_words_keeps_dictionary_words_and_common_ones() -> None:
    counts = count_words(["hold the pigeon", "hold zqx", *["asis"] * COMMON], keep=["quadratus lumborum"])

    assert counts["hold"] == 2
    assert counts["asis"] == COMMON
    assert "zqx" not in counts


def test_count_words_keeps_names_that_no_dictionary_knows() -> None:
    counts = count_words(["hold it"], keep=["quadratus lumborum"])

    assert counts["quadratus"] >= COMMON
    assert counts["lumborum"] >= COMMON
