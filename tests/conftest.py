"""What all tests share: Rasa without TensorFlow, as in a server; what trains is a process of its own."""

from __future__ import annotations

import gc
from functools import cache

import pytest
import structlog
from httpx import create_ssl_context
from httpx._transports import default as httpx_transports

from limber.serving.light import start_light
from tests.running import ROOT

# All that is imported stays: to look for garbage meanwhile takes a fourth of the time of all imports.
gc.disable()

# Before a test module imports Rasa: a third of the time of all imports.
start_light(ROOT / "config.yml")

# Each httpx.get makes a client, and each client reads 140 certificates: 25 ms.
httpx_transports.create_ssl_context = cache(create_ssl_context)

# By default structlog draws a table of every frame's variables: two seconds for one exception.
structlog.configure(
    processors=[
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback),
    ]
)


LONGEST = (
    "tests/server/test_new_stretch.py",
    "tests/projects/test_breakages.py",
    "tests/safety/test_strangers.py",
    "tests/faults/test_faults.py",
    "tests/channels/telegram/test_restart.py",
    "tests/channels/telegram/test_load.py",
    "tests/fuzz/test_fuzz.py",
)
"""Files that take most of a minute or more, longest first."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first: at the end one process would run them while the others have nothing."""
    place = {ROOT / name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.path, len(LONGEST)))


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    """Look for garbage from here on, but not in what lives until the end, and less often."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Look once for garbage that complains when it goes, not in all five rounds of pytest."""
    gc.collect()
    gc.freeze()
