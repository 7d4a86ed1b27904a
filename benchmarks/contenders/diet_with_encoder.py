"""The pipeline of ``rasa init`` with Limber's mended words and sentence vectors.

DIET refuses sentence vectors alone: it wants features of each word as well, so those of the
stock pipeline stay.
"""

from __future__ import annotations

from benchmarks.contenders.rasa_pipeline import RasaPipeline, stock_pipeline

READER = "limber.nlu.reader.MessageReader"
ENCODER = "limber.nlu.featurizer.SentenceEncoderFeaturizer"


def make() -> RasaPipeline:
    """The contender."""
    _, *others = stock_pipeline()  # without the tokenizer, whose work the reader does
    return RasaPipeline.of([{"name": READER}, {"name": ENCODER}, *others])
