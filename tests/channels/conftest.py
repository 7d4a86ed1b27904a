"""Limber and the messaging services, each in a process of its own."""

from __future__ import annotations

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the model."""
    for item in items:
        if "tests/channels/" in item.path.as_posix():
            item.add_marker(pytest.mark.model)
