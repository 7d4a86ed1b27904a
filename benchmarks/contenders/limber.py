"""Limber as config.yml has it, the red-flag screen included."""

from __future__ import annotations

from benchmarks.contenders.rasa_pipeline import RasaPipeline
from limber.paths import project_root
from limber.plain import read_yaml


def make() -> RasaPipeline:
    """The contender."""
    return RasaPipeline(read_yaml((project_root() / "config.yml").read_text("utf-8")))
