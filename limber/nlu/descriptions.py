"""Which stretch a message describes without its name: one linear model; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from limber.content import ContentStore
from limber.language.encoder import DIMENSIONS, Vectors
from limber.learning import Grams, Regression, TextFeatures
from limber.nlu.reading import MASKS, Reader

NOTHING = ""
"""The label of messages that describe no stretch; no id is empty."""

SURE = 0.3
"""Probability from which a message describes a stretch.

Cross-validated: of the messages of the training data without a name that this finds (40 of 9,545),
all but a handful describe a stretch indeed.
"""

_OTHERS_WEIGHT = 0.1
"""Weight of a message without description: some describe a stretch after all, and they are many."""

_WEIGHTS = (1.5, 1.0, 1.0)
"""Of vectors, words and letters."""

_GRAMS = Grams()
_INVERSE_REGULARISATION = 10.0


@dataclass(frozen=True)
class DescriptionModel:
    """Knows descriptions of stretches.

    Attributes:
        features: fitted on the training messages.
        regression: over stretch ids and :data:`NOTHING`.
    """

    features: TextFeatures
    regression: Regression

    @classmethod
    def fit(cls, texts: Sequence[str], vectors: Vectors, labels: Sequence[str]) -> DescriptionModel:
        """Train on descriptions and other messages.

        Args:
            texts: mended and masked texts.
            vectors: their sentence vectors, shape (texts, dimensions).
            labels: a stretch's id or :data:`NOTHING` for each; at least two different ones.
        """
        features = TextFeatures.fit(texts, _GRAMS)
        regression = Regression.fit(
            features.rows(texts, vectors[:, :DIMENSIONS], _WEIGHTS),
            labels,
            C=_INVERSE_REGULARISATION,
            max_iter=300,
            class_weight={label: 1.0 if label else _OTHERS_WEIGHT for label in set(labels)},
            random_state=0,
        )
        return cls(features, regression)

    def described(self, texts: Sequence[str], vectors: Vectors) -> list[tuple[str, float]]:
        """The likeliest stretch of each text with its probability; :data:`NOTHING` below :data:`SURE`.

        Args:
            texts: mended and masked texts.
            vectors: their sentence vectors, shape (texts, dimensions).
        """
        found = []
        scores = self.features.scores(texts, vectors[:, :DIMENSIONS], self.regression.weights, _WEIGHTS)
        for row in self.regression.probabilities(scores):
            named = zip(row, self.regression.names, strict=True)
            value, name = max((float(value), name) for value, name in named if name)
            found.append((name, value) if value >= SURE else (NOTHING, 1 - value))
        return found

    def save(self, path: Path) -> None:
        """Write the model to a file."""
        np.savez(path, **self.features.arrays(), **self.regression.arrays("stretch"))

    @classmethod
    def load(cls, path: Path) -> DescriptionModel:
        """Read a model from a file."""
        with np.load(path) as arrays:
            return cls(TextFeatures.of(arrays, _GRAMS), Regression.of(arrays, "stretch"))


def learnt_from(store: ContentStore, reader: Reader, examples: Iterable[str]) -> list[tuple[str, str]]:
    """What is learnt: masked text and label of the store's descriptions, then of other messages.

    Args:
        store: has the descriptions.
        reader: reads them as it read the examples.
        examples: mended and masked training messages.
    """
    rows = [(reader.read(text).masked, label) for text, label in store_descriptions(store)]
    described = {text for text, _ in rows}
    # Whoever names a stretch need not describe it: such messages say nothing about either.
    others = [text for text in dict.fromkeys(examples) if MASKS["stretch"] not in text]
    return [*rows, *((text, NOTHING) for text in others if text not in described)]


def store_descriptions(store: ContentStore) -> list[tuple[str, str]]:
    """Text and stretch id of every description; :data:`NOTHING` for what only sounds like one."""
    rows = [(text, stretch.id) for stretch in store.stretches.values() for text in stretch.described]
    return [*rows, *((text, NOTHING) for text in store.vocabulary.undescribed)]
