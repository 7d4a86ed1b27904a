"""What ``limber doctor`` finds, and what it says to do."""

from __future__ import annotations

import hashlib
import socket
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from limber.cli import app
from limber.content import ContentStore
from limber.doctor import Finding, State, files, installation, model, stores
from limber.serving.models import checksum_path, model_path
from tests.running import ROOT


def only(found: Iterable[Finding], about: str) -> Finding:
    """The one finding about something."""
    (one,) = [finding for finding in found if finding.about == about]
    return one


def written(path: Path, **sections: object) -> Path:
    path.write_text(yaml.safe_dump(sections), "utf-8")
    return path


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a store that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        taken = []

        def take() -> None:
            while True:
                try:
                    taken.append(server.accept()[0])
                except OSError:
                    return

        threading.Thread(target=take, daemon=True).start()
        yield int(server.getsockname()[1])
        server.shutdown(socket.SHUT_RDWR)
        for connection in taken:
            connection.close()


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "SECONDS", 1)


def test_a_package_of_another_version_is_told_with_both(tmp_path: Path) -> None:
    lock = tmp_path / "requirements.lock"
    lock.write_text("pyyaml==0.1 \\\n    --hash=sha256:0\nno-such-tool==1.0 \\\n", "utf-8")

    (found,) = installation.packages(lock)

    assert found.state is State.WRONG
    assert "pyyaml is" in found.said
    assert "tested with 0.1" in found.said
    assert found.todo == "run make setup"


def test_the_installed_packages_are_those_of_the_lock_file() -> None:
    (found,) = installation.packages(ROOT / "requirements.lock")

    assert found.state is State.FINE


def test_a_misspelt_variable_is_noticed() -> None:
    found = list(installation.variables({"LIMBER_SLAK_TOKEN": "x", "LIMBER_SLACK_BOT_TOKEN": "y"}))

    assert "LIMBER_SLAK_TOKEN" in only(found, "environment").said


def test_a_token_that_is_too_short_is_wrong_and_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMBER_METRICS_TOKEN", "guess")

    found = only(installation.variables(), "metrics")

    assert found.state is State.WRONG
    assert "guess" not in found.said + found.todo
    assert "openssl rand" in found.todo


