"""One bot in process for all conversation cases."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
from structlog.testing import capture_logs

from limber.serving.asking import Asker
from tests.running import trained_model


class Bot:
    """Answers whole conversations in process."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._asker = self._loop.run_until_complete(Asker.load(trained_model()))

    def converse(self, turns: Sequence[str]) -> list[list[dict[str, Any]]]:
        """The replies to each turn of a fresh conversation."""
        with capture_logs():  # a failing transcript is read without them
            told = self._loop.run_until_complete(self._asker.converse(turns, uuid.uuid4().hex))
        return [turn["replies"] for turn in told]

    def close(self) -> None:
        self._loop.close()


@pytest.fixture(scope="session")
def bot() -> Iterator[Bot]:
    """A bot with today's model."""
    found = Bot()
    yield found
    found.close()
