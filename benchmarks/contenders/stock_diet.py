"""The pipeline of ``rasa init``, without the response selector."""

from __future__ import annotations

from benchmarks.contenders.rasa_pipeline import RasaPipeline, stock_pipeline


def make() -> RasaPipeline:
    """The contender."""
    return RasaPipeline.of(stock_pipeline())
