"""What the quick parts may not import."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("rasa", "rasa_sdk", "tensorflow", "sklearn", "spacy")

IMPORT_ALL = """
import importlib, pkgutil, sys
for name in sys.argv[1].split():
    module = importlib.import_module(name)
    for below in pkgutil.walk_packages(getattr(module, "__path__", ()), name + "."):
        importlib.import_module(below.name)
print(*sys.modules)
"""


@pytest.mark.parametrize(
    "modules",
    [
        "limber.content",
        "limber.language limber.replies",
        "limber.nlu.reading limber.nlu.questions limber.testing.cases limber.cli",
    ],
)
def test_quick_parts_import_nothing_heavy(modules: str) -> None:
    imported = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, modules], capture_output=True, text=True, check=True
    ).stdout.split()

    assert set(modules.split()) <= set(imported)
    assert [name for name in HEAVY if name in imported] == []
