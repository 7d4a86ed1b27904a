"""Nothing that Limber reads can bring code with it."""

from __future__ import annotations

import ast

import pytest

from tests.running import ROOT

SOURCES = sorted(path for name in ("limber", "actions") for path in (ROOT / name).rglob("*.py"))
CODE = {"pickle", "cPickle", "dill", "cloudpickle", "joblib", "skops", "jsonpickle", "marshal", "shelve"}


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_source_reads_what_may_hold_code(path: object) -> None:
    tree = ast.parse(path.read_text("utf-8"))  # type: ignore[attr-defined]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            assert not {one.name.partition(".")[0] for one in node.names} & CODE
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in CODE
        elif isinstance(node, ast.keyword):
            assert node.arg not in ("allow_pickle", "shell"), ast.unparse(node)
        elif isinstance(node, ast.Call):
            assert ast.unparse(node.func) not in ("eval", "exec", "compile", "yaml.unsafe_load", "__import__")
