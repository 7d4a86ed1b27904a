"""Features of few texts are summed without matrices, and give the same."""

from __future__ import annotations

import numpy as np
import pytest

from limber.learning import Grams, Regression, TextFeatures

TEXTS = [
    "how long do i hold it",
    "How long do you hold the the pose?",
    "where do i feel it",
    "which one is it",
]
NEW = ["how long is it", "do i do do it", "zzz qqq", "", "WHERE is the pose"]


def vectors_of(count: int) -> np.ndarray:
    return np.random.default_rng(1).normal(size=(count, 6)).astype(np.float32)


@pytest.mark.parametrize("learnt", [False, True], ids=["fitted", "read from its arrays"])
def test_scores_are_the_rows_times_the_weights(learnt: bool) -> None:
    grams = Grams(seldom_words=1, seldom_letters=1)
    features = TextFeatures.fit(TEXTS, grams)
    if learnt:
        features = TextFeatures.of(features.arrays(), grams)
    weights, vectors = (1.5, 0.7, 1.2), vectors_of(len(NEW))
    rows = features.rows(NEW, vectors, weights)
    matrix = np.random.default_rng(2).normal(size=(rows.shape[1], 4))

    assert features.scores(NEW, vectors, matrix, weights) == pytest.approx(rows @ matrix, abs=1e-5)


def test_a_regression_is_the_same_when_it_is_read_again() -> None:
    rows = vectors_of(8)
    fitted = Regression.fit(rows, ["a", "b", "c", "a", "b", "c", "a", "b"])
    read = Regression.of(fitted.arrays("x"), "x")

    assert read.names == ("a", "b", "c")
    assert read.probabilities(rows @ read.weights) == pytest.approx(
        fitted.probabilities(rows @ fitted.weights)
    )


def test_two_classes_have_a_probability_each() -> None:
    rows = np.array([[0.0], [0.1], [5.0], [5.1]])
    regression = Regression.fit(rows, ["low", "low", "high", "high"])

    low = regression.probabilities(np.array([[0.0]]) @ regression.weights)[0]

    assert dict(zip(regression.names, low > 0.5, strict=True)) == {"high": False, "low": True}
