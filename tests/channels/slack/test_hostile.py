"""The table of odd and hostile inputs: Limber, and Rasa's own connector beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.channels.conversation import settle
from tests.channels.outcome import Outcome
from tests.channels.recording import no_fault, running
from tests.channels.slack.hostile import CASES, Case
from tests.channels.slack.workspace import Member, SlackServer, new_id
from tests.channels.stocked import start_stock
from tests.running import ROOT, LimberServer, Process

NAMES = [case.name for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=NAMES)
def test_limber(case: Case, limber: LimberServer, member: Member) -> None:
    before = len(limber.output)

    status = case.send(member)
    settle(limber)

    assert Outcome(status, len(member.answers)) == case.limber
    assert "Traceback" not in limber.output[before:]


class TestStock:
    """Rasa's connector, with a bot that answers everything with one text."""

    @pytest.fixture(scope="class")
    def other_side(self) -> Iterator[SlackServer]:
        with running(SlackServer()) as server:
            yield server

    @pytest.fixture(scope="class")
    def stock(self, other_side: SlackServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
        started = start_stock("slack", tmp_path_factory.mktemp("stock"), f"{other_side.url}/api")
        yield started
        started.kill()

    @pytest.mark.parametrize("case", CASES, ids=NAMES)
    def test_stock(self, case: Case, other_side: SlackServer, stock: Any) -> None:
        member, before = Member(other_side, stock, new_id("U")), len(other_side.calls)
        status = case.send(member)

        # It answers after it has responded: once it has answered a message that comes later, and has
        # had time for all that are expected, nothing comes any more.
        stock.wait_until(lambda: len(member.answers) >= case.stock.answers)
        if other_side.fault is not no_fault:
            stock.wait_until(lambda: len(other_side.calls) > before)
        other_side.fault = no_fault
        later = Member(other_side, stock, new_id("U"))
        later.deliver(later.event("hello"))
        stock.wait_until(lambda: later.answers)

        assert Outcome(status, len(member.answers)) == case.stock


def test_the_guide_shows_the_table() -> None:
    guide = (ROOT / "docs" / "channels.md").read_text("utf-8")

    for case in CASES:
        assert f"| {case.name} | {case.limber} | {case.stock} |" in guide
