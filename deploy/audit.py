"""Asks the advisory service about every package of the lock files; ``make audit`` runs it.

What docs/security.md has judged is told apart from what is new. A service that can't be reached, or a mirror
that has no advisories, makes pip-audit find nothing: that is told, and is no success.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

REVIEW = ROOT / "docs" / "security.md"

LOCKS = (
    ROOT / "requirements.lock",
    ROOT / "deploy" / "runtime.lock",
    ROOT / "deploy" / "validators.lock",
    ROOT / "deploy" / "audit.lock",
)

SECONDS = 900
"""How long one lock file may take."""

_ID = re.compile(r"\b(?:CVE-\d{4}-\d{4,}|GHSA(?:-[0-9a-z]{4}){3}|PYSEC-\d{4}-\d+)\b")

FINE, FOUND, NOT_ASKED = 0, 1, 2
"""Exit codes: nothing new; an advisory that nobody has judged; not every package could be asked about."""


class AuditError(RuntimeError):
    """pip-audit gave no report; says its last words."""


@dataclass(frozen=True)
class Audit:
    """What came of one lock file.

    Attributes:
        asked: how many packages the service knew.
        unasked: packages that it did not.
        known: advisories that the review has judged, with their packages.
        new: the others.
    """

    asked: int
    unasked: tuple[str, ...]
    known: tuple[str, ...]
    new: tuple[str, ...]

    @property
    def code(self) -> int:
        """The exit code."""
        if self.new:
            return FOUND
        return NOT_ASKED if self.unasked else FINE

    def __str__(self) -> str:
        lines = [
            f"{self.asked} packages asked about, {len(self.known)} known advisories, {len(self.new)} new"
        ]
        lines += [f"  new: {one}" for one in self.new]
        if self.unasked and not self.asked:
            lines.append(
                "  the service knows none of the packages, so NOTHING was checked: ask from elsewhere"
            )
        elif self.unasked:
            lines.append(f"  not checked, because the service does not know them: {', '.join(self.unasked)}")
        return "\n".join(lines)


def judged(review: str) -> frozenset[str]:
    """Ids of the advisories that a review names."""
    return frozenset(_ID.findall(review))


def read_report(report: Mapping[str, Any], known: frozenset[str]) -> Audit:
    """What a report of pip-audit says.

    Args:
        report: its JSON.
        known: ids of advisories that were judged.
    """
    asked = [one for one in report["dependencies"] if "skip_reason" not in one]
    found: dict[bool, list[str]] = {True: [], False: []}
    for one in asked:
        for advisory in one["vulns"]:
            ids = {advisory["id"], *advisory.get("aliases", ())}
            found[bool(ids & known)].append(f"{one['name']} {one['version']}: {', '.join(sorted(ids))}")
    unasked = tuple(one["name"] for one in report["dependencies"] if "skip_reason" in one)
    return Audit(len(asked), unasked, tuple(found[True]), tuple(found[False]))


def run(program: Path, lock: Path) -> dict[str, Any]:
    """The report of pip-audit on a lock file.

    Args:
        program: pip-audit.
        lock: the lock file, with hashes.

    Raises:
        AuditError: there is none, most often because the service can't be reached.
    """
    command = [str(program), "--requirement", str(lock), "--require-hashes", "--disable-pip"]
    command += ["--format", "json", "--progress-spinner", "off"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
        report: dict[str, Any] = json.loads(done.stdout)
    except subprocess.TimeoutExpired as error:
        raise AuditError(f"no answer within {SECONDS} s") from error
    except ValueError as error:
        raise AuditError((done.stderr.strip().splitlines() or ["it said nothing"])[-1]) from error
    return report


def main(arguments: Sequence[str] | None = None) -> int:
    """Audit every lock file and print what came of it.

    Args:
        arguments: where pip-audit is.

    Returns:
        The exit code; of several the lowest that is not 0, so that what was found counts before what was not
        asked.
    """
    (program,) = sys.argv[1:] if arguments is None else arguments
    known = judged(REVIEW.read_text("utf-8"))
    codes = set()
    for lock in LOCKS:
        try:
            audit = read_report(run(Path(program), lock), known)
        except AuditError as error:
            print(
                f"{lock.relative_to(ROOT)}: the advisory service can't be reached, "
                f"NOTHING was checked: {error}"
            )
            codes.add(NOT_ASKED)
            continue
        print(f"{lock.relative_to(ROOT)}: {audit}")
        codes.add(audit.code)
    return min(codes - {FINE}, default=FINE)


if __name__ == "__main__":
    sys.exit(main())
