"""docs/security.md names tests that are there, one at least for each threat."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.running import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py::[\w:]+)`", PAGE)))


@cache
def names_in(path: Path) -> frozenset[str]:
    """Names of a file's tests, as pytest writes them behind the path."""
    found = set()
    for node in ast.parse(path.read_text("utf-8")).body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        before = f"{node.name}::" if isinstance(node, ast.ClassDef) else ""
        for one in inner:
            if isinstance(one, ast.FunctionDef | ast.AsyncFunctionDef) and one.name.startswith("test_"):
                found.add(before + one.name)
    return frozenset(found)


@pytest.mark.parametrize("named", NAMED)
def test_a_named_test_is_there(named: str) -> None:
    path, _, name = named.partition("::")
    assert (ROOT / path).is_file(), path
    assert name in names_in(ROOT / path), f"{path} has {sorted(names_in(ROOT / path))}"


def test_each_threat_has_a_measure_and_a_proof() -> None:
    table = PAGE.split("## Threats, measures, proofs")[1].split("\n\n")[1]
    rows = [line.strip("|").split("|") for line in table.splitlines()[2:]]
    assert len(rows) > 20
    for threat, measure, proofs in rows:
        assert threat.strip() and measure.strip()
        assert any(f"`{named}`" in proofs for named in NAMED), threat


def test_nothing_looks_like_a_test_and_is_none() -> None:
    assert len(re.findall("::", PAGE)) == sum(named.count("::") * PAGE.count(f"`{named}`") for named in NAMED)