def test_an_encoder_that_is_not_there_is_wrong(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LIMBER_ENCODER", str(tmp_path))

    (found,) = installation.encoder()

    assert found.state is State.WRONG
    assert "model.onnx is missing" in found.said


@pytest.mark.parametrize(
    ("checksum", "said"),
    [
        (None, "has no checksum"),
        ("0" * 64, "is not what was trained"),
    ],
)
def test_a_model_is_only_fine_with_its_checksum(
    tmp_path: Path, store: ContentStore, checksum: str | None, said: str
) -> None:
    made = model_path(tmp_path, store)
    made.parent.mkdir()
    made.write_bytes(b"a model")
    if checksum:
        checksum_path(made).write_text(f"{checksum}  {made.name}\n", "utf-8")

    found = only(model.content_and_model(tmp_path), "model")

    assert found.state is State.WRONG
    assert said in found.said
    assert "limber train" in found.todo


def test_a_model_with_its_checksum_fits(tmp_path: Path, store: ContentStore) -> None:
    made = model_path(tmp_path, store)
    made.parent.mkdir()
    made.write_bytes(b"a model")
    digest = hashlib.sha256(b"a model").hexdigest()
    checksum_path(made).write_text(f"{digest}  {made.name}\n", "utf-8")

    assert only(model.content_and_model(tmp_path), "model").state is State.FINE


def test_a_model_of_other_inputs_does_not_fit(tmp_path: Path) -> None:
    (tmp_path / "models").mkdir()
    (tmp_path / "models" / "limber-0123456789abcdef.tar.gz").write_bytes(b"old")

    found = only(model.content_and_model(tmp_path), "model")

    assert found.state is State.WRONG
    assert "there is 1 of other inputs" in found.said


def test_a_database_file_is_read_and_a_broken_one_is_wrong(tmp_path: Path) -> None:
    database = tmp_path / "conversations.db"
    endpoints = written(tmp_path / "endpoints.yml", tracker_store={"type": "SQL", "db": str(database)})
    assert only(stores.check_stores(endpoints), "conversations").state is State.NOTE
    assert not database.exists()

    with sqlite3.connect(database) as connection:
        connection.execute("CREATE TABLE events (id INTEGER)")
    assert only(stores.check_stores(endpoints), "conversations").state is State.FINE

    database.write_bytes(b"no database at all" * 100)
    assert only(stores.check_stores(endpoints), "conversations").state is State.WRONG


def test_a_frozen_database_is_not_waited_for_and_its_password_is_not_shown(
    tmp_path: Path, silent: int
) -> None:
    store = {
        "type": "limber.stores.tracker.BoundedTrackerStore",
        "dialect": "postgresql",
        "url": "127.0.0.1",
        "port": silent,
        "db": "limber",
        "username": "limber",
        "password": "very secret",
    }
    found = only(
        stores.check_stores(written(tmp_path / "endpoints.yml", tracker_store=store)), "conversations"
    )

    assert found.state is State.WRONG
    assert f"127.0.0.1:{silent}" in found.said
    assert "secret" not in found.said + found.todo


@pytest.mark.parametrize("frozen", [True, False])
def test_redis_that_is_frozen_or_away_is_wrong(tmp_path: Path, silent: int, frozen: bool) -> None:
    if not frozen:
        with socket.create_server(("127.0.0.1", 0)) as probe:
            silent = probe.getsockname()[1]
    locks = {"type": "redis", "url": "127.0.0.1", "port": silent, "db": 0}

    first, second = [
        found
        for found in stores.check_stores(written(tmp_path / "endpoints.yml", lock_store=locks))
        if found.about == "locks"
    ]

    assert first.state is State.WRONG
    assert "start Redis" in first.todo
    assert "LeaseLockStore" in second.todo


def test_an_action_server_and_a_broker_are_asked(tmp_path: Path, silent: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        away = probe.getsockname()[1]
    endpoints = written(
        tmp_path / "endpoints.yml",
        action_endpoint={"url": f"http://127.0.0.1:{silent}/webhook"},
        event_broker={"type": "pika", "url": "127.0.0.1", "port": away},
    )
    found = list(stores.check_stores(endpoints))

    assert only(found, "actions").state is State.FINE
    assert only(found, "event broker").state is State.WRONG


def test_conversations_and_secrets_that_others_can_read_are_told(tmp_path: Path) -> None:
    database = tmp_path / "conversations.db"
    endpoints = written(tmp_path / "endpoints.yml", tracker_store={"type": "SQL", "db": str(database)})
    credentials = written(
        tmp_path / "credentials.yml",
        **{"limber.channels.web.WebChannel": {"jwt_key": "written down here"}, "rest": None},
    )
    for path in (database, tmp_path / "conversations.db-wal", credentials, endpoints):
        path.touch()
        path.chmod(0o644)

    found = list(files.permissions(endpoints, credentials))

    assert [one.todo.split()[-1] for one in found] == [
        str(credentials),
        str(database),
        f"{database}-wal",
    ]
    for path in (database, tmp_path / "conversations.db-wal", credentials):
        path.chmod(0o600)
    assert [one.state for one in files.permissions(endpoints, credentials)] == [State.FINE]


def test_the_name_of_a_variable_is_no_secret(tmp_path: Path) -> None:
    file = written(tmp_path / "credentials.yml", channel={"token": "$TOKEN", "api_secret": "${SECRET}"})

    assert not files.holds_secret(file)


def test_a_full_disk_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "LEAST_FREE", 1 << 60)

    assert all(one.state is State.WRONG for one in files.disk(tmp_path, tmp_path / "endpoints.yml"))


def test_the_exit_code_tells_scripts(tmp_path: Path) -> None:
    unreadable = tmp_path / "endpoints.yml"
    unreadable.write_text("tracker_store: [", "utf-8")

    ended = CliRunner().invoke(app, ["doctor", "--endpoints", str(unreadable)])

    assert ended.exit_code == 1
    assert f"! endpoints: {unreadable}" in ended.output
