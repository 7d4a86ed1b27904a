"""The trained layer: a linear classifier over sentence vectors, words and letters.

It finds reports that no pattern knows. It may raise a tier or ask; it never lowers.
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

from limber.language.encoder import Vectors
from limber.safety.text import fold

NONE = "none"
"""The class of messages without a sign."""

_TRUSTED = ["numpy.dtype", "scipy.sparse._csr.csr_matrix"]


def classifier_text(text: str) -> str:
    """A text as the word and letter features see it."""
    return " ".join(word.text for word in fold(text))


@dataclass(frozen=True)
class RedFlagClassifier:
    """Probabilities of the groups.

    Attributes:
        words, letters: fitted vectorisers.
        model: fitted logistic regression over group ids and :data:`NONE`.
    """

    words: TfidfVectorizer
    letters: TfidfVectorizer
    model: LogisticRegression

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: Vectors, groups: Sequence[str]) -> RedFlagClassifier:
        """Train on labelled messages.

        Args:
            texts: the messages.
            vectors: their sentence vectors, shape (messages, dimensions).
            groups: a group id or :data:`NONE` for each.
        """
        folded = [classifier_text(text) for text in texts]
        words = TfidfVectorizer(
            ngram_range=(1, 3), sublinear_tf=True, min_df=2, token_pattern=r"\S+", dtype=np.float32
        )
        letters = TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 4), sublinear_tf=True, min_df=3, dtype=np.float32
        )
        words.fit(folded)
        letters.fit(folded)
        model = LogisticRegression(C=10, max_iter=300, random_state=0)
        classifier = cls(words, letters, model)
        model.fit(classifier._features(folded, vectors), list(groups))
        return classifier

    def probabilities(self, texts: Sequence[str], vectors: Vectors) -> list[Mapping[str, float]]:
        """Probability of each group, and of none, for each text.

        Args:
            texts: texts to judge.
            vectors: their sentence vectors, shape (texts, dimensions).
        """
        if not texts:
            return []
        rows: npt.NDArray[np.float64] = self.model.predict_proba(
            self._features([classifier_text(text) for text in texts], vectors)
        )
        names = [str(name) for name in self.model.classes_]
        return [dict(zip(names, map(float, row), strict=True)) for row in rows]

    def _features(self, folded: Sequence[str], vectors: Vectors) -> sparse.csr_matrix:
        return sparse.hstack(
            [sparse.csr_matrix(vectors), self.words.transform(folded), self.letters.transform(folded)]
        ).tocsr()

    def save(self, path: Path) -> None:
        """Write the classifier to a file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        skops.io.dump((self.words, self.letters, self.model), path)

    @classmethod
    def load(cls, path: Path) -> RedFlagClassifier:
        """Read a classifier from a file.

        Raises:
            OSError: there is no such file.
            ValueError: it is no classifier.
        """
        return cls(*skops.io.load(path, trusted=_TRUSTED))
