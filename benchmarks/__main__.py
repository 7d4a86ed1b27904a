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
from pathlib import Path
from typing import Any

from benchmarks.machine import describe
from benchmarks.parts import PARTS, Run, measure_apart
from benchmarks.report import TITLES, between_marks, markdown
from limber.paths import project_root

RESULTS = Path(__file__).resolve().parent / "results"
PAGE = project_root() / "docs" / "benchmarks.md"


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
            run = Run(Path(folder), results, machine, options.quick, options.rows)
            for part in options.only:
                failed |= not measure_apart(part, run)
    tables = markdown(_read(results))
    print(tables)
    if not options.quick:
        PAGE.write_text(between_marks(PAGE.read_text("utf-8"), tables), "utf-8")
    return int(failed)


def _read(results: Path) -> dict[str, Any]:
    paths = {part: results / f"{part}.json" for part in TITLES}
    return {part: json.loads(path.read_text("utf-8")) for part, path in paths.items() if path.is_file()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
