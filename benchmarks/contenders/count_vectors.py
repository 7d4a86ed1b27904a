"""Counts of words and letters with logistic regression: Rasa without a neural network.

The small English model of spaCy has no word vectors, so counts stand for what is light.
"""

from __future__ import annotations

from benchmarks.contenders.rasa_pipeline import RasaPipeline, stock_pipeline


def make() -> RasaPipeline:
    """The contender: stock tokens, counts and fallback around another classifier."""
    pipeline = stock_pipeline()
    used = [one for one in pipeline if one["name"] in {"WhitespaceTokenizer", "CountVectorsFeaturizer"}]
    fallback = next(one for one in pipeline if one["name"] == "FallbackClassifier")
    return RasaPipeline.of([*used, {"name": "LogisticRegressionClassifier", "max_iter": 200}, fallback])
