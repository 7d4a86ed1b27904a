"""The process: how it ends, and what is still there when it starts again."""

from __future__ import annotations

import signal
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.replies import contract_of
from tests.running import LimberServer, listens, trained_model


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[[], LimberServer]]:
    """Starts servers that share their conversations, and ends them."""
    trained_model()
    started: list[LimberServer] = []

    def one() -> LimberServer:
        started.append(LimberServer(tmp_path))
        return started[-1]

    yield one
    for server in started:
        server.kill()


def test_signals_end_the_process_and_conversations_survive_every_end(
    start: Callable[[], LimberServer],
) -> None:
    sender, in_danger = uuid.uuid4().hex, uuid.uuid4().hex
    server = start()
    with httpx.Client(base_url=server.url) as waiting:
        assert waiting.get("/health/live").status_code == 200
        server.say("how do I do the cat cow?", sender)
        assert "libtensorflow" not in Path(f"/proc/{server.pid}/maps").read_text("utf-8")
        assert server.stop(signal.SIGINT) in {0, 130}
    assert not listens(server.port)
    assert "Traceback" not in server.output

    server = start()
    assert contract_of(server.say("how long do I hold it?", sender))["content_ids"] == ["cat_cow"]
    server.say("how do I do the side bend?", sender)
    server.say("I can't control my bladder since this morning", in_danger)
    server.kill()

    server = start()
    assert contract_of(server.say("how long do I hold it?", sender))["content_ids"] == ["side_bend"]
    held = contract_of(server.say("how do I do the pigeon?", in_danger))
    assert held["kind"] == "escalation"
    assert held["hold"] is True
    assert server.stop(signal.SIGTERM) in {0, 143, -signal.SIGTERM}
    assert not listens(server.port)
