"""The same actions in a server of their own: it answers as the embedded ones do."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.replies import contract_of
from tests.running import (
    ROOT,
    LimberServer,
    Process,
    command,
    environment,
    free_port,
    trained_model,
)

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


@pytest.fixture
def actions(tmp_path: Path) -> Iterator[Process]:
    """An action server of Rasa's own with the same package."""
    port = free_port()
    rasa = [command("rasa"), "run", "actions", "--actions", "actions", "--port", str(port)]
    running = Process(rasa, tmp_path, port, environment(ROOT))
    try:
        running.wait_until(lambda: running.answers("/health"))
        yield running
    finally:
        running.kill()


@pytest.fixture
def apart(actions: Process, tmp_path: Path) -> Iterator[LimberServer]:
    """A server whose endpoints file names that action server."""
    trained_model()
    endpoints = yaml.safe_load((ROOT / "endpoints.yml").read_text("utf-8"))
    named = tmp_path / "endpoints.yml"
    named.write_text(yaml.safe_dump({**endpoints, "action_endpoint": {"url": f"{actions.url}/webhook"}}))
    running = LimberServer(tmp_path, "--endpoints", str(named))
    yield running
    running.kill()


def without_sender(replies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{key: value for key, value in reply.items() if key != "recipient_id"} for reply in replies]


def test_it_answers_as_the_embedded_actions_do_and_its_end_is_not_silence(
    server: LimberServer, apart: LimberServer, actions: Process
) -> None:
    sender = uuid.uuid4().hex
    for message in MESSAGES:
        replies = apart.say(message, sender)
        contract_of(replies)
        assert without_sender(replies) == without_sender(server.say(message, sender)), message

    actions.kill()
    another = uuid.uuid4().hex
    assert contract_of(apart.say("how long do I hold the pigeon?", another))["kind"] == "fallback"
    escalation = contract_of(apart.say("I can't control my bladder since this morning", another))
    assert escalation["kind"] == "escalation"
    assert escalation["tier"] == "emergency"
    assert apart.alive()
