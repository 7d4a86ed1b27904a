"""The table of odd and hostile inputs: Limber, and Rasa's own connector beside it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.channels.conversation import settle
from tests.channels.outcome import Outcome
from tests.channels.recording import no_fault, running
from tests.channels.stocked import start_stock
from tests.channels.twilio.account import Phone, TwilioServer, new_number
from tests.channels.twilio.hostile import CASES, Case, burst
from tests.running import ROOT, LimberServer, Process

NAMES = [case.name for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_limber(case: Case, limber: LimberServer, phone: Phone) -> None:
    before, began = len(limber.output), time.monotonic()

    status = case.send(phone)
    # One more message is read every two seconds: a burst that takes longer gets more answers.
    more = int((time.monotonic() - began) / 2) + 1 if case.send is burst else 0
    settle(limber)

    answers = len(phone.texts)
    assert status == case.limber.status
    assert case.limber.answers <= answers <= case.limber.answers + more
    assert "Traceback" not in limber.output[before:]


class TestStock:
    """Rasa's connector, with a bot that answers everything with one text."""

    @pytest.fixture(scope="class")
    def other_side(self) -> Iterator[TwilioServer]:
        with running(TwilioServer()) as server:
            yield server

    @pytest.fixture(scope="class")
    def stock(self, other_side: TwilioServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
        started = start_stock("twilio", tmp_path_factory.mktemp("stock"), other_side.url)
        yield started
        started.kill()

    @pytest.mark.parametrize("case", CASES, ids=NAMES)
    def test_stock(self, case: Case, other_side: TwilioServer, stock: Any) -> None:
        phone = Phone(other_side, stock, new_number())
        status = case.send(phone)
        other_side.fault = no_fault

        # It answers before it responds.
        assert Outcome(status, len(phone.texts)) == case.stock


def test_the_guide_shows_the_table() -> None:
    guide = (ROOT / "docs" / "channels.md").read_text("utf-8")

    for case in CASES:
        assert f"| {case.name} | {case.limber} | {case.stock} |" in guide
