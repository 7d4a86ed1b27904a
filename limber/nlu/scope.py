"""Whether a message lies outside of what Limber answers, by what is near it; pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from limber.language.encoder import Vectors
from limber.nlu.neighbours import Mask, Neighbours, Shares, nearness

_FLOOR = 0.01
"""Added to a share before its log-odds: no vote at all is no certainty."""

_INVERSE_REGULARISATION = 100.0
_ROWS = 1000
"""Training messages compared at once: all of them would fill half a gigabyte."""

LogOdds = npt.NDArray[np.float64]


@dataclass(frozen=True)
class ScopeTest:
    """Weighs nearness to messages inside, nearness to messages outside, and the votes.

    Attributes:
        weights: of the three and of a constant, shape (4,).
        outside: which training messages are outside, shape (examples,).
        intent: number of the intent of messages outside.
    """

    weights: npt.NDArray[np.float64]
    outside: Mask
    intent: int

    @classmethod
    def of(cls, neighbours: Neighbours, intent: int, weights: npt.NDArray[np.float64]) -> ScopeTest:
        """The test with weights that were learnt before."""
        return cls(weights, neighbours.intents == intent, intent)

    @classmethod
    def fit(cls, neighbours: Neighbours, vectors: Vectors, intent: int) -> ScopeTest:
        """Learn the weights: each training message is judged by all the others.

        Args:
            neighbours: the training messages, at least one of them outside and one inside.
            vectors: theirs, general and of unit length, shape (examples, dimensions).
            intent: number of the intent of messages outside.
        """
        outside: Mask = neighbours.intents == intent
        rows = []
        for start in range(0, len(outside), _ROWS):
            cosines = neighbours.cosines(vectors[start : start + _ROWS])
            # None is its own neighbour.
            np.fill_diagonal(cosines[:, start:], -1.0)
            rows.append(_features(cosines, neighbours.votes(cosines)[:, intent], outside))
        regression = LogisticRegression(
            C=_INVERSE_REGULARISATION, class_weight="balanced", fit_intercept=False, max_iter=500
        )
        regression.fit(np.vstack(rows), outside)
        return cls(regression.coef_[0], outside, intent)

    def log_odds(self, cosines: Vectors, votes: Shares) -> LogOdds:
        """Log-odds that each message is outside, shape (messages,).

        Args:
            cosines: to the training messages, shape (messages, examples).
            votes: of the nearest, shape (messages, intents).
        """
        odds: LogOdds = _features(cosines, votes[:, self.intent], self.outside) @ self.weights
        return odds


def log_odds(share: Shares) -> LogOdds:
    """Log-odds of shares from 0 to 1, bounded."""
    odds: LogOdds = np.log((share + _FLOOR) / (1 - share + _FLOOR))
    return odds


def _features(cosines: Vectors, votes: Shares, outside: Mask) -> npt.NDArray[np.float64]:
    near = (nearness(cosines, ~outside), nearness(cosines, outside))
    return np.column_stack((*near, log_odds(votes), np.ones(len(votes))))
