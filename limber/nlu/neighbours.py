"""The training messages nearest to a message: their votes, and how near they are; pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from limber.language.encoder import Vectors
from limber.language.packed import PackedVectors

VOTERS = 20
"""How many of the nearest training messages vote.

On the development messages 20 did better than 40 and 80; what `make bench` prints without them
is the whole gain.
"""

_SHARPNESS = 0.05
"""A voter whose cosine is lower by this much has a vote smaller by the factor e."""

_NEAREST = 3
"""Nearness is the mean of so many cosines: one odd example can't pull a message over."""

Shares = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Neighbours:
    """Training messages as points.

    Attributes:
        points: their general sentence vectors.
        intents: number of each one's intent, shape (examples,).
        count: how many intents there are.
    """

    points: PackedVectors
    intents: npt.NDArray[np.int64]
    count: int

    def cosines(self, vectors: Vectors) -> Vectors:
        """Cosines of messages to the training messages, shape (messages, examples).

        Args:
            vectors: general vectors of the messages, shape (messages, dimensions).
        """
        return self.points.times(vectors)

    def votes(self, cosines: Vectors) -> Shares:
        """Each intent's share of the votes of the nearest, shape (messages, intents)."""
        voters = min(VOTERS, cosines.shape[1])
        places = np.argpartition(-cosines, voters - 1, axis=1)[:, :voters]
        near = np.take_along_axis(cosines, places, axis=1).astype(np.float64)
        weights = np.exp((near - near.max(axis=1, keepdims=True)) / _SHARPNESS)
        votes = np.zeros((len(cosines), self.count))
        np.add.at(votes, (np.arange(len(cosines))[:, None], self.intents[places]), weights)
        shares: Shares = votes / votes.sum(axis=1, keepdims=True)
        return shares


def nearness(cosines: Vectors, chosen: Mask) -> Vectors:
    """How near messages are to the chosen training messages: mean cosine to the nearest of them.

    Args:
        cosines: shape (messages, examples).
        chosen: which examples, shape (examples,); at least one.
    """
    among = cosines[:, chosen]
    most = min(_NEAREST, among.shape[1])
    near: Vectors = -np.partition(-among, most - 1, axis=1)[:, :most]
    means: Vectors = near.mean(axis=1)
    return means
