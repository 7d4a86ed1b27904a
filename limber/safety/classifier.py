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
import numpy.typing as npt
import skops.io
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from limber.language.encoder import DIMENSIONS, Vectors
from limber.learning import TRUSTED, TextFeatures, laid_out
from limber.safety.text import fold

NONE = "none"
"""What a message without a sign is labelled, with its kind: ``none:negated``."""

ADAPTED_SCALE = 3.0
ADAPTED_C = 0.1
TYPED_C = 10.0
"""Inverse regularisation of the two; the adapted vectors know the training messages too well."""

_SMALLEST = 1e-6

Probabilities = npt.NDArray[np.float64]


def _typed(texts: Sequence[str]) -> list[str]:
    return [" ".join(word.text for word in fold(text)) for text in texts]


@dataclass(frozen=True)
class RedFlagClassifier:
    """Probabilities of the groups.

    Attributes:
        words, letters: fitted vectorisers.
        typed: regression over general vectors, words and letters.
        adapted: regression over adapted vectors; None where the encoder has none.
    """

    words: TfidfVectorizer
    letters: TfidfVectorizer
    typed: LogisticRegression
    adapted: LogisticRegression | None

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> RedFlagClassifier:
        """Train on labelled messages.

        Args:
            texts: the messages.
            vectors: their sentence vectors, shape (messages, dimensions).
            labels: a group id, or :data:`NONE` with a kind, for each.
        """
        words = TfidfVectorizer(
            ngram_range=(1, 3), sublinear_tf=True, min_df=3, token_pattern=r"\S+", dtype=np.float32
        )
        letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=8, dtype=np.float32
        )
        folded = _typed(texts)
        words.fit(folded)
        letters.fit(folded)
        classifier = cls(words, letters, _regression(TYPED_C), None)
        classifier.typed.fit(classifier._features(folded, vectors), list(labels))
        if vectors.shape[1] == DIMENSIONS:
            return classifier
        adapted = _regression(ADAPTED_C)
        adapted.fit(_adapted(vectors), list(labels))
        return cls(words, letters, classifier.typed, adapted)

    def probabilities(self, texts: Sequence[str], vectors: Vectors) -> list[Mapping[str, float]]:
        """Probability of each group, for each text; what is missing to one is that of no sign.

        Args:
            texts: texts to judge.
            vectors: their sentence vectors, shape (texts, dimensions).
        """
        if not texts:
            return []
        rows: Probabilities = self.typed.predict_proba(self._features(_typed(texts), vectors))
        if self.adapted is not None:
            rows = _geometric_mean(rows, self.adapted.predict_proba(_adapted(vectors)))
        groups = [
            (place, str(name)) for place, name in enumerate(self.typed.classes_) if not name.startswith(NONE)
        ]
        return [{name: float(row[place]) for place, name in groups} for row in rows]

    def _features(self, folded: Sequence[str], vectors: Vectors) -> sparse.csr_matrix:
        return TextFeatures(self.words, self.letters).rows(folded, vectors[:, :DIMENSIONS])

    def save(self, path: Path) -> None:
        """Write the classifier to a file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        skops.io.dump((self.words, self.letters, self.typed, self.adapted), path)

    @classmethod
    def load(cls, path: Path) -> RedFlagClassifier:
        """Read a classifier from a file.

        Raises:
            OSError: there is no such file.
            ValueError: it is no classifier.
        """
        words, letters, typed, adapted = skops.io.load(path, trusted=TRUSTED)
        return cls(words, letters, laid_out(typed), laid_out(adapted) if adapted is not None else None)


def _regression(inverse_regularisation: float) -> LogisticRegression:
    # Stopped early: more steps take minutes and find no more of the messages that were held out.
    return LogisticRegression(C=inverse_regularisation, max_iter=60, tol=1e-3)


def _adapted(vectors: Vectors) -> Vectors:
    adapted: Vectors = vectors[:, DIMENSIONS:] * np.float32(ADAPTED_SCALE)
    return adapted


def _geometric_mean(one: Probabilities, other: Probabilities) -> Probabilities:
    mean = np.sqrt((one + _SMALLEST) * (other + _SMALLEST))
    normed: Probabilities = mean / mean.sum(axis=1, keepdims=True)
    return normed
