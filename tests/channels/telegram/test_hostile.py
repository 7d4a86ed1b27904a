"""The table of odd and hostile inputs: Limber, and Rasa's own connector beside it."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.outcome import FAILS, Outcome
from tests.channels.telegram.bot_api import BotApiServer, Person, bot_api_server
from tests.channels.telegram.hostile import CASES, Case
from tests.running import ROOT, LimberServer, Process, ServiceError, environment, free_port

NAMES = [case.name for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_limber(case: Case, telegram: BotApiServer, limber: LimberServer, person: Person) -> None:
    before = len(limber.output)
    status = case.send(telegram, person)

    # A chat's messages are answered in order: with this answer all earlier ones have come. It is
    # written later, when the chat may write again.
    last = person.message(text="/privacy", date=int(time.time()) + 300)
    telegram.deliver(last)
    telegram.wait_for(
        lambda: any("code instead of your name" in text for text in telegram.texts(person.chat))
    )

    assert Outcome(status, len(telegram.texts(person.chat)) - 1) == case.limber
    assert "Traceback" not in limber.output[before:]


class TestStock:
    """Rasa's connector, with a bot that answers everything with one text."""

    @pytest.fixture(scope="class")
    def other_side(self) -> Iterator[BotApiServer]:
        with bot_api_server() as server:
            yield server

    @pytest.fixture(scope="class")
    def mended(self, other_side: BotApiServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
        running = start_stock(tmp_path_factory.mktemp("stock"), other_side.url, "mended")
        yield running
        running.kill()

    @pytest.mark.parametrize("case", CASES, ids=NAMES)
    def test_mended(self, case: Case, other_side: BotApiServer, mended: Process) -> None:
        person = Person(other_side, 5000 + NAMES.index(case.name))
        try:
            status = case.send(other_side, person)
        finally:
            other_side.fault = lambda method, values: None

        # It answers before it responds.
        assert Outcome(status, len(other_side.texts(person.chat))) == case.stock

    def test_as_installed_every_message_fails(self, tmp_path: Path) -> None:
        with bot_api_server() as telegram:
            running = start_stock(tmp_path, telegram.url, "installed")
            try:
                person = Person(telegram, 1)
                answer = telegram.deliver(person.message(text="how long do i hold the pigeon?"))
                assert answer is not None
                assert Outcome(answer.status_code, len(telegram.texts(1))) == FAILS
            finally:
                running.kill()

    def test_without_network_it_does_not_start(self, tmp_path: Path) -> None:
        with pytest.raises(ServiceError, match="ended with 1"):
            start_stock(tmp_path, f"http://127.0.0.1:{free_port()}", "installed")


def start_stock(folder: Path, telegram_url: str, state: str) -> Process:
    port = free_port()
    arguments = [sys.executable, "-m", "tests.channels.telegram.stock", str(port), telegram_url, state]
    running = Process(arguments, folder, port, environment(ROOT))
    try:
        running.wait_until(lambda: running.answers("/health/ready"))
    except BaseException:
        running.kill()
        raise
    return running


def test_the_guide_shows_the_table() -> None:
    guide = (ROOT / "docs" / "channels.md").read_text("utf-8")

    for case in CASES:
        assert f"| {case.name} | {case.limber} | {case.stock} |" in guide
