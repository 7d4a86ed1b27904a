"""The intent model: a linear model over vectors, words and letters, and the nearest examples; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import skops.io
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from limber.language.encoder import DIMENSIONS, Vectors
from limber.learning import TRUSTED, TextFeatures, laid_out, words_and_letters
from limber.nlu.neighbours import Neighbours
from limber.nlu.questions import OUTSIDE_INTENT, Prediction
from limber.nlu.scope import ScopeTest, log_odds

RANKING_LENGTH = 10

SETTINGS: Mapping[str, float] = {
    "vectors": 1.5,
    "words": 1.0,
    "letters": 1.0,
    "inverse_regularisation": 4.0,
    "neighbours": 0.6,
}
"""Weights of the features, whose rows have unit length each, C of the regression, and the exponent
of the neighbours' votes: 0 leaves them out."""

_NO_VOTE = 0.01
"""Share of an intent that no neighbour votes for: they may all be wrong."""


@dataclass(frozen=True)
class IntentModel:
    """Probabilities of the intents.

    Attributes:
        words, letters: fitted vectorisers.
        regression: fitted logistic regression over intents.
        neighbours: the training messages.
        scope: the scope test; None where no example is outside.
        settings: as in :data:`SETTINGS`.
    """

    words: TfidfVectorizer
    letters: TfidfVectorizer
    regression: LogisticRegression
    neighbours: Neighbours
    scope: ScopeTest | None
    settings: Mapping[str, float]

    @classmethod
    def fit(
        cls,
        texts: Sequence[str],
        vectors: Vectors,
        intents: Sequence[str],
        settings: Mapping[str, float] = SETTINGS,
    ) -> IntentModel:
        """Train on labelled texts.

        Args:
            texts: mended and masked texts.
            vectors: their sentence vectors, shape (texts, dimensions).
            intents: one for each.
            settings: as in :data:`SETTINGS`.
        """
        words, letters = words_and_letters()
        words.fit(texts)
        letters.fit(texts)
        regression = LogisticRegression(
            C=settings["inverse_regularisation"], max_iter=200, class_weight="balanced", random_state=0
        )
        regression.fit(_features(words, letters, texts, vectors, settings), list(intents))
        names = list(regression.classes_)
        neighbours = Neighbours(
            vectors[:, :DIMENSIONS], np.searchsorted(regression.classes_, intents), len(names)
        )
        outside = names.index(OUTSIDE_INTENT) if OUTSIDE_INTENT in names else None
        scope = None if outside is None else ScopeTest.fit(neighbours, outside)
        return cls(words, letters, regression, neighbours, scope, settings)

    def predict(self, texts: Sequence[str], vectors: Vectors) -> list[Prediction]:
        """The likeliest intents of each text, at most :data:`RANKING_LENGTH`, and its scope.

        Args:
            texts: mended and masked texts.
            vectors: their sentence vectors, shape (texts, dimensions).
        """
        features = _features(self.words, self.letters, texts, vectors, self.settings)
        learnt: npt.NDArray[np.float64] = self.regression.predict_proba(features)
        cosines = self.neighbours.cosines(vectors[:, :DIMENSIONS])
        votes = self.neighbours.votes(cosines)
        probabilities = learnt * (votes + _NO_VOTE) ** self.settings["neighbours"]
        probabilities /= probabilities.sum(axis=1, keepdims=True)
        outside = np.full(len(learnt), -np.inf)
        if self.scope is not None:
            outside = log_odds(learnt[:, self.scope.intent]) + self.scope.log_odds(cosines, votes)
        best = np.argsort(-probabilities, axis=1)[:, :RANKING_LENGTH]
        names = [str(name) for name in self.regression.classes_]
        return [
            Prediction(tuple((names[place], float(row[place])) for place in places), float(odds))
            for row, places, odds in zip(probabilities, best, outside, strict=True)
        ]

    def save(self, path: Path) -> None:
        """Write the model to a file."""
        # Half floats: half the size, and cosines are the same to three digits.
        points = (self.neighbours.vectors.astype(np.float16), self.neighbours.intents)
        weights = None if self.scope is None else self.scope.weights
        skops.io.dump((self.words, self.letters, self.regression, *points, weights), path)

    @classmethod
    def load(cls, path: Path, settings: Mapping[str, float] = SETTINGS) -> IntentModel:
        """Read a model from a file."""
        words, letters, regression, vectors, intents, weights = skops.io.load(path, trusted=TRUSTED)
        names = list(regression.classes_)
        neighbours = Neighbours(vectors.astype(np.float32), intents, len(names))
        scope = None if weights is None else ScopeTest.of(neighbours, names.index(OUTSIDE_INTENT), weights)
        return cls(words, letters, laid_out(regression), neighbours, scope, settings)


def _features(
    words: TfidfVectorizer,
    letters: TfidfVectorizer,
    texts: Sequence[str],
    vectors: Vectors,
    settings: Mapping[str, float],
) -> sparse.csr_matrix:
    weights = (settings["vectors"], settings["words"], settings["letters"])
    return TextFeatures(words, letters).rows(texts, vectors, weights)
