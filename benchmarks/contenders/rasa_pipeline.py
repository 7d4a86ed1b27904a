"""Any NLU pipeline of Rasa as a contender."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import yaml
from rasa.core.agent import Agent
from rasa.model_training import train_nlu

from benchmarks.data import TRAIN_YAML
from benchmarks.defaults import default_config
from benchmarks.figures import Ranking

_MODEL = "model"

Component = dict[str, Any]


def stock_pipeline() -> list[Component]:
    """What ``rasa init`` uses, as Rasa's own file of defaults has it, without the response selector."""
    return [
        component for component in default_config()["pipeline"] if component["name"] != "ResponseSelector"
    ]


class RasaPipeline:
    """Trains and runs a pipeline without dialogue.

    Args:
        config: the whole configuration, as config.yml has it.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        self._config = config
        self._loop = asyncio.new_event_loop()
        self._agent: Agent | None = None

    @classmethod
    def of(cls, pipeline: list[Component]) -> RasaPipeline:
        """A contender with that pipeline."""
        return cls(
            {"recipe": "default.v1", "assistant_id": "benchmark", "language": "en", "pipeline": pipeline}
        )

    def train(self, data: Path, model: Path) -> float:
        """Train on the data's YAML; what libraries need to be imported is not counted."""
        config = model / "config.yml"
        config.write_text(yaml.safe_dump(self._config, sort_keys=False), "utf-8")
        start = time.perf_counter()
        made = train_nlu(str(config), str(data / TRAIN_YAML), str(model), fixed_model_name=_MODEL)
        if made is None:
            raise RuntimeError("training made no model")
        return time.perf_counter() - start

    def load(self, model: Path) -> float:
        """Load as Rasa's server does."""
        start = time.perf_counter()
        self._agent = Agent.load(str(model / f"{_MODEL}.tar.gz"))
        return time.perf_counter() - start

    def parse(self, text: str) -> Ranking:
        """Understand one message."""
        if self._agent is None:
            raise RuntimeError("load first")
        found = self._loop.run_until_complete(self._agent.parse_message(text))
        return [(one["name"], float(one["confidence"])) for one in found["intent_ranking"]]
