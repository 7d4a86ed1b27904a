"""Stretches that are described: what the model learns, and where the mention goes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from limber.content import ContentStore
from limber.content.names import normalise
from limber.language.encoder import default_encoder
from limber.nlu.described import with_description
from limber.nlu.descriptions import NOTHING, DescriptionModel, store_descriptions
from limber.nlu.reading import Reading, Sentence

pytestmark = pytest.mark.slow

HELD_OUT = 5
"""Every fifth description is kept from the model."""


@pytest.fixture(scope="module")
def model(store: ContentStore) -> DescriptionModel:
    rows = [row for number, row in enumerate(store_descriptions(store)) if number % HELD_OUT]
    rows += [(text, NOTHING) for answer in store.answers.values() for text in answer.questions]
    texts = [normalise(text) for text, _ in rows]
    return DescriptionModel.fit(texts, default_encoder().encode(texts), [label for _, label in rows])


def test_descriptions_that_it_never_saw_are_mostly_found(
    model: DescriptionModel, store: ContentStore
) -> None:
    rows = store_descriptions(store)[::HELD_OUT]
    texts = [normalise(text) for text, _ in rows]
    found = [name for name, _ in model.described(texts, default_encoder().encode(texts))]
    described = [(name, label) for name, (_, label) in zip(found, rows, strict=True) if label]
    assert len(described) > 40
    assert sum(name == label for name, label in described) / len(described) > 0.8


def test_what_describes_nothing_is_left_alone(model: DescriptionModel) -> None:
    texts = ["what time is it in tokyo", "thanks a lot", "is your advice from a doctor"]
    found = model.described(texts, default_encoder().encode(texts))
    assert [name for name, _ in found] == [NOTHING] * 3


def test_a_saved_model_finds_the_same(model: DescriptionModel, tmp_path: Path) -> None:
    model.save(tmp_path / "model.npz")
    texts = ["the one on hands and knees where you round your back"]
    vectors = default_encoder().encode(texts)
    loaded = DescriptionModel.load(tmp_path / "model.npz")
    ((found, sure),) = loaded.described(texts, vectors)
    ((expected, probability),) = model.described(texts, vectors)
    assert (found, sure) == (expected, pytest.approx(probability, rel=1e-6))
    assert model.described(texts, vectors)[0][0] == "cat_cow"


def sentence(start: int, end: int) -> Sentence:
    return Sentence(start, end, "words", True, ())


def test_the_mention_goes_to_the_sentence_that_describes() -> None:
    reading = with_description(Reading("words", (sentence(0, 9), sentence(10, 30))), 1, "pigeon")
    assert not reading.sentences[0].mentions
    (mention,) = reading.sentences[1].mentions
    assert (mention.start, mention.end, mention.entity, mention.id) == (10, 30, "stretch", "pigeon")


def test_what_only_the_whole_message_describes_is_meant_in_each_sentence() -> None:
    reading = with_description(Reading("words", (sentence(0, 9), sentence(10, 30))), 2, "pigeon")
    assert [len(one.mentions) for one in reading.sentences] == [1, 1]


def test_no_description_stands_in_the_test_messages(store: ContentStore) -> None:
    from limber.testing.evaluation import read_names

    tests = Path(__file__).resolve().parents[2] / "nlu"
    asked = {normalise(text) for path in sorted(tests.glob("*names*.yml")) for text, _ in read_names(path)}
    assert len(asked) > 100
    assert asked.isdisjoint(normalise(text) for text, _ in store_descriptions(store))


def test_vectors_of_both_encoders_serve(model: DescriptionModel) -> None:
    vectors = default_encoder().encode(["lean to the side with one arm up"])
    general = np.hstack([vectors[:, :384], np.zeros_like(vectors[:, 384:])])
    assert model.described(["lean to the side with one arm up"], general) == model.described(
        ["lean to the side with one arm up"], vectors
    )
