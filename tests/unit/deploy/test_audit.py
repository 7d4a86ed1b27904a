"""What is said of pip-audit's reports: found, known, and above all not asked."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from deploy import audit

KNOWN = frozenset({"CVE-2024-0001"})


def dependency(name: str, *ids: tuple[str, ...]) -> dict[str, object]:
    found = [{"id": first, "aliases": list(more), "fix_versions": []} for first, *more in ids]
    return {"name": name, "version": "1.0", "vulns": found}


def skipped(name: str) -> dict[str, object]:
    return {"name": name, "skip_reason": "not found"}


def read(*dependencies: dict[str, object]) -> audit.Audit:
    return audit.read_report({"dependencies": list(dependencies)}, KNOWN)


def test_without_advisories_all_is_fine() -> None:
    assert read(dependency("sanic")).code == audit.FINE


def test_an_advisory_that_was_judged_is_known_by_any_of_its_ids() -> None:
    found = read(dependency("aiohttp", ("PYSEC-2024-9", "CVE-2024-0001")))
    assert found.code == audit.FINE
    assert found.known == ("aiohttp 1.0: CVE-2024-0001, PYSEC-2024-9",)


def test_another_one_is_new() -> None:
    found = read(dependency("aiohttp", ("PYSEC-2024-10", "CVE-2024-0002")), skipped("sanic"))
    assert found.code == audit.FOUND
    assert "new: aiohttp 1.0: CVE-2024-0002, PYSEC-2024-10" in str(found)


def test_what_was_not_asked_about_is_no_success() -> None:
    some, none = read(dependency("aiohttp"), skipped("sanic")), read(skipped("sanic"))
    assert (some.code, none.code) == (audit.NOT_ASKED, audit.NOT_ASKED)
    assert "not checked" in str(some)
    assert "NOTHING was checked" in str(none)


@pytest.fixture
def program(tmp_path: Path) -> Path:
    """A fake of pip-audit: prints the file beside it, or fails where there is none."""
    path = tmp_path / "pip-audit"
    path.write_text(f'#!/bin/sh\ncat {tmp_path}/report 2>/dev/null || {{ echo "no route" >&2; exit 1; }}\n')
    path.chmod(0o700)
    return path


def test_a_service_that_can_not_be_reached_is_told(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert audit.main([str(program)]) == audit.NOT_ASKED
    assert "requirements.lock: the advisory service can't be reached, NOTHING was checked: no route" in (
        capsys.readouterr().out
    )


def test_every_lock_file_is_asked_about(program: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program.with_name("report").write_text(json.dumps({"dependencies": [dependency("sanic")]}))
    assert audit.main([str(program)]) == audit.FINE
    assert capsys.readouterr().out.count("1 packages asked about") == len(audit.LOCKS)
    assert {path.name for path in (audit.ROOT / "deploy").glob("*.lock")} <= {
        path.name for path in audit.LOCKS
    }


def test_the_review_is_read() -> None:
    assert "CVE-2024-52304" in audit.judged(audit.REVIEW.read_text("utf-8"))
    assert audit.judged("GHSA-8495-4g3g-x7pr and PYSEC-2024-1, no CVE") == {
        "GHSA-8495-4g3g-x7pr",
        "PYSEC-2024-1",
    }
