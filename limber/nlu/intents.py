"""The intent model: one linear model over sentence vectors, words and letters; pure."""

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

from limber.language.encoder import Vectors
from limber.learning import TRUSTED, TextFeatures, laid_out, words_and_letters
from limber.nlu.questions import Prediction

RANKING_LENGTH = 10

SETTINGS: Mapping[str, float] = {
    "vectors": 1.5,
    "words": 1.0,
    "letters": 1.0,
    "inverse_regularisation": 4.0,
}
"""Weights of the features, whose rows have unit length each, and C of the regression."""


@dataclass(frozen=True)
class IntentModel:
    """Probabilities of the intents.

    Attributes:
        words, letters: fitted vectorisers.
        regression: fitted logistic regression over intents.
        settings: as in :data:`SETTINGS`.
    """

    words: TfidfVectorizer
    letters: TfidfVectorizer
    regression: LogisticRegression
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
        model = cls(words, letters, regression, settings)
        regression.fit(model._features(texts, vectors), list(intents))
        return model

    def predict(self, texts: Sequence[str], vectors: Vectors) -> list[Prediction]:
        """The likeliest intents of each text, at most :data:`RANKING_LENGTH`.

        Args:
            texts: mended and masked texts.
            vectors: their sentence vectors, shape (texts, dimensions).
        """
        probabilities: npt.NDArray[np.float64] = self.regression.predict_proba(self._features(texts, vectors))
        best = np.argsort(-probabilities, axis=1)[:, :RANKING_LENGTH]
        names = [str(name) for name in self.regression.classes_]
        return [
            Prediction(tuple((names[place], float(row[place])) for place in places))
            for row, places in zip(probabilities, best, strict=True)
        ]

    def _features(self, texts: Sequence[str], vectors: Vectors) -> sparse.csr_matrix:
        weights = (self.settings["vectors"], self.settings["words"], self.settings["letters"])
        return TextFeatures(self.words, self.letters).rows(texts, vectors, weights)

    def save(self, path: Path) -> None:
        """Write the model to a file."""
        skops.io.dump((self.words, self.letters, self.regression), path)

    @classmethod
    def load(cls, path: Path, settings: Mapping[str, float] = SETTINGS) -> IntentModel:
        """Read a model from a file."""
        words, letters, regression = skops.io.load(path, trusted=TRUSTED)
        return cls(words, letters, laid_out(regression), settings)
