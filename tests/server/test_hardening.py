"""What every answer has, and what only whoever has the token gets."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import numpy as np
import pytest

from tests.running import LimberServer, trained_model

TOKEN = "a token for the tests of Limber"


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LimberServer]:
    """A server whose figures may be asked for."""
    trained_model()
    running = LimberServer(tmp_path_factory.mktemp("watched"), LIMBER_METRICS_TOKEN=TOKEN)
    yield running
    running.kill()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("GET", "/limber-chat.js", 200),
        ("GET", "/health/ready", 200),
        ("POST", "/webhooks/rest/webhook", 400),
        ("GET", "/no/such/page", 404),
        ("GET", "/metrics", 404),
        ("GET", "/conversations/anna/tracker", 404),
        ("GET", "/domain", 404),
        ("GET", "/version", 404),
        ("DELETE", "/health/ready", 405),
        ("GET", "/socket.io/?EIO=9", 400),
    ],
)
def test_every_answer_has_its_headers_and_tells_nothing(
    server: LimberServer, method: str, path: str, status: int
) -> None:
    answer = httpx.request(method, server.url + path, headers={"x-forwarded-proto": "https"})

    assert answer.status_code == status
    assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["strict-transport-security"].startswith("max-age=")
    assert "server" not in answer.headers
    if status >= 400:
        assert not any(word in answer.text for word in ("Traceback", "anic", "3.6", "such/page"))


def test_without_tls_nobody_is_told_to_use_it_for_ever(server: LimberServer) -> None:
    assert "strict-transport-security" not in httpx.get(server.url + "/health/live").headers


def test_figures_are_for_whoever_has_the_token(watched: LimberServer) -> None:
    for given in ({}, {"authorization": "Bearer wrong"}, {"authorization": TOKEN}):
        answer = httpx.get(watched.url + "/metrics", headers=given)
        assert answer.status_code == 401
        assert "limber_" not in answer.text


def test_figures_tell_of_turns_and_of_nobody(watched: LimberServer) -> None:
    sender = "anna.who.is.nobodys.business"
    watched.say("how do I do the cat cow?", sender)
    watched.say("I can't control my bladder since this morning", sender)

    shown = httpx.get(watched.url + "/metrics", headers={"authorization": f"Bearer {TOKEN}"}).text

    for line in (
        'limber_turn_seconds_count{channel="rest"} 2.0',
        'limber_replies_total{channel="rest",kind="escalation"} 1.0',
        'limber_escalations_total{reminder="no",tier="emergency"} 1.0',
        'limber_turns_in_flight{channel="rest"} 0.0',
    ):
        assert line in shown.splitlines(), line
    for stage in ("parse", "parse_wait", "screen", "action", "store_read", "store_write"):
        assert f'limber_stage_seconds_bucket{{le="0.0005",stage="{stage}"}}' in shown
    assert 'limber_info{content="' in shown
    assert "anna" not in shown
    assert "morning" not in shown
    assert "anna" not in watched.output


def test_conversations_are_closed_to_other_accounts(watched: LimberServer) -> None:
    watched.say("hello")
    database = watched.folder / "var" / "conversations.db"

    assert database.stat().st_mode & 0o077 == 0
    assert database.parent.stat().st_mode & 0o077 == 0
    assert trained_model().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("method", ["POST", "OPTIONS"])
def test_no_page_of_another_site_may_read_what_rest_answers(server: LimberServer, method: str) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = httpx.request(method, server.url + "/webhooks/rest/webhook", headers=headers, json={})

    assert [name for name in answer.headers if name.startswith("access-control-")] == []


def test_a_model_holds_data_and_no_code() -> None:
    with tarfile.open(trained_model()) as model:
        for member in model:
            if not member.isfile():
                continue
            assert Path(member.name).suffix in (".json", ".yml", ".npy", ".npz"), member.name
            if member.name.endswith(("npy", "npz")):
                content = model.extractfile(member)
                assert content is not None
                # As it is done when a model is loaded: what needs pickle can't be read.
                arrays = np.load(io.BytesIO(content.read()), allow_pickle=False)
                for name in getattr(arrays, "files", ()):
                    assert arrays[name].dtype != object, name
