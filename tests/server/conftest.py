"""One server for all tests that leave it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.running import LimberServer, trained_model


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs the model."""
    for item in items:
        if "tests/server/" in item.path.as_posix():
            item.add_marker(pytest.mark.model)


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LimberServer]:
    """A running ``limber serve`` with conversations of its own."""
    trained_model()
    running = LimberServer(tmp_path_factory.mktemp("server"))
    yield running
    running.kill()
