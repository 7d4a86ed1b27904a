"""Runs the benchmarks: ``python -m benchmarks [--quick] [--only PART ...] [--rows ROW ...] [--report]``.

Each part's results go to ``benchmarks/results/PART.json`` as they come, the tables to
docs/benchmarks.md. With ``--rows`` the other rows stay as an earlier run left them, and the page says
which those are. A quick run leaves the slow ones out, writes to ``benchmarks/results/quick``
and prints its tables.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from benchmarks import ablation, decisions, growth, long, names, nlu, turns
from benchmarks.jobs import FAILED, Job
from benchmarks.machine import describe
from benchmarks.report import TITLES, between_marks, kept, markdown
from limber.paths import project_root

RESULTS = Path(__file__).resolve().parent / "results"
PAGE = project_root() / "docs" / "benchmarks.md"

# The slowest last: what is done is kept if somebody ends the run.
PARTS: Mapping[str, Callable[[Path], Sequence[Job]]] = {
    "turns": turns.jobs,
    "names": names.jobs,
    "ablation": ablation.jobs,
    "decisions": decisions.jobs,
    "long": long.jobs,
    "growth": growth.jobs,
    "sample": nlu.sample_jobs,
    "understanding": nlu.jobs,
}


def main(arguments: list[str]) -> int:
    """Measure and report; 1 if something failed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out what takes many minutes")
    parser.add_argument(
        "--only", nargs="+", choices=list(PARTS), default=list(PARTS), help="parts to measure"
    )
    parser.add_argument("--rows", nargs="+", metavar="ROW", help="names of rows; the others stay as they are")
    parser.add_argument("--report", action="store_true", help="measure nothing, write the page anew")
    options = parser.parse_args(arguments)
    results = RESULTS / "quick" if options.quick else RESULTS
    results.mkdir(parents=True, exist_ok=True)
    failed = False
    if not options.report:
        machine = describe(arguments)
        with tempfile.TemporaryDirectory(prefix="limber-bench-") as folder:
            for part in options.only:
                measured = _apart(_measure, part, Path(folder), results, machine, options.quick, options.rows)
                failed |= not measured
    tables = markdown(_read(results))
    print(tables)
    if not options.quick:
        PAGE.write_text(between_marks(PAGE.read_text("utf-8"), tables), "utf-8")
    return int(failed)


def _apart(run: Callable[..., bool], *arguments: object) -> bool:
    """Run a function in a new process.

    What a process holds when it starts another counts as memory of that one too: what one part has
    loaded must not stand in the figures of the next.
    """
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        return process.submit(run, *arguments).result()


def _measure(
    part: str,
    folder: Path,
    results: Path,
    machine: dict[str, Any],
    quick: bool,
    rows: Sequence[str] | None,
) -> bool:
    """Run a part's jobs and keep what they measured; False if one failed."""
    place = folder / part
    place.mkdir()
    path = results / f"{part}.json"
    found = {} if rows is None else kept(json.loads(path.read_text("utf-8")) if path.is_file() else {})
    failed = False
    for job in PARTS[part](place):
        if rows is None or job.name in rows:
            found[job.name] = job.result(quick, _say)
            failed |= found[job.name].get("missing") == FAILED
        skipped = [name for name, one in found.items() if "missing" in one]
        whole = {"machine": machine, "quick": quick, "not_measured": skipped, "results": found}
        path.write_text(json.dumps(whole, indent=2) + "\n", "utf-8")
    return not failed


def _read(results: Path) -> dict[str, Any]:
    paths = {part: results / f"{part}.json" for part in TITLES}
    return {part: json.loads(path.read_text("utf-8")) for part, path in paths.items() if path.is_file()}


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
