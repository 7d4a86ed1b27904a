"""A messaging service in front of two servers: whichever takes a message, it is answered once, in order."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from deploy.local import Cluster
from deploy.services import LimberServer, Nginx, Postgres, Redis, free_port, open_folder
from limber.stores.deliveries import LEASE_SECONDS
from tests.channels.telegram.bot_api import (
    SECRET_HEADER,
    TOKEN,
    BotApiServer,
    Data,
    Person,
    RefusedError,
    bot_api_server,
)
from tests.running import need, trained_model

pytestmark = [pytest.mark.model]

PATH = "/webhooks/telegram/webhook"


@pytest.fixture(scope="module")
def telegram() -> Iterator[BotApiServer]:
    with bot_api_server() as server:
        yield server


@pytest.fixture(scope="module")
def cluster(telegram: BotApiServer) -> Iterator[Cluster]:
    need(Postgres, Redis, Nginx)
    trained_model()
    port = free_port()
    secrets = {
        "LIMBER_TELEGRAM_TOKEN": TOKEN,
        "LIMBER_TELEGRAM_API_URL": telegram.url,
        "LIMBER_TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}",
    }
    with open_folder() as folder, Cluster(folder, servers=2, port=port, secrets=secrets) as running:
        telegram.wait_for(lambda: telegram.webhook)
        yield running


@pytest.fixture(autouse=True)
def works_again(telegram: BotApiServer) -> Iterator[None]:
    yield
    telegram.fault = lambda method, values: None


def deliver(telegram: BotApiServer, update: Data, server: LimberServer) -> httpx.Response:
    """Deliver to one of the servers, past the proxy."""
    return httpx.post(
        server.url + PATH,
        content=json.dumps(update),
        headers={"content-type": "application/json", SECRET_HEADER: telegram.webhook["secret_token"]},
        timeout=60,
    )


def rows(cluster: Cluster, query: str) -> list[Any]:
    connection = cluster.postgres.connect()
    try:
        with connection.cursor() as cursor:
            cursor.execute(query)
            return list(cursor.fetchall())
    finally:
        connection.close()


def open_deliveries(cluster: Cluster) -> int:
    ((number,),) = rows(cluster, "SELECT count(*) FROM limber_deliveries WHERE NOT answered")
    return int(number)


def test_both_servers_answer_and_each_chat_keeps_its_order(cluster: Cluster, telegram: BotApiServer) -> None:
    people = [Person(telegram, 100 + number) for number in range(4)]
    asked = ["how do i do the cat cow", "how long?", "how do i do the pigeon", "how long?", "/stop"]
    for text in asked:
        for person in people:
            answer = telegram.deliver(person.message(text=text))
            assert answer is not None
            assert answer.status_code == 200
    for person in people:
        telegram.wait_for(lambda: len(telegram.texts(person.chat)) >= len(asked))  # noqa: B023
        cat_cow, moves, pigeon, holds, stop = telegram.texts(person.chat)
        assert "Cat:" in cat_cow
        assert "5-10" in moves
        assert "pigeon" in pigeon
        assert "seconds" in holds
        assert "only write when you write" in stop
    owners = rows(cluster, "SELECT DISTINCT owner FROM limber_deliveries WHERE answered")
    assert len(owners) == 2


def test_what_comes_to_the_other_server_is_answered_behind_what_is_answered_here(
    cluster: Cluster, telegram: BotApiServer
) -> None:
    anna, refused = Person(telegram, 200), threading.Event()
    telegram.fault = lambda method, values: _down(method, refused)
    first, second = cluster.servers
    deliver(telegram, anna.message(text="how do i do the cat cow"), first)
    assert refused.wait(30)
    deliver(telegram, anna.message(text="/stop"), second)
    telegram.fault = lambda method, values: None
    telegram.wait_for(lambda: len(telegram.texts(200)) == 2)

    assert "Cat:" in telegram.texts(200)[0]


def _down(method: str, refused: threading.Event) -> RefusedError | None:
    if method != "sendMessage":
        return None
    refused.set()
    return RefusedError(503, "Service Unavailable")


def test_what_a_killed_server_left_is_finished_once_by_the_other(
    cluster: Cluster, telegram: BotApiServer
) -> None:
    anna, refused, seen = Person(telegram, 300), threading.Event(), [0]

    def after_the_first(method: str, values: Data) -> RefusedError | None:
        if method == "sendMessage":
            seen[0] += 1
            if seen[0] > 1:
                return _down(method, refused)
        return None

    telegram.fault = after_the_first
    first, second = cluster.servers
    # Two messages: the words of the sign are sent, those about the question are not.
    deliver(telegram, anna.message(text="my left foot is numb, how long do i hold the pigeon?"), first)
    assert refused.wait(30)
    first.kill()
    try:
        telegram.fault = lambda method, values: None
        deliver(telegram, anna.message(text="/stop"), second)
        telegram.wait_for(lambda: len(telegram.texts(300)) == 3, LEASE_SECONDS + 30)
        sign, waits, stop = telegram.texts(300)
        assert sign.startswith("Please stop stretching")
        assert waits.startswith("I have read your question")
        assert "only write when you write" in stop
        second.wait_until(lambda: open_deliveries(cluster) == 0)
        assert len(telegram.texts(300)) == 3
    finally:
        first.start()


@pytest.mark.parametrize("frozen", [False, True], ids=["down", "frozen"])
def test_while_the_database_is_away_the_service_is_told_to_come_again_and_nobody_waits(
    cluster: Cluster, telegram: BotApiServer, frozen: bool
) -> None:
    anna = Person(telegram, 400 + frozen)
    update = anna.message(text="how do i do the cat cow")
    first, second = cluster.servers
    answers: list[httpx.Response] = []
    service = threading.Thread(target=lambda: answers.append(deliver(telegram, update, first)))
    if frozen:
        cluster.postgres.freeze()
    else:
        cluster.postgres.kill()
    try:
        service.start()
        while service.is_alive():
            began = time.monotonic()
            assert httpx.get(f"{first.url}/health/live", timeout=10).status_code == 200
            # A database that is frozen is given three seconds: the event loop must not be.
            assert time.monotonic() - began < 2
            service.join(0.2)
        assert answers[0].status_code == 503
        assert int(answers[0].headers["retry-after"]) > 0
    finally:
        if frozen:
            cluster.postgres.thaw()
        else:
            cluster.postgres.start()
    # The service delivers again, wherever the proxy sends it, and once more although it was taken.
    first.wait_until(lambda: deliver(telegram, update, first).status_code == 200)
    assert deliver(telegram, update, second).status_code == 200
    deliver(telegram, anna.message(text="/stop"), second)
    telegram.wait_for(lambda: len(telegram.texts(anna.chat)) == 2, LEASE_SECONDS + 30)

    cat_cow, stop = telegram.texts(anna.chat)
    assert "Cat:" in cat_cow
    assert "only write when you write" in stop
