"""Reading a message: names, masks and their places in what was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limber.content import ContentStore
from limber.content.names import normalise
from limber.content.store import Name
from limber.language.spelling import Speller, count_words
from limber.nlu.reading import Reader, shorthand

NAMES = [
    Name("pigeon", "stretch", "pigeon"),
    Name("pigeon pose", "stretch", "pigeon"),
    Name("cat cow", "stretch", "cat_cow"),
    Name("piriformis", "muscle", "piriformis"),
    Name("multifidus", "muscle", "multifidus"),
    Name("piriformis syndrome", "complaint", "sciatica_like_ache"),
    Name("glute", "complaint", "upper_glutes"),
    Name("slipped disc", "condition", "disc_problem"),
    Name("scoliosis", "condition", "scoliosis"),
    Name("on the floor", "place", "floor"),
    Name("cant kneel", "place", "off_the_knees"),
    Name("beginner", "level", "beginner"),
]
WORDS = count_words(
    [*(name.form for name in NAMES), "how long do i hold the stretch is it safe with my what does it do"],
    keep=["piriformis", "multifidus"],
)
READER = Reader(NAMES, Speller(WORDS, shorthand()))


def found(text: str) -> list[tuple[str, str, str]]:
    """The words of each mention as they were typed, with entity and id."""
    return [(text[one.start : one.end], one.entity, one.id) for one in READER.read(text).mentions]


def masked(text: str) -> str:
    return READER.read(text).masked


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("how long do I hold the pigeon", ("pigeon", "stretch", "pigeon")),
        ("How long do I hold the PIGEON  pose?", ("PIGEON  pose", "stretch", "pigeon")),
        ("cat-cow", ("cat-cow", "stretch", "cat_cow")),
        ("what does the piriformis do", ("piriformis", "muscle", "piriformis")),
        ("is it safe with a slipped disc?", ("slipped disc", "condition", "disc_problem")),
        ("\u00a0\u201cpigeon\u201d\u00a0hold", ("pigeon", "stretch", "pigeon")),
        ("I can\u2019t kneel", ("can\u2019t kneel", "place", "off_the_knees")),
    ],
)
def test_a_name_is_found_where_it_was_typed(text: str, mention: tuple[str, str, str]) -> None:
    assert found(text) == [mention]


@pytest.mark.parametrize(
    ("text", "typed", "thing"),
    [
        ("the pigoen please", "pigoen", "pigeon"),
        ("hold the pidgeonn pose", "pidgeonn pose", "pigeon"),
        ("wheres the pirriformis", "pirriformis", "piriformis"),
        ("is it catcow", "catcow", "cat_cow"),
    ],
)
def test_a_mistyped_name_is_found_too(text: str, typed: str, thing: str) -> None:
    assert [(words, one) for words, _, one in found(text)] == [(typed, thing)]


@pytest.mark.parametrize("text", ["glutes", "pigeons", "beginners", "slipped discs"])
def test_the_plural_of_a_name_is_the_name(text: str) -> None:
    assert [words for words, *_ in found(text)] == [text]


def test_the_possessive_of_a_name_is_the_name() -> None:
    assert found("the pigeon's hold") == [("pigeon's", "stretch", "pigeon")]


def test_the_longest_name_wins() -> None:
    assert found("piriformis syndrome") == [("piriformis syndrome", "complaint", "sciatica_like_ache")]
    assert found("piriformis is it") == [("piriformis", "muscle", "piriformis")]


def test_all_names_are_found_in_order() -> None:
    names = [thing for *_, thing in found("pigeon or cat cow on the floor, for a beginner?")]

    assert names == ["pigeon", "cat_cow", "floor", "beginner"]


def test_a_name_inside_a_word_is_no_name() -> None:
    assert found("pigeonhole") == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("How long do I hold the Pigeon Pose?", "how long do i hold the cat-cow?"),
        ("what does the piriformis do", "what does the multifidus do"),
        ("is it safe with my slipped disc", "is it safe with my scoliosis"),
    ],
)
def test_all_names_of_a_kind_look_the_same_to_the_classifier(one: str, other: str) -> None:
    assert masked(one) == masked(other)


def test_names_of_different_kinds_look_different() -> None:
    kinds = ["pigeon", "piriformis", "scoliosis", "on the floor", "glute"]

    assert len({masked(f"tell me about {name}") for name in kinds}) == len(kinds)


def test_places_levels_and_complaints_keep_their_words() -> None:
    assert masked("the glute stretch on the floor") == "the glute stretch on the floor"


def test_a_name_that_is_not_meant_is_left_out() -> None:
    assert [one.id for one in READER.read("not the pigeon, the cat cow").mentions] == ["cat_cow"]
    assert [one.id for one in READER.read("cat cow instead of pigeon").mentions] == ["cat_cow"]


def test_the_only_name_stays_even_after_a_not() -> None:
    assert [one.id for one in READER.read("why not the pigeon?").mentions] == ["pigeon"]


def test_words_are_mended_in_what_is_encoded() -> None:
    assert masked("hw lng do i hodl teh strech") == "how long do i hold the stretch"


def test_only_a_question_keeps_its_mark() -> None:
    assert masked("it is safe. is it safe?") == "it is safe is it safe?"


def test_mentions_belong_to_their_sentence() -> None:
    first, second = READER.read("how long do i hold pigeon? and what does the piriformis do").sentences

    assert [one.id for one in first.mentions] == ["pigeon"]
    assert [one.id for one in second.mentions] == ["piriformis"]
    assert first.request
    assert second.request


@pytest.mark.parametrize("text", ["", "  ", "?!", "\n"])
def test_nothing_is_read_from_nothing(text: str) -> None:
    reading = READER.read(text)

    assert (reading.sentences, reading.mentions, reading.masked) == ((), (), "")


def test_underscores_are_nothing_to_read() -> None:
    assert READER.read("___").sentences == ()


def test_a_longer_name_wins_over_one_that_starts_before_it() -> None:
    reader = Reader([*NAMES, Name("the cat", "stretch", "cat_cow")], Speller(WORDS, shorthand()))

    assert reader.read("hold the cat cow").masked == reader.read("hold the pigeon").masked


def test_an_article_may_belong_to_a_name() -> None:
    reader = Reader([*NAMES, Name("the cat", "stretch", "cat_cow")], Speller(WORDS, shorthand()))

    assert [one.id for one in reader.read("hold the cat").mentions] == ["cat_cow"]


@given(st.text(max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    reading = READER.read(text)

    for sentence in reading.sentences:
        assert text[sentence.start : sentence.end].strip()
        for mention in sentence.mentions:
            assert sentence.start <= mention.start < mention.end <= sentence.end


def test_every_name_of_the_store_is_read_as_itself(store: ContentStore) -> None:
    names = list(store.names())
    titles = [normalise(item.title) for item in (*store.stretches.values(), *store.muscles.values())]
    reader = Reader(names, Speller(count_words([name.form for name in names], keep=titles), shorthand()))

    misread = {
        name.form: [(one.entity, one.id) for one in reader.read(name.form).mentions]
        for name in names
        if [(one.entity, one.id) for one in reader.read(name.form).mentions] != [(name.entity, name.id)]
    }

    assert misread == {}


def test_a_place_that_is_the_cause_is_no_wish() -> None:
    reader = Reader([*NAMES, Name("sitting", "place", "seated")], Speller(WORDS, shorthand()))
    assert not reader.read("my back is stiff from sitting").mentions
    assert [one.id for one in reader.read("what can i do sitting").mentions] == ["seated"]


def test_the_rejected_one_of_two_names_is_dropped() -> None:
    assert [thing for _, _, thing in found("not the pigeon, the cat cow")] == ["cat_cow"]
