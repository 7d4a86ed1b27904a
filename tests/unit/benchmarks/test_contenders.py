"""The list of contenders, and how each is run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks import contender
from benchmarks.contender import CONTENDERS, FOLDER
from benchmarks.jobs import FAILED, Job

LOCK = FOLDER / "nodenlp" / "package-lock.json"


@pytest.mark.parametrize("entry", CONTENDERS, ids=lambda entry: entry.name)
def test_each_has_its_file(entry: contender.Entry) -> None:
    place = entry.script or f"contenders/{entry.name}.py"
    assert (FOLDER / place).is_file()
    assert entry.command("train", Path("data"), Path("model"))[-3:] == ["train", "data", "model"]


def test_without_node_the_row_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(contender.shutil, "which", lambda _: None)
    (entry,) = (one for one in CONTENDERS if one.script)
    assert entry.missing() == "no Node here"


def test_the_lock_pins_versions_and_digests_and_no_place() -> None:
    packages = json.loads(LOCK.read_text("utf-8"))["packages"]
    pinned = [one for name, one in packages.items() if name]
    assert packages["node_modules/node-nlp"]["version"] == packages[""]["dependencies"]["node-nlp"]
    assert all("version" in one and "integrity" in one and "resolved" not in one for one in pinned)


def test_a_job_that_fails_leaves_the_others_their_figures() -> None:
    told: list[str] = []

    def fail() -> dict[str, int]:
        raise RuntimeError("no luck")

    assert Job("a", "A", fail).result(False, told.append) == {"title": "A", "missing": FAILED}
    assert any("no luck" in text for text in told)
    assert Job("b", "B", fail, slow=True).result(True, told.append)["missing"] == "skipped (--quick)"
    assert Job("c", "C", lambda: {"n": 1}).result(True, told.append) == {"title": "C", "n": 1}
