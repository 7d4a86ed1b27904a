"""The whole deployment as processes: what is said through the proxy is kept by all servers."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from deploy.local import Cluster
from deploy.services import Nginx, Postgres, Redis, listens, open_folder
from tests.replies import contract_of
from tests.running import need, trained_model
from tests.web import run, tab

pytestmark = [pytest.mark.model]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    need(Postgres, Redis, Nginx)
    trained_model()
    with open_folder() as folder, Cluster(folder, servers=2, action_servers=1) as running:
        yield running


def say(url: str, message: str, sender: str) -> list[dict[str, Any]]:
    answer = httpx.post(
        f"{url}/webhooks/rest/webhook", json={"sender": sender, "message": message}, timeout=60
    )
    assert answer.status_code == 200, answer.text
    replies: list[dict[str, Any]] = answer.json()
    return replies


def test_a_conversation_goes_on_in_another_server(cluster: Cluster) -> None:
    first, second = cluster.servers
    sender = uuid.uuid4().hex
    say(first.url, "how do I do the pigeon pose?", sender)
    asked = contract_of(say(second.url, "how long do I hold it?", sender))
    assert (
        asked["content_ids"]
        == contract_of(say(first.url, "how long do I hold the pigeon pose?", ""))["content_ids"]
    )


def test_the_proxy_serves_conversations_and_pages(cluster: Cluster) -> None:
    sender = uuid.uuid4().hex
    assert (
        contract_of(say(cluster.url, "my foot has gone numb since yesterday", sender))["kind"] == "escalation"
    )
    assert "<limber-chat" in httpx.get(cluster.url).text


@pytest.mark.parametrize("transport", ["websocket", "polling"])
def test_the_web_channel_works_through_the_proxy(cluster: Cluster, transport: str) -> None:
    async def talk() -> None:
        async with tab(cluster.url, transport) as one:
            await one.begin()
            turn = await one.say("how long do I hold the pigeon pose?")
            assert turn["kind"] == "answer"

    run(talk)


def test_the_action_server_answers_through_its_one_address(cluster: Cluster) -> None:
    (actions,) = cluster.actions
    question = "how long do I hold the pigeon?"
    assert contract_of(say(cluster.url, question, uuid.uuid4().hex))["kind"] == "answer"
    actions.kill()
    try:
        assert contract_of(say(cluster.url, question, uuid.uuid4().hex))["kind"] == "fallback"
    finally:
        actions.start()


def test_a_server_that_ends_is_left_out_and_taken_in_again(cluster: Cluster) -> None:
    first = cluster.servers[0]
    first.kill()
    try:
        for _ in range(4):
            assert contract_of(say(cluster.url, "hello", uuid.uuid4().hex))["kind"] == "small_talk"
    finally:
        first.start()
    assert contract_of(say(first.url, "hello", uuid.uuid4().hex))["kind"] == "small_talk"


def test_nothing_runs_after_it_was_stopped(cluster: Cluster) -> None:
    """Stands last in this file."""
    processes = [cluster.postgres, cluster.redis, cluster.proxy, *cluster.actions, *cluster.servers]
    assert all(listens(process.port) for process in processes)
    cluster.stop()
    assert not any(listens(process.port) for process in processes)
