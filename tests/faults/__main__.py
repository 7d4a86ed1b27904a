"""python -m tests.faults: run the faults and print the table of counts."""

from __future__ import annotations

import argparse
import asyncio
import sys

from deploy.services import open_folder
from tests.faults.cluster import SERVICES, Cluster
from tests.faults.scenarios import SCENARIOS, run
from tests.faults.traffic import Count

HEAD = (
    "| fault | sent | answered | errors shown | lost | doubled | silent | wrong | signs | signs missed "
    "| longest wait |\n|---|---|---|---|---|---|---|---|---|---|---|"
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
        f"{count.longest:.1f} s",
    )
    return f"| {' | '.join(map(str, cells))} |"


def main() -> int:
    """Run the faults that are named, or all; the exit code says whether a promise was broken."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument(
        "names", nargs="*", help=f"of {', '.join(SCENARIOS)}; all but the slow ones by default"
    )
    parser.add_argument("--slow", action="store_true", help="the slow ones too")
    options = parser.parse_args()
    unknown = set(options.names) - set(SCENARIOS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; there are {', '.join(SCENARIOS)}")
    missing = [reason for reason in (kind.missing() for kind in SERVICES) if reason]
    if missing:
        parser.error("; ".join(missing))
    chosen = [
        scenario
        for name, scenario in SCENARIOS.items()
        if (name in options.names if options.names else options.slow or not scenario.slow)
    ]
    print(HEAD, flush=True)
    broken = 0
    for actions in (False, True):
        some = [scenario for scenario in chosen if scenario.actions is actions]
        if not some:
            continue
        with open_folder() as folder, Cluster(folder, actions=actions) as cluster:
            for scenario in some:
                count = asyncio.run(run(cluster, scenario))
                print(row(scenario.title, count), flush=True)
                print("\n".join(count.notes), end="\n" if count.notes else "", file=sys.stderr, flush=True)
                broken += count.broken
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
