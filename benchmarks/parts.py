"""The parts of the benchmarks, each measured in a process of its own."""

from __future__ import annotations

import json
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks.jobs import FAILED, Job
from benchmarks.report import kept

# The slowest last: what is done is kept if somebody ends the run.
PARTS: Mapping[str, tuple[str, str]] = {
    "turns": ("benchmarks.turns", "jobs"),
    "names": ("benchmarks.names", "jobs"),
    "ablation": ("benchmarks.ablation", "jobs"),
    "decisions": ("benchmarks.decisions", "jobs"),
    "long": ("benchmarks.long", "jobs"),
    "growth": ("benchmarks.growth", "jobs"),
    "sample": ("benchmarks.nlu", "sample_jobs"),
    "understanding": ("benchmarks.nlu", "jobs"),
}
"""Module and function that give each part's jobs; loaded in the part's own process alone."""


@dataclass(frozen=True)
class Run:
    """What the parts of one run share.

    Attributes:
        folder: for what they make.
        results: where their results go.
        machine: on what, when and with which command.
        quick: whether slow rows are left out.
        rows: names of the rows that are measured; None for all.
    """

    folder: Path
    results: Path
    machine: dict[str, Any]
    quick: bool
    rows: Sequence[str] | None


def measure_apart(part: str, run: Run) -> bool:
    """Measure a part in a new process; False if something failed, which costs the other parts nothing.

    What a process holds when it starts another counts as memory of that one too: what one part has
    loaded must not stand in the figures of the next.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        try:
            return process.submit(measure, part, run).result()
        except Exception:
            _say(f"{part}: {FAILED}\n{traceback.format_exc()}")
            return False


def measure(part: str, run: Run) -> bool:
    """Run a part's jobs and keep what they measured as it comes; False if one failed.

    Raises:
        ValueError: no row has one of the wanted names.
    """
    module, function = PARTS[part]
    jobs: Callable[[Path], Sequence[Job]] = getattr(import_module(module), function)
    place = run.folder / part
    place.mkdir()
    path = run.results / f"{part}.json"
    earlier = json.loads(path.read_text("utf-8")) if run.rows is not None and path.is_file() else {}
    found, failed = kept(earlier), False
    listed = jobs(place)
    unknown = set(run.rows or ()) - {job.name for job in listed}
    if unknown:
        names = ", ".join(job.name for job in listed)
        raise ValueError(f"{part} has no row {', '.join(sorted(unknown))}; expected some of {names}")
    for job in listed:
        if run.rows is None or job.name in run.rows:
            found[job.name] = job.result(run.quick, _say)
            failed |= found[job.name].get("missing") == FAILED
        skipped = [name for name, one in found.items() if "missing" in one]
        whole = {"machine": run.machine, "quick": run.quick, "not_measured": skipped, "results": found}
        path.write_text(json.dumps(whole, indent=2) + "\n", "utf-8")
    return not failed


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
