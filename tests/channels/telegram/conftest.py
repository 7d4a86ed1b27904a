"""A running Limber whose Telegram is the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from tests.channels.telegram.bot_api import TOKEN, BotApiServer, Person, bot_api_server
from tests.running import LimberServer, free_port, trained_model

_CHATS = count(1000)


def start_limber(folder: Path, telegram_url: str, *options: str, port: int = 0, **more: str) -> LimberServer:
    """A server to which Telegram delivers by webhook, unless an option says otherwise."""
    trained_model()
    port = port or free_port()
    return LimberServer(
        folder,
        *options,
        port=port,
        LIMBER_TELEGRAM_TOKEN=TOKEN,
        LIMBER_TELEGRAM_API_URL=telegram_url,
        LIMBER_TELEGRAM_WEBHOOK_URL=f"http://127.0.0.1:{port}",
        **more,
    )


@pytest.fixture(scope="session")
def telegram() -> Iterator[BotApiServer]:
    """The other side."""
    with bot_api_server() as server:
        yield server


@pytest.fixture(scope="session")
def limber(telegram: BotApiServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LimberServer]:
    """A server with a webhook."""
    running = start_limber(tmp_path_factory.mktemp("telegram"), telegram.url)
    telegram.wait_for(lambda: telegram.webhook)
    yield running
    running.kill()


@pytest.fixture
def person(telegram: BotApiServer, limber: LimberServer) -> Iterator[Person]:
    """Somebody who has not written yet; Telegram works again afterwards."""
    yield Person(telegram, next(_CHATS))
    telegram.fault = lambda method, values: None
