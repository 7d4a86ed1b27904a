"""What the quick parts may not import."""

from __future__ import annotations

import importlib
import subprocess
import sys

import pytest

HEAVIEST = ("rasa", "rasa_sdk", "tensorflow")
HEAVY = (*HEAVIEST, "sklearn", "spacy")

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
        "limber.channels.entry limber.safety.dialogue",
        "limber.nlu.reading limber.nlu.questions limber.cli",
        "limber.testing.loading limber.testing.running limber.testing.standing limber.testing.plugin",
    ],
)
def test_quick_parts_import_nothing_heavy(modules: str) -> None:
    assert [name for name in HEAVY if name in imported(modules)] == []


def test_the_screen_needs_neither_rasa_nor_tensorflow() -> None:
    assert [name for name in HEAVIEST if name in imported("limber.safety")] == []


def imported(modules: str) -> set[str]:
    """All that is imported with some modules and what is below them."""
    told = subprocess.run(
        [sys.executable, "-c", IMPORT_ALL, modules], capture_output=True, text=True, check=True
    ).stdout.split()
    assert set(modules.split()) <= set(told)
    return set(told)


def test_the_screen_stays_a_function_whatever_is_imported() -> None:
    """A submodule has its name, and Python would put it in its place."""
    submodule = importlib.import_module("limber.safety.screen")
    package = importlib.import_module("limber.safety")

    assert callable(package.screen)
    assert package.Screening is submodule.Screening
