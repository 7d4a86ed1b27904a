"""The intent model: a linear model over vectors, words and letters, and the nearest examples; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from limber.language.encoder import DIMENSIONS, Vectors
from limber.language.packed import PackedVectors
from limber.learning import Grams, Regression, TextFeatures
from limber.nlu.neighbours import Neighbours
from limber.nlu.questions import OUTSIDE_INTENT, Prediction
from limber.nlu.scope import ScopeTest, log_odds

RANKING_LENGTH = 10

_GRAMS = Grams()

SETTINGS: Mapping[str, float] = {
    "vectors": 1.5,
    "adapted": 0.5,
    "words": 1.0,
    "letters": 1.0,
    "inverse_regularisation": 4.0,
    "neighbours": 0.6,
}
"""Weights of the features, whose rows have unit length each, of the adapted vectors among the vectors, C of
the regression, and the exponent of the neighbours' votes: 0 leaves them out.

The adapted vectors know the training messages too well: at half their weight 2,768 of 2,912 messages for
measuring have the right intent, at full weight 2,760.
"""

_NO_VOTE = 0.01
"""Share of an intent that no neighbour votes for: they may all be wrong."""


@dataclass(frozen=True)
class IntentModel:
    """Probabilities of the intents.

    Attributes:
        features: fitted on the training messages.
        regression: over intents.
        neighbours: the training messages.
        scope: the scope test; None where no example is outside.
        settings: as in :data:`SETTINGS`.
    """

    features: TextFeatures
    regression: Regression
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
        features = TextFeatures.fit(texts, _GRAMS)
        regression = Regression.fit(
            features.rows(texts, _weighed(vectors, settings), _weights(settings)),
            intents,
            C=settings["inverse_regularisation"],
            # 200 steps take twice as long and find the same messages.
            max_iter=60,
            class_weight="balanced",
            random_state=0,
        )
        names = regression.names
        general = vectors[:, :DIMENSIONS]
        neighbours = Neighbours(PackedVectors.of(general), np.searchsorted(names, intents), len(names))
        outside = names.index(OUTSIDE_INTENT) if OUTSIDE_INTENT in names else None
        scope = None if outside is None else ScopeTest.fit(neighbours, general, outside)
        return cls(features, regression, neighbours, scope, settings)

    def predict(self, texts: Sequence[str], vectors: Vectors) -> list[Prediction]:
        """The likeliest intents of each text, at most :data:`RANKING_LENGTH`, and its scope.

        Args:
            texts: mended and masked texts.
            vectors: their sentence vectors, shape (texts, dimensions).
        """
        learnt = self.regression.probabilities(
            self.features.scores(
                texts,
                _weighed(vectors, self.settings),
                self.regression.weights,
                _weights(self.settings),
            )
        )
        cosines = self.neighbours.cosines(vectors[:, :DIMENSIONS])
        votes = self.neighbours.votes(cosines)
        probabilities = learnt * (votes + _NO_VOTE) ** self.settings["neighbours"]
        probabilities /= probabilities.sum(axis=1, keepdims=True)
        outside = np.full(len(learnt), -np.inf)
        if self.scope is not None:
            outside = log_odds(learnt[:, self.scope.intent]) + self.scope.log_odds(cosines, votes)
        best = np.argsort(-probabilities, axis=1)[:, :RANKING_LENGTH]
        names = self.regression.names
        return [
            Prediction(tuple((names[place], float(row[place])) for place in places), float(odds))
            for row, places, odds in zip(probabilities, best, outside, strict=True)
        ]

    def save(self, path: Path) -> None:
        """Write the model to a file."""
        np.savez(
            path,
            **self.features.arrays(),
            **self.regression.arrays("intent"),
            **self.neighbours.points.arrays(),
            point_intents=self.neighbours.intents,
            scope=np.empty(0) if self.scope is None else self.scope.weights,
        )

    @classmethod
    def load(cls, path: Path, settings: Mapping[str, float] = SETTINGS) -> IntentModel:
        """Read a model from a file."""
        with np.load(path) as arrays:
            features = TextFeatures.of(arrays, _GRAMS)
            regression = Regression.of(arrays, "intent")
            names = regression.names
            neighbours = Neighbours(PackedVectors.read(arrays), arrays["point_intents"], len(names))
            weights = arrays["scope"]
        scope = ScopeTest.of(neighbours, names.index(OUTSIDE_INTENT), weights) if weights.size else None
        return cls(features, regression, neighbours, scope, settings)


def _weighed(vectors: Vectors, settings: Mapping[str, float]) -> Vectors:
    general, adapted = vectors[:, :DIMENSIONS], vectors[:, DIMENSIONS:]
    weighed: Vectors = np.hstack([general, adapted * np.float32(settings["adapted"])])
    return weighed


def _weights(settings: Mapping[str, float]) -> tuple[float, float, float]:
    return settings["vectors"], settings["words"], settings["letters"]
