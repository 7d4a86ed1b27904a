"""Limber as config.yml has it, the red-flag screen included."""

from __future__ import annotations

import yaml

from benchmarks.contenders.rasa_pipeline import RasaPipeline
from limber.paths import project_root


def make() -> RasaPipeline:
    """The contender."""
    return RasaPipeline(yaml.safe_load((project_root() / "config.yml").read_text("utf-8")))
