"""The screen: a message in, a screening out. Pure; no Rasa, no TensorFlow, no I/O after loading."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

import numpy as np

from limber.content.models import Tier
from limber.language.encoder import Vectors
from limber.safety.by_patterns import PatternLayer
from limber.safety.classifier import RedFlagClassifier
from limber.safety.judged import Judged
from limber.safety.verdict import Judgement, Screening, Thresholds, verdict


class Screener:
    """Screens messages; made once a process.

    Args:
        patterns: the layer of patterns.
        classifier: the trained layer.
        thresholds: when the trained layer speaks.
    """

    def __init__(
        self, patterns: PatternLayer, classifier: RedFlagClassifier, thresholds: Thresholds | None = None
    ) -> None:
        self._patterns = patterns
        self._classifier = classifier
        self._thresholds = thresholds or Thresholds()
        groups = patterns.red_flags.groups.values()
        self._tier_of: dict[str, Tier] = {group.id: group.tier for group in groups}

    def screen(self, message: Judged, vector_of: Mapping[str, Vectors]) -> Screening:
        """Screen one message.

        Args:
            message: the message.
            vector_of: the sentence vector of each of its ``texts``, shape (dimensions,).

        Raises:
            KeyError: a vector is missing.
        """
        found = self._patterns.find(message.text)
        return verdict(
            found.mentions,
            self._judgements(message, vector_of),
            self._tier_of,
            partial(self._patterns.of_another, found.words),
            self._thresholds,
        )

    def _judgements(self, message: Judged, vector_of: Mapping[str, Vectors]) -> list[Judgement]:
        """What the trained layer says of each part: the mean over both spellings."""
        texts = message.texts
        if not texts:
            return []
        vectors = np.stack([vector_of[text] for text in texts])
        judged = dict(zip(texts, self._classifier.probabilities(texts, vectors), strict=True))
        return [Judgement(one.part, _mean(judged[one.typed], judged[one.mended])) for one in message.parts]


def _mean(one: Mapping[str, float], other: Mapping[str, float]) -> Mapping[str, float]:
    return {group: (value + other[group]) / 2 for group, value in one.items()}
