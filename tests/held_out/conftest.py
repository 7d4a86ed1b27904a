"""One bot in process for all files."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from limber.testing.projects import Conversations
from tests.running import ROOT, trained_model


@pytest.fixture(scope="session")
def bot() -> Iterator[Conversations]:
    """A bot with today's model."""
    found = Conversations(ROOT, trained_model())
    yield found
    found.close()
