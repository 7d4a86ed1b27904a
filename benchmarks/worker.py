"""The process of one contender: ``python -m benchmarks.worker NAME MODE DATA MODEL``.

Prints a line of JSON for each event. ``train`` prints ``{"seconds"}``. ``parse`` prints
``{"load_seconds"}`` when it has answered a first message, then ``{"rankings", "seconds"}``, a
ranking and a duration for each test message.
"""

from __future__ import annotations

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any, TextIO

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("LOG_LEVEL", "ERROR")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")

from benchmarks.contender import Contender
from benchmarks.data import read_test, warm_up_texts


def main(name: str, mode: str, data: Path, model: Path) -> None:
    """Train, or load and parse the test set."""
    # Events are for a program: whatever a library prints goes to standard error.
    out, sys.stdout = sys.stdout, sys.stderr
    contender: Contender = import_module(f"benchmarks.contenders.{name}").make()
    if mode == "train":
        _tell(out, {"seconds": contender.train(data, model)})
    else:
        _parse(contender, data, model, out)


def _parse(contender: Contender, data: Path, model: Path, out: TextIO) -> None:
    first, *others = warm_up_texts(data)
    load_seconds = contender.load(model)
    contender.parse(first)
    _tell(out, {"load_seconds": load_seconds})
    for text in others:
        contender.parse(text)
    rankings, seconds = [], []
    for text, _ in read_test(data):
        start = time.perf_counter()
        rankings.append(contender.parse(text))
        seconds.append(time.perf_counter() - start)
    _tell(out, {"rankings": rankings, "seconds": seconds})


def _tell(out: TextIO, event: dict[str, Any]) -> None:
    print(json.dumps(event), file=out, flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4]))
