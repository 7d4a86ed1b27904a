"""The same actions in a server of their own: it answers as the embedded ones do."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from deploy.services import ActionServer
from limber.plain import read_yaml
from tests.replies import contract_of
from tests.running import ROOT, LimberServer, trained_model

MESSAGES = [
    "hello",
    "show me stretches for the piriformis",
    "the second one",
    "how long do I hold it?",
    "is there an easier version?",
    "how long do I hold the cat cow and how do I breathe?",
    "what is the quadratus lumborum?",
    "I have a slipped disc, may I do this?",
    "what is the capital of France?",
    "say that again",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where both processes run."""
    return tmp_path_factory.mktemp("apart")


@pytest.fixture(scope="module")
def actions(folder: Path) -> Iterator[ActionServer]:
    """An action server of Rasa's own with the same package."""
    with ActionServer(folder) as running:
        yield running


@pytest.fixture(scope="module")
def apart(actions: ActionServer, folder: Path) -> Iterator[LimberServer]:
    """A server whose endpoints file names that action server."""
    trained_model()
    endpoints = read_yaml((ROOT / "endpoints.yml").read_text("utf-8"))
    named = folder / "endpoints.yml"
    named.write_text(yaml.safe_dump({**endpoints, "action_endpoint": {"url": f"{actions.url}/webhook"}}))
    running = LimberServer(folder, "--endpoints", str(named))
    yield running
    running.kill()


def without_sender(replies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in reply.items() if key != "recipient_id"} for reply in replies]


def test_it_answers_as_the_embedded_actions_do(server: LimberServer, apart: LimberServer) -> None:
    sender = uuid.uuid4().hex
    for message in MESSAGES:
        replies = apart.say(message, sender)
        contract_of(replies)
        assert without_sender(replies) == without_sender(server.say(message, sender)), message


@pytest.fixture
def alone(apart: LimberServer, actions: ActionServer) -> LimberServer:
    """The server after the end of its action server; stands last in this file."""
    actions.kill()
    return apart


def test_the_end_of_the_action_server_is_not_silence(alone: LimberServer) -> None:
    assert contract_of(alone.say("how long do I hold the pigeon?"))["kind"] == "fallback"


def test_the_end_of_the_action_server_does_not_stop_an_escalation(alone: LimberServer) -> None:
    escalation = contract_of(alone.say("I can't control my bladder since this morning"))
    assert escalation["kind"] == "escalation"
    assert escalation["tier"] == "emergency"
