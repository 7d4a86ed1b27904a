"""The committed bundle is, byte for byte, what the sources give, and it is small."""

from __future__ import annotations

import gzip
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.running import ROOT

WIDGET = ROOT / "widget"
BUILT = ROOT / "limber" / "channels" / "static"
MOST_BYTES = 60_000
BUILD_SECONDS = 120
OLDEST_NODE = (20, 19)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def _node_version() -> tuple[int, ...]:
    shown = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return tuple(int(part) for part in shown.strip().lstrip("v").split("."))


@pytest.fixture
def packages() -> None:
    """Node and the widget's packages; the built widget is tested without them."""
    if shutil.which("npm") is None or _node_version() < OLDEST_NODE:
        pytest.skip("building the widget anew needs Node 20.19 or newer")
    if not (WIDGET / "node_modules").is_dir():
        pytest.skip("the widget's packages are not installed: make widget")


def test_it_is_what_the_sources_give(packages: None, tmp_path: Path) -> None:
    command = ["npx", "--no-install", "vite", "build", "--outDir", str(tmp_path / "built"), "--emptyOutDir"]
    done = subprocess.run(
        command, cwd=WIDGET, capture_output=True, text=True, timeout=BUILD_SECONDS, check=False
    )
    assert done.returncode == 0, done.stderr
    built, committed = contents(tmp_path / "built"), contents(BUILT)
    assert sorted(built) == sorted(committed), "run make widget"
    assert [name for name in built if built[name] != committed[name]] == [], "run make widget"


def test_all_scripts_together_are_small() -> None:
    scripts = [content for name, content in contents(BUILT).items() if name.endswith(".js")]
    assert len(scripts) >= 2
    assert sum(len(gzip.compress(script)) for script in scripts) <= MOST_BYTES


def test_no_script_makes_markup_or_code_of_a_text() -> None:
    source = "\n".join(path.read_text() for path in (WIDGET / "src").rglob("*.ts"))
    for sink in (
        "innerHTML",
        "outerHTML",
        "insertAdjacentHTML",
        "unsafeHTML",
        "document.write",
        "eval(",
        "Function(",
    ):
        assert sink not in source
