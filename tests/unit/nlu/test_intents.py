"""The intent model: what its nearest examples add, and what lies outside."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest

from limber.language.encoder import Vectors
from limber.language.packed import PackedVectors
from limber.nlu.intents import SETTINGS, IntentModel
from limber.nlu.neighbours import Neighbours, nearness
from limber.nlu.questions import DECLINES, OUTSIDE

INSIDE = {
    "ask_hold_time": ["how long do i hold it", "how many seconds", "for how long", "seconds each side"],
    "ask_feel": ["where should i feel it", "where is the pull", "what will i feel", "which spot pulls"],
}
FAR = ["who won the cup", "weather in leeds", "play some jazz", "capital of peru"]


def points(*degrees: float) -> Vectors:
    """Vectors of unit length in a plane."""
    angles = np.radians(degrees)
    return np.column_stack((np.cos(angles), np.sin(angles))).astype(np.float32)


def test_the_nearer_an_example_the_more_its_vote_counts() -> None:
    neighbours = Neighbours(PackedVectors.of(points(0, 10, 60)), np.array([0, 1, 1]), 2)

    ((first, second),) = neighbours.votes(neighbours.cosines(points(1)))

    assert first > second > 0
    assert first + second == pytest.approx(1)


def test_only_the_nearest_vote() -> None:
    crowd = Neighbours(
        PackedVectors.of(points(*np.linspace(0, 5, 20), *np.linspace(80, 90, 200))),
        np.repeat([0, 1], [20, 200]),
        2,
    )

    assert crowd.votes(crowd.cosines(points(3))).tolist() == [[1.0, 0.0]]


def test_one_odd_example_does_not_make_a_message_near() -> None:
    lone, several = points(0, 80, 85), points(20, 21, 22)
    message = points(0)

    def near(examples: Vectors) -> float:
        return float(nearness(message @ examples.T, np.ones(len(examples), bool))[0])

    assert near(lone) < near(several)


def vectors_of(texts: list[str]) -> Vectors:
    """Inside points one way, outside another; where the text stands in its list moves it a little."""
    places = {text: at for at, text in enumerate([*INSIDE["ask_hold_time"], *INSIDE["ask_feel"], *FAR])}
    return points(*(3.0 * places[text] + (40.0 if text in FAR else 0.0) for text in texts))


def fitted(outside: bool = True, settings: Mapping[str, float] = SETTINGS) -> IntentModel:
    rows = [(text, intent) for intent, texts in INSIDE.items() for text in texts]
    rows += [(text, "out_of_scope") for text in FAR if outside]
    texts = [text for text, _ in rows]
    return IntentModel.fit(texts, vectors_of(texts), [intent for _, intent in rows], settings)


def test_a_message_among_those_outside_is_judged_so() -> None:
    text = "entirely new words"
    (prediction,) = fitted().predict([text], points(70.5))

    assert prediction.outside >= OUTSIDE


def test_a_message_among_those_inside_is_not() -> None:
    (prediction,) = fitted().predict(["how long"], points(4.5))

    assert prediction.outside < OUTSIDE
    assert prediction.intent not in DECLINES


def test_without_examples_from_outside_nothing_is() -> None:
    (prediction,) = fitted(outside=False).predict(["who won"], points(70.0))

    assert prediction.outside < OUTSIDE


def test_the_neighbours_can_be_left_out() -> None:
    alone = fitted(settings={**SETTINGS, "neighbours": 0.0})
    texts, place = ["entirely new words"], points(1.0)

    with_votes = dict(fitted().predict(texts, place)[0].ranking)
    without = dict(alone.predict(texts, place)[0].ranking)

    assert with_votes["ask_hold_time"] > without["ask_hold_time"]


def test_a_saved_model_predicts_the_same(tmp_path: Path) -> None:
    model = fitted()
    model.save(tmp_path / "model.npz")
    loaded = IntentModel.load(tmp_path / "model.npz")

    for one, other in zip(
        model.predict(["how long"], points(2.0)), loaded.predict(["how long"], points(2.0)), strict=True
    ):
        assert [name for name, _ in one.ranking] == [name for name, _ in other.ranking]
        assert [value for _, value in one.ranking] == pytest.approx(
            [value for _, value in other.ranking], rel=1e-2
        )
        assert one.outside == pytest.approx(other.outside, abs=0.1)
