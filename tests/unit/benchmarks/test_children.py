"""Commands of the benchmarks end, and say how."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from benchmarks import children
from benchmarks.children import ChildError, TooLongError, run_to_end


def run(code: str, folder: Path) -> str:
    return run_to_end([sys.executable, "-c", code], folder / "log.txt", folder, os.environ)[0]


def test_what_a_command_prints_is_given(tmp_path: Path) -> None:
    assert run("print('done')", tmp_path) == "done\n"


def test_a_command_that_fails_says_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(ChildError, match="no such thing") as failed:
        run("raise SystemExit('no such thing')", tmp_path)
    assert not isinstance(failed.value, TooLongError)


def test_a_command_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(children, "LIMIT_SECONDS", 0.1)
    with pytest.raises(TooLongError):
        run("import threading; threading.Event().wait()", tmp_path)
