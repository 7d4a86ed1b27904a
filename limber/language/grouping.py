"""Groups messages that mean alike; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from limber.language.encoder import Vectors

ALIKE = 0.6
"""Cosine from which two messages count as one question."""


@dataclass(frozen=True)
class Group:
    """Messages that mean alike, in their order."""

    texts: tuple[str, ...]


def group_alike(texts: Sequence[str], vectors: Vectors) -> list[Group]:
    """Put each message to the first group whose middle is near, largest groups first.

    Args:
        texts: the messages.
        vectors: their general vectors of unit length, shape (texts, dimensions).
    """
    members: list[list[int]] = []
    sums: list[Vectors] = []
    for place, vector in enumerate(vectors):
        scores = [float(total @ vector / np.linalg.norm(total)) for total in sums]
        best = int(np.argmax(scores)) if scores else -1
        if scores and scores[best] >= ALIKE:
            members[best].append(place)
            sums[best] = sums[best] + vector
        else:
            members.append([place])
            sums.append(vector)
    groups = [Group(tuple(texts[place] for place in places)) for places in members]
    return sorted(groups, key=lambda group: -len(group.texts))
