"""Which stretch a message describes without its name: one linear model; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import skops.io
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from limber.content import ContentStore
from limber.language.encoder import DIMENSIONS, Vectors
from limber.learning import TRUSTED, TextFeatures, laid_out, words_and_letters

NOTHING = ""
"""The label of messages that describe no stretch; no id is empty."""

SURE = 0.3
"""Probability from which a message describes a stretch.

Cross-validated: of the messages of the training data without a name that this finds (40 of 9,545),
all but a handful describe a stretch indeed.
"""

_OTHERS_WEIGHT = 0.1
"""Weight of a message without description: some describe a stretch after all, and they are many."""

_VECTORS_WEIGHT = 1.5
_INVERSE_REGULARISATION = 10.0


@dataclass(frozen=True)
class DescriptionModel:
    """Knows descriptions of stretches.

    Attributes:
        words, letters: fitted vectorisers.
        regression: fitted logistic regression over stretch ids and :data:`NOTHING`.
    """

    words: TfidfVectorizer
    letters: TfidfVectorizer
    regression: LogisticRegression

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> DescriptionModel:
        """Train on descriptions and other messages.

        Args:
            texts: mended and masked texts.
            vectors: their sentence vectors, shape (texts, dimensions).
            labels: a stretch's id or :data:`NOTHING` for each; at least two different ones.
        """
        words, letters = words_and_letters()
        words.fit(texts)
        letters.fit(texts)
        weights = {label: 1.0 if label else _OTHERS_WEIGHT for label in set(labels)}
        regression = LogisticRegression(
            C=_INVERSE_REGULARISATION, max_iter=300, class_weight=weights, random_state=0
        )
        model = cls(words, letters, regression)
        regression.fit(model._features(texts, vectors), list(labels))
        return model

    def described(self, texts: Sequence[str], vectors: Vectors) -> list[tuple[str, float]]:
        """The likeliest stretch of each text with its probability; :data:`NOTHING` below :data:`SURE`.

        Args:
            texts: mended and masked texts.
            vectors: their sentence vectors, shape (texts, dimensions).
        """
        found = []
        names = [str(name) for name in self.regression.classes_]
        probabilities: npt.NDArray[np.float64] = self.regression.predict_proba(self._features(texts, vectors))
        for row in probabilities:
            value, name = max((float(value), name) for value, name in zip(row, names, strict=True) if name)
            found.append((name, value) if value >= SURE else (NOTHING, 1 - value))
        return found

    def _features(self, texts: Sequence[str], vectors: Vectors) -> sparse.csr_matrix:
        general = vectors[:, :DIMENSIONS]
        return TextFeatures(self.words, self.letters).rows(texts, general, (_VECTORS_WEIGHT, 1.0, 1.0))

    def save(self, path: Path) -> None:
        """Write the model to a file."""
        skops.io.dump((self.words, self.letters, self.regression), path)

    @classmethod
    def load(cls, path: Path) -> DescriptionModel:
        """Read a model from a file."""
        words, letters, regression = skops.io.load(path, trusted=TRUSTED)
        return cls(words, letters, laid_out(regression))


def store_descriptions(store: ContentStore) -> list[tuple[str, str]]:
    """Text and stretch id of every description; :data:`NOTHING` for what only sounds like one."""
    rows = [(text, stretch.id) for stretch in store.stretches.values() for text in stretch.described]
    return [*rows, *((text, NOTHING) for text in store.vocabulary.undescribed)]
