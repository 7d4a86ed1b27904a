"""A running Limber whose Slack is the test's own."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.channels.recording import no_fault, running
from tests.channels.slack.workspace import SECRET, TOKEN, Member, SlackServer, new_id
from tests.running import LimberServer, trained_model


def start_limber(folder: Path, slack_url: str, **more: str) -> LimberServer:
    """A server to which Slack delivers."""
    trained_model()
    return LimberServer(
        folder,
        LIMBER_SLACK_BOT_TOKEN=TOKEN,
        LIMBER_SLACK_SIGNING_SECRET=SECRET,
        LIMBER_SLACK_API_URL=f"{slack_url}/api",
        **more,
    )


@pytest.fixture(scope="package")
def slack() -> Iterator[SlackServer]:
    """The other side."""
    with running(SlackServer()) as server:
        yield server


@pytest.fixture(scope="package")
def limber(slack: SlackServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LimberServer]:
    """A server that answers in Slack."""
    started = start_limber(tmp_path_factory.mktemp("slack"), slack.url)
    yield started
    started.kill()


@pytest.fixture
def member(slack: SlackServer, limber: LimberServer) -> Iterator[Member]:
    """Somebody of the workspace; Slack works again afterwards."""
    yield Member(slack, limber, new_id("U"))
    slack.fault = no_fault
