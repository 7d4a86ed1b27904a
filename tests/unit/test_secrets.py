"""Secrets are compared in a time that tells nothing of them."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.running import ROOT

GATES = [
    "limber/channels/slack/signature.py",
    "limber/channels/telegram/channel.py",
    "limber/channels/twilio/signature.py",
    "limber/serving/scraping.py",
]
"""Where something that came in is compared with a secret. Tokens of pages are compared by PyJWT."""

SECRET = ("token", "secret", "signature", "password", "digest", "given", "expected")


def parsed(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text("utf-8"))


def comparisons(tree: ast.Module) -> Iterator[ast.Compare]:
    """Where two values are compared for being equal."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare) and any(isinstance(one, ast.Eq | ast.NotEq) for one in node.ops):
            yield node


@pytest.mark.parametrize("path", GATES)
def test_each_gate_compares_in_constant_time(path: str) -> None:
    tree = parsed(path)
    called = {ast.unparse(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
    assert "hmac.compare_digest" in called
    for one in comparisons(tree):
        assert not any(word in ast.unparse(one).lower() for word in SECRET), ast.unparse(one)


def test_there_is_no_other_gate() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "limber").rglob("*.py"))
        if "compare_digest" in path.read_text("utf-8")
    ]
    assert found == GATES
