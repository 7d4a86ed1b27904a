"""What the linear classifiers share: features of texts and quick predictions; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from limber.language.encoder import Vectors

TRUSTED = ["numpy.dtype", "scipy.sparse._csr.csr_matrix"]
"""Types that a saved classifier may hold besides those that skops knows."""


def words_and_letters() -> tuple[TfidfVectorizer, TfidfVectorizer]:
    """Unfitted vectorisers for mended and masked texts: one and two words; two to five letters."""
    return (
        TfidfVectorizer(
            ngram_range=(1, 2), sublinear_tf=True, min_df=2, token_pattern=r"\S+", dtype=np.float32
        ),
        TfidfVectorizer(
            analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2, dtype=np.float32
        ),
    )


@dataclass(frozen=True)
class TextFeatures:
    """Rows of sentence vectors, words and letters, each of unit length times its weight.

    Attributes:
        words, letters: fitted vectorisers.
    """

    words: TfidfVectorizer
    letters: TfidfVectorizer

    def rows(
        self, texts: Sequence[str], vectors: Vectors, weights: tuple[float, float, float] = (1.0, 1.0, 1.0)
    ) -> sparse.csr_matrix:
        """One row for each text.

        Args:
            texts: texts in the form in which the vectorisers were fitted.
            vectors: their sentence vectors, shape (texts, dimensions).
            weights: of vectors, words and letters.
        """
        parts = (sparse.csr_matrix(vectors), self.words.transform(texts), self.letters.transform(texts))
        return sparse.hstack([part * weight for part, weight in zip(parts, weights, strict=True)]).tocsr()


def laid_out(regression: LogisticRegression) -> LogisticRegression:
    """The regression, its weights laid out for predicting.

    Predicting multiplies by the transpose: laid out so, it is not copied for each message.
    """
    regression.coef_ = np.asfortranarray(regression.coef_)
    return regression
