"""The trained layer: two linear classifiers over one encoder pass.

One reads the encoder's adapted vectors, the other its general vectors with the words and letters as
typed. They err on different messages; the geometric mean of their probabilities is surer than
either. The layer finds reports that no pattern knows. It may raise a tier or ask; it never lowers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from limber.language.encoder import DIMENSIONS, Vectors
from limber.learning import Grams, Probabilities, Regression, TextFeatures
from limber.safety.text import fold

NONE = "none"
"""What a message without a sign is labelled, with its kind: ``none:negated``."""

ADAPTED_SCALE = 3.0
ADAPTED_C = 1.6
TYPED_C = 10.0
"""Inverse regularisation of the two; the adapted vectors know the training messages too well.

Of 0.05 to 3.2 for the adapted vectors, 1.6 found most signs of the two sets in tests/safety.
"""

_GRAMS = Grams(words=3, letters=4, seldom_words=3, seldom_letters=8)

_FIT = {"max_iter": 60, "tol": 1e-3}
"""Stopped early: more steps take minutes and find no more of the messages that were held out."""

_SMALLEST = 1e-6


def _typed(texts: Sequence[str]) -> list[str]:
    return [" ".join(word.text for word in fold(text)) for text in texts]


@dataclass(frozen=True)
class RedFlagClassifier:
    """Probabilities of the groups.

    Attributes:
        features: fitted on the training messages as typed.
        typed: regression over general vectors, words and letters.
        adapted: regression over adapted vectors; None where the encoder has none.
    """

    features: TextFeatures
    typed: Regression
    adapted: Regression | None

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> RedFlagClassifier:
        """Train on labelled messages.

        Args:
            texts: the messages.
            vectors: their sentence vectors, shape (messages, dimensions).
            labels: a group id, or :data:`NONE` with a kind, for each.
        """
        folded = _typed(texts)
        features = TextFeatures.fit(folded, _GRAMS)
        typed = Regression.fit(features.rows(folded, vectors[:, :DIMENSIONS]), labels, C=TYPED_C, **_FIT)
        has_adapted = vectors.shape[1] > DIMENSIONS
        adapted = Regression.fit(_adapted(vectors), labels, C=ADAPTED_C, **_FIT) if has_adapted else None
        return cls(features, typed, adapted)

    def probabilities(self, texts: Sequence[str], vectors: Vectors) -> list[Mapping[str, float]]:
        """Probability of each group, for each text; what is missing to one is that of no sign.

        Args:
            texts: texts to judge.
            vectors: their sentence vectors, shape (texts, dimensions).
        """
        if not texts:
            return []
        scores = self.features.scores(_typed(texts), vectors[:, :DIMENSIONS], self.typed.weights)
        rows = self.typed.probabilities(scores)
        if self.adapted is not None:
            adapted = self.adapted.probabilities(_adapted(vectors) @ self.adapted.weights)
            rows = _geometric_mean(rows, adapted)
        groups = [(place, name) for place, name in enumerate(self.typed.names) if not name.startswith(NONE)]
        return [{name: float(row[place]) for place, name in groups} for row in rows]

    def save(self, path: Path) -> None:
        """Write the classifier to a file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        adapted = {} if self.adapted is None else self.adapted.arrays("adapted")
        np.savez(path, **self.features.arrays(), **self.typed.arrays("typed"), **adapted)

    @classmethod
    def load(cls, path: Path) -> RedFlagClassifier:
        """Read a classifier from a file.

        Raises:
            OSError: there is no such file.
            ValueError: it is no classifier.
        """
        with np.load(path) as arrays:
            adapted = Regression.of(arrays, "adapted") if "adapted_names" in arrays else None
            return cls(TextFeatures.of(arrays, _GRAMS), Regression.of(arrays, "typed"), adapted)


def _adapted(vectors: Vectors) -> Vectors:
    adapted: Vectors = vectors[:, DIMENSIONS:] * np.float32(ADAPTED_SCALE)
    return adapted


def _geometric_mean(one: Probabilities, other: Probabilities) -> Probabilities:
    mean = np.sqrt((one + _SMALLEST) * (other + _SMALLEST))
    normed: Probabilities = mean / mean.sum(axis=1, keepdims=True)
    return normed
