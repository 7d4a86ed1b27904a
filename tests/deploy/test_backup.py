"""Backup and restore with a real PostgreSQL: what was there is there again, and goes on."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from deploy.backup import BackupError, app, dump, restore
from deploy.services import Postgres
from limber.stores.tracker import BoundedTrackerStore
from tests.running import running_postgres
from tests.unit.stores.test_tracker import DOMAIN, session_start, turn

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as running:
        yield running


@pytest.fixture
def database(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> Postgres:
    """An empty database, and PostgreSQL's programs told where it is."""
    monkeypatch.setenv("PGHOST", "127.0.0.1")
    monkeypatch.setenv("PGPORT", str(postgres.port))
    monkeypatch.setenv("PGPASSWORD", postgres.password)
    empty(postgres)
    return postgres


def empty(postgres: Postgres) -> None:
    """What a disaster leaves."""
    connection = postgres.connect()
    with connection, connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connection.close()


def talk(postgres: Postgres, turns: range) -> list[str | None]:
    """Go on with a conversation; all that was asked in it."""

    async def go_on() -> list[str | None]:
        settings = dict(postgres.settings)
        store = BoundedTrackerStore(DOMAIN, host=settings.pop("url"), **settings)
        try:
            tracker = await store.get_or_create_tracker("anna")
            for number in turns:
                for event in ([] if tracker.events else session_start()) + turn(number):
                    tracker.update(event, DOMAIN)
                await store.save(tracker)
                tracker = await store.get_or_create_tracker("anna")
            return [event.text for event in tracker.events if event.type_name == "user"]
        finally:
            store.engine.dispose()

    return asyncio.run(go_on())


def test_a_conversation_comes_back_and_goes_on(database: Postgres, tmp_path: Path) -> None:
    file = tmp_path / "limber.dump"
    before = talk(database, range(3))
    assert dump(file) > 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    empty(database)
    restore(file)
    # New events get new numbers: the sequences came back too.
    assert talk(database, range(3, 5)) == [*before, "question 3", "question 4"]


def test_what_is_there_is_dropped_only_on_demand(database: Postgres, tmp_path: Path) -> None:
    file = tmp_path / "limber.dump"
    before = talk(database, range(2))
    dump(file)
    talk(database, range(2, 4))
    with pytest.raises(BackupError, match=r"has \d tables; restore into an empty one, or .* --replace"):
        restore(file)
    assert len(talk(database, range(0))) == 4
    restore(file, replace=True)
    assert talk(database, range(0)) == before


def test_a_file_that_was_cut_off_changes_nothing(database: Postgres, tmp_path: Path) -> None:
    file = tmp_path / "limber.dump"
    talk(database, range(2))
    dump(file)
    file.write_bytes(file.read_bytes()[:-200])
    with pytest.raises(BackupError, match="pg_restore"):
        restore(file, replace=True)
    assert len(talk(database, range(0))) == 2


def test_a_backup_that_fails_leaves_no_file(
    database: Postgres, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPASSWORD", "wrong")
    with pytest.raises(BackupError, match="password authentication failed"):
        dump(tmp_path / "limber.dump")
    assert not list(tmp_path.iterdir())


def test_an_older_backup_is_never_overwritten(database: Postgres, tmp_path: Path) -> None:
    (tmp_path / "limber.dump").write_text("older")
    with pytest.raises(BackupError, match="is there already"):
        dump(tmp_path / "limber.dump")
    assert (tmp_path / "limber.dump").read_text() == "older"


def test_the_commands_run_the_programs_by_another(database: Postgres, tmp_path: Path) -> None:
    talk(database, range(1))
    file = str(tmp_path / "limber.dump")
    run = CliRunner().invoke
    # In the place of docker compose exec.
    via = ["--via", "env PGAPPNAME=backup"]
    assert run(app, ["dump", file, *via]).exit_code == 0
    refused = run(app, ["restore", file, *via])
    assert (refused.exit_code, "--replace" in refused.output) == (1, True)
    assert run(app, ["restore", file, "--replace", *via]).exit_code == 0
    missing = run(app, ["dump", f"{file}.2", "--via", "no-such-program"])
    assert (missing.exit_code, "no-such-program is not here" in missing.output) == (1, True)
