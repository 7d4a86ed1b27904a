"""What the linear classifiers share: features of texts, a regression over them, and their files; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from limber.language.encoder import Vectors

Arrays = Mapping[str, npt.NDArray[Any]]
"""What a model's file holds: plain arrays by name, for ``numpy.savez``. Nothing in it is code."""

Probabilities = npt.NDArray[np.float64]
Scores = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Grams:
    """Which words and letters count.

    Attributes:
        words: most words in a row.
        letters: most letters in a row, from two on.
        seldom_words, seldom_letters: in how many texts one must stand.
    """

    words: int = 2
    letters: int = 5
    seldom_words: int = 2
    seldom_letters: int = 2

    def vectorisers(
        self, words: Sequence[str] | None = None, letters: Sequence[str] | None = None
    ) -> tuple[TfidfVectorizer, TfidfVectorizer]:
        """Unfitted vectorisers.

        Args:
            words, letters: what counts, in the order of the columns, where that is known.
        """
        common = {"sublinear_tf": True, "dtype": np.float32}
        return (
            TfidfVectorizer(
                ngram_range=(1, self.words),
                min_df=self.seldom_words,
                token_pattern=r"\S+",
                vocabulary=words,
                **common,
            ),
            TfidfVectorizer(
                analyzer="char_wb",
                ngram_range=(2, self.letters),
                min_df=self.seldom_letters,
                vocabulary=letters,
                **common,
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

    @classmethod
    def fit(cls, texts: Sequence[str], grams: Grams) -> TextFeatures:
        """Learn which words and letters count, and how much.

        Args:
            texts: in the form in which the features are wanted.
            grams: which may count.
        """
        words, letters = grams.vectorisers()
        return cls(words.fit(texts), letters.fit(texts))

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

    def scores(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        matrix: npt.NDArray[np.float32],
        weights: tuple[float, float, float] = (1.0, 1.0, 1.0),
    ) -> Scores:
        """What ``rows(texts, vectors, weights) @ matrix`` gives, for the few texts of one message.

        There the libraries' checks and sparse matrices take ten times as long as the sums.

        Args:
            texts: texts in the form in which the vectorisers were fitted.
            vectors: their sentence vectors, shape (texts, dimensions).
            matrix: shape (features, classes).
            weights: of vectors, words and letters.
        """
        of_vectors, *of_terms = weights
        start = vectors.shape[1]
        scores: Scores = vectors @ matrix[:start] * of_vectors
        for terms, weight in zip(self._terms, of_terms, strict=True):
            block = matrix[start : start + len(terms.weights)]
            for place, text in enumerate(texts):
                scores[place] += terms.score(text, block) * weight
            start += len(terms.weights)
        return scores

    @cached_property
    def _terms(self) -> tuple[_Terms, _Terms]:
        return _Terms.of(self.words), _Terms.of(self.letters)

    def arrays(self) -> Arrays:
        """What :meth:`of` makes them from again."""
        return {
            "words": self.words.get_feature_names_out().astype(str),
            "word_weights": self.words.idf_,
            "letters": self.letters.get_feature_names_out().astype(str),
            "letter_weights": self.letters.idf_,
        }

    @classmethod
    def of(cls, arrays: Arrays, grams: Grams) -> TextFeatures:
        """The features of :meth:`arrays`.

        Args:
            arrays: as they were written.
            grams: with which they were learnt.
        """
        words, letters = grams.vectorisers(arrays["words"].tolist(), arrays["letters"].tolist())
        words.idf_ = arrays["word_weights"]
        letters.idf_ = arrays["letter_weights"]
        return cls(words, letters)


@dataclass(frozen=True)
class _Terms:
    """A fitted vectoriser, read for one text at a time.

    Attributes:
        analyse: the terms of a text.
        places: the column of each term that counts.
        weights: of each column.
    """

    analyse: Callable[[str], Iterable[str]]
    places: Mapping[str, int]
    weights: npt.NDArray[np.float64]

    @classmethod
    def of(cls, vectoriser: TfidfVectorizer) -> _Terms:
        return cls(vectoriser.build_analyzer(), vectoriser.vocabulary_, vectoriser.idf_)

    def score(self, text: str, matrix: npt.NDArray[np.float32]) -> Scores | float:
        """The text's row of unit length times a matrix, shape (classes,)."""
        counts = Counter(self.places[term] for term in self.analyse(text) if term in self.places)
        if not counts:
            return 0.0
        columns = np.fromiter(counts, np.intp, len(counts))
        row = (1 + np.log(np.fromiter(counts.values(), np.float64, len(counts)))) * self.weights[columns]
        scores: Scores = row @ matrix[columns] / np.linalg.norm(row)
        return scores


@dataclass(frozen=True)
class Regression:
    """A fitted logistic regression over named classes.

    Attributes:
        names: the classes, sorted.
        weights: shape (features, classes), laid out so that predicting copies nothing; of four bytes, for
            they are most of a server's model.
        constants: shape (classes,).
    """

    names: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    constants: npt.NDArray[np.float64]

    @classmethod
    def fit(cls, rows: Any, labels: Sequence[str], **settings: Any) -> Regression:
        """Train on labelled rows.

        Args:
            rows: shape (texts, features), dense or sparse.
            labels: a class's name for each; at least two different ones.
            settings: of scikit-learn's logistic regression.
        """
        fitted = LogisticRegression(**settings).fit(rows, list(labels))
        weights, constants = fitted.coef_, fitted.intercept_
        if len(fitted.classes_) == 2:
            # Of two classes scikit-learn keeps the second one's odds alone.
            weights = np.vstack([np.zeros_like(weights), weights])
            constants = np.concatenate([np.zeros_like(constants), constants])
        names = tuple(str(name) for name in fitted.classes_)
        return cls(names, np.ascontiguousarray(weights.T, np.float32), constants)

    def probabilities(self, scores: Scores) -> Probabilities:
        """Of each class, shape (rows, classes).

        Args:
            scores: rows times :attr:`weights`, shape (rows, classes).
        """
        probabilities: Probabilities = softmax(scores + self.constants, axis=1)
        return probabilities

    def arrays(self, of: str) -> Arrays:
        """What :meth:`of` makes it from again.

        Args:
            of: begins the arrays' names, so that several can stand in one file.
        """
        return {
            f"{of}_names": np.array(self.names),
            f"{of}_weights": self.weights,
            f"{of}_constants": self.constants,
        }

    @classmethod
    def of(cls, arrays: Arrays, of: str) -> Regression:
        """The regression of :meth:`arrays`."""
        names = tuple(arrays[f"{of}_names"].tolist())
        return cls(names, arrays[f"{of}_weights"], arrays[f"{of}_constants"])
