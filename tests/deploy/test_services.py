"""Real PostgreSQL, Redis and nginx, started and made to fail as machines do."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import psycopg2
import pytest
import redis

from deploy.services import Nginx, Postgres, Process, Redis, Service, ServiceError, listens, open_folder
from deploy.services.service import ACCOUNT, prepare
from tests.running import need

pytestmark = pytest.mark.services

KINDS = [Postgres, Redis, Nginx]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Where services keep their data."""
    with open_folder() as made:
        yield made


@pytest.fixture
def postgres(folder: Path) -> Iterator[Postgres]:
    need(Postgres)
    with Postgres(folder / "postgres") as running:
        yield running


@pytest.fixture
def cache(folder: Path) -> Iterator[Redis]:
    need(Redis)
    with Redis(folder / "redis") as running:
        yield running


@pytest.fixture
def proxy(folder: Path) -> Iterator[Nginx]:
    need(Nginx)
    nginx = Nginx(folder / "nginx")
    nginx.write(says(nginx, "one"))
    with nginx:
        yield nginx


def says(nginx: Nginx, word: str) -> str:
    return f'server {{ listen 127.0.0.1:{nginx.port}; location / {{ return 200 "{word}"; }} }}'


def rows(postgres: Postgres) -> list[tuple[str]]:
    connection = psycopg2.connect(postgres.url)
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT word FROM kept ORDER BY word")
            return list(cursor.fetchall())
    finally:
        connection.close()


def keep(postgres: Postgres, word: str) -> None:
    connection = postgres.connect()
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS kept (word text)")
        cursor.execute("INSERT INTO kept VALUES (%s)", (word,))
    connection.close()


def state(pid: int) -> str:
    """The letter by which the kernel tells what a process does; T is stopped."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0]


def test_postgres_keeps_what_was_committed_over_a_kill_and_a_restart(postgres: Postgres) -> None:
    port = postgres.port
    keep(postgres, "first")
    postgres.kill()
    assert not listens(port)
    postgres.start()
    keep(postgres, "second")
    postgres.restart()
    assert postgres.port == port
    assert rows(postgres) == [("first",), ("second",)]


def test_postgres_wants_its_password(postgres: Postgres) -> None:
    with pytest.raises(psycopg2.OperationalError, match="password"):
        psycopg2.connect(postgres.url.replace(postgres.password, "guessed"))


def test_a_frozen_postgres_is_held_with_its_open_connections(postgres: Postgres) -> None:
    connection = psycopg2.connect(postgres.url)
    pids = [postgres.pid, connection.info.backend_pid]
    postgres.freeze()
    postgres.wait_until(lambda: {state(pid) for pid in pids} == {"T"}, seconds=20)
    postgres.thaw()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchall() == [(1,)]
    connection.close()


def test_redis_keeps_what_it_held_over_a_restart(cache: Redis) -> None:
    client = redis.Redis.from_url(cache.url)
    client.set("word", "kept")
    cache.restart()
    assert client.get("word") == b"kept"
    cache.kill()
    with pytest.raises(redis.ConnectionError):
        client.get("word")
    cache.start()
    assert client.ping()


def test_nginx_serves_its_site_and_takes_a_new_one_without_an_end(proxy: Nginx) -> None:
    assert httpx.get(proxy.url).text == "one"
    pid = proxy.pid
    proxy.write(says(proxy, "two"))
    proxy.reload()
    proxy.wait_until(lambda: httpx.get(proxy.url).text == "two", seconds=20)
    assert proxy.pid == pid


def test_a_service_that_can_not_start_says_what_it_wrote(proxy: Nginx) -> None:
    proxy.write("nonsense;")
    proxy.stop()
    with pytest.raises(ServiceError, match='unknown directive "nonsense"'):
        proxy.start()
    assert not proxy.alive()


def test_nothing_runs_after_the_context(folder: Path) -> None:
    need(Redis)
    with Redis(folder / "redis") as running:
        running.freeze()
    assert not running.alive()
    assert not listens(running.port)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives up rights")
def test_services_of_root_have_no_rights(postgres: Postgres, cache: Redis, proxy: Nginx) -> None:
    owners = {Path(f"/proc/{service.pid}").owner() for service in [postgres, cache, proxy]}
    assert owners == {ACCOUNT}


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts services for another account")
def test_a_folder_that_the_account_can_not_enter_is_named(folder: Path) -> None:
    closed = folder / "closed"
    closed.mkdir(mode=0o700)
    with pytest.raises(ServiceError, match=f"{ACCOUNT}.*can't enter {closed}"):
        prepare(closed / "postgres")


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_not_installed_is_named(kind: type[Service], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kind, "program", "nothing-of-that-name")
    assert kind.missing() == (
        f"nothing-of-that-name is not installed; on Debian: apt-get install {kind.package}"
    )


def test_a_process_that_was_not_started_says_so(folder: Path) -> None:
    with pytest.raises(ServiceError, match="was not started"):
        Process(["true"], folder, 1, {}).stop()
