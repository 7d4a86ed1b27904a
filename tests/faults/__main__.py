"""python -m tests.faults: run the faults and print the table of counts."""

from __future__ import annotations

import argparse
import asyncio
import sys

from deploy.services import open_folder
from tests.faults.scenarios import SCENARIOS, run
from tests.faults.traffic import Count

HEAD = (
    "| fault | sent | answered | errors shown | lost | doubled | silent | wrong | signs | signs missed "
    "| holds lost | longest wait |\n|---|---|---|---|---|---|---|---|---|---|---|---|"
)


def row(title: str, count: Count) -> str:
    """A line of the table."""
    cells = (
        title,
        count.sent,
        count.answered,
        count.errors,
        count.lost,
        count.doubled,
        count.silent,
        count.wrong,
        count.signs,
        count.signs_missed,
        count.holds_lost,
        f"{count.longest:.1f} s",
    )
    return f"| {' | '.join(map(str, cells))} |"


def main() -> int:
    """Run the faults that are named, or all; the exit code says whether a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("names", nargs="*", help=f"of {', '.join(SCENARIOS)}; all by default")
    options = parser.parse_args()
    unknown = set(options.names) - set(SCENARIOS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(SCENARIOS)}")
    chosen = [scenario for name, scenario in SCENARIOS.items() if name in options.names or not options.names]
    # Those of one topology together: to start it takes longer than most faults.
    topologies = list(dict.fromkeys(scenario.topology for scenario in chosen))
    missing = {reason for topology in topologies for reason in topology.missing() if reason}
    if missing:
        parser.error("; ".join(sorted(missing)))
    print(HEAD, flush=True)
    broken = 0
    for topology in topologies:
        with open_folder() as folder, topology.make(folder) as place:
            for scenario in (one for one in chosen if one.topology is topology):
                count = asyncio.run(run(place, scenario))
                print(row(scenario.title, count), flush=True)
                print("\n".join(count.notes), end="\n" if count.notes else "", file=sys.stderr, flush=True)
                broken += count.broken
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
