"""Send 10,000 odd requests to a running Limber and count what comes back.

    python -m tests.fuzz --requests 10000 --seed 1

Prints a table of entries and statuses, the memory and what the server logged; ends with 1 where
something is wrong.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.fuzz.fuzzing import errors_in, fuzz, open_house, signs_unheard
from tests.running import trained_model

FLAT = 0.05
"""How much the memory may grow, as a share."""

SHOWN = 40
"""What is wrong is told up to here."""


def main() -> int:
    """Run it and print; the exit code."""
    wants = argparse.ArgumentParser(description="Send odd requests to every entry of a running Limber.")
    wants.add_argument("--requests", type=int, default=10_000)
    wants.add_argument("--seed", type=int, default=1)
    wanted = wants.parse_args()
    trained_model()
    with tempfile.TemporaryDirectory() as name, open_house(Path(name)) as house:
        report = fuzz(house, wanted.requests, wanted.seed, lambda line: print(line, file=sys.stderr))
        unheard = signs_unheard(house) if house.limber.alive() else ["all"]
        errors = errors_in(house.limber.output)
    print("\n".join(report.wrong[:SHOWN]))
    print(report.as_text())
    print(f"errors in the log: {dict(errors)}")
    print(f"channels in which a warning sign is unheard afterwards: {unheard or 'none'}")
    return int(bool(report.wrong or unheard or report.growth > FLAT))


if __name__ == "__main__":
    sys.exit(main())
