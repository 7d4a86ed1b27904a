"""Understanding: every contender on the same training data and the same test set."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.children import LIMIT_SECONDS, Child, Spent, TooLongError, run_to_end
from benchmarks.contender import CONTENDERS, Entry
from benchmarks.data import read_test, read_training
from benchmarks.figures import Judged, latency, understanding
from benchmarks.jobs import Job
from limber.paths import project_root

SAMPLE = 40
"""Examples of an intent in the small comparison, which DIET learns in minutes and not in hours."""


def sample_jobs(folder: Path) -> Sequence[Job]:
    """One for each contender, on :data:`SAMPLE` examples of each intent."""
    return jobs(folder, SAMPLE)


def jobs(folder: Path, most: int | None = None) -> Sequence[Job]:
    """One for each contender.

    Args:
        folder: for data and models.
        most: examples of an intent; None for all.
    """
    data = prepare(folder, most)
    return [
        Job(
            entry.name,
            entry.title,
            partial(measure, entry, data, folder / entry.name),
            entry.slow,
            entry.missing(),
        )
        for entry in CONTENDERS
    ]


def prepare(folder: Path, most: int | None = None) -> Path:
    """Write the data of :mod:`benchmarks.data` below a folder; where it is."""
    data = folder / "data"
    data.mkdir()
    command = [sys.executable, "-m", "benchmarks.data", str(data), *([] if most is None else [str(most)])]
    run_to_end(command, data / "log.txt", project_root(), _env())
    return data


def measure(entry: Entry, data: Path, model: Path) -> dict[str, Any]:
    """Train in one process, load and parse in another.

    Returns:
        Shares from 0 to 1, seconds, milliseconds and bytes, as the names say. ``start_up_seconds``
        is from the start of the process to the answer to its first message. Where the training took too
        long, why the rest is missing, and ``at_least`` what it took.

    Raises:
        ChildError: a process failed.
    """
    model.mkdir()
    _forget()
    try:
        trained, [(_, training)] = _run(entry, "train", data, model)
    except TooLongError:
        limit = {"training_seconds": LIMIT_SECONDS}
        return {"missing": f"not trained in {LIMIT_SECONDS // 60} minutes", "at_least": limit}
    parsed, [(start_up, loading), (_, answers)] = _run(entry, "parse", data, model)
    test = read_test(data)
    judged = [Judged(label, ranking) for (_, label), ranking in zip(test, answers["rankings"], strict=True)]
    return {
        "training_examples": len(read_training(data)),
        "test_messages": len(test),
        **understanding(judged),
        "training_seconds": round(training["seconds"], 2),
        "training_peak_bytes": trained.peak_bytes,
        "start_up_seconds": round(start_up, 2),
        "load_seconds": round(loading["load_seconds"], 2),
        "peak_bytes": parsed.peak_bytes,
        "parse": latency(answers["seconds"]),
    }


def _forget() -> None:
    """Remove what earlier trainings left below models/: each is timed from nothing."""
    for path in (project_root() / "models").glob("*.npz"):
        path.unlink()


def _run(entry: Entry, mode: str, data: Path, model: Path) -> tuple[Spent, list[tuple[float, Any]]]:
    """Run a contender's process; what it took, and its events with the seconds since its start."""
    child = Child(entry.command(mode, data, model), model / "log.txt", project_root(), _env())
    events = list(child.events())
    return child.finish(), events


def _env() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIMBER_")}
    # Rasa would take what an earlier training made out of its cache.
    return {**kept, "PYTHONPATH": str(project_root()), "RASA_MAX_CACHE_SIZE": "0"}
