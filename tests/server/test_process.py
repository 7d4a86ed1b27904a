"""The process: how it ends, and what is still there when it starts again."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Event

import httpx
import pytest

from tests.replies import contract_of
from tests.running import LimberServer, listens, trained_model
from tests.web import run, tab


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


LONGEST_END = 10.0
"""Seconds; Sanic cuts off after 15 what does not end by itself."""


def test_a_server_that_is_told_to_end_answers_what_it_was_asked_and_takes_no_more(
    start: Callable[[], LimberServer],
) -> None:
    server = start()
    busy = Event()

    def talk() -> tuple[httpx.Response, Exception]:
        with httpx.Client(base_url=server.url, timeout=30) as client:
            while True:
                body = {"sender": "proxy", "message": "how do I do the pigeon?"}
                try:
                    last = client.post("/webhooks/rest/webhook", json=body)
                except httpx.TransportError as error:
                    return last, error
                busy.set()

    with ThreadPoolExecutor() as pool:
        people = [pool.submit(talk) for _ in range(4)]
        assert busy.wait(30)
        server.stop(signal.SIGTERM, LONGEST_END)
        ends = [one.result() for one in people]
    for last, error in ends:
        assert last.status_code == 200
        # A connection that is refused was asked nothing.
        assert isinstance(error, httpx.ConnectError), error


def test_a_turn_behind_a_web_socket_is_stored_before_the_server_ends(
    start: Callable[[], LimberServer],
) -> None:
    server = start()
    database = sqlite3.connect(server.folder / "var" / "conversations.db", isolation_level=None)

    async def talk() -> None:
        async with tab(server.url) as one, tab(server.url) as other:
            await one.begin()
            await other.begin(one.session)
            # Nothing can be stored, so the turn is under way when the server is told to end.
            database.execute("BEGIN IMMEDIATE")
            await one.send("user_uttered", {"id": str(uuid.uuid4()), "text": "how do I do the pigeon?"})
            await other.wait_for("said")
            ended = asyncio.get_running_loop().run_in_executor(None, server.stop, signal.SIGTERM)
            await asyncio.gather(one.closed(), other.closed())
            database.execute("ROLLBACK")
            await ended

    with closing(database):
        run(talk)
        stored = database.execute("SELECT count(*) FROM events WHERE type_name = 'user'").fetchone()
    assert stored == (1,)
