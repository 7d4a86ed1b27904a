"""docs/privacy.md lists everything that is kept: it is held against what a server really keeps."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.privacy.everywhere import DATABASE, House, house
from tests.running import ROOT, run_limber, trained_model

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def talked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server after conversations in every channel."""
    trained_model()
    with house(tmp_path_factory.mktemp("inventory")) as made:
        made.talk()
        yield made


def inventory() -> dict[str, set[str]]:
    """Tables and their columns, as the page lists them."""
    page = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    rows = re.findall(r"^\| `(\w+)` \| ((?:`\w+`(?:, )?)+) \|", page, re.MULTILINE)
    return {table: set(re.findall(r"`(\w+)`", columns)) for table, columns in rows}


def test_every_table_and_column_is_in_the_inventory(talked: House) -> None:
    with closing(sqlite3.connect(talked.folder / DATABASE)) as connection:
        tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        kept = {
            table: {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
            for (table,) in tables
            if not table.startswith("sqlite_")
        }
    assert inventory() == kept


def test_every_file_is_in_the_inventory(talked: House) -> None:
    page = (ROOT / "docs" / "privacy.md").read_text("utf-8")
    files = {str(path.relative_to(talked.folder)) for path in talked.folder.rglob("*") if path.is_file()}
    # The output of the process is kept by the test, not by the server.
    kept = {name for name in files if not re.fullmatch(r"output-\d+\.txt", name)}
    assert {name for name in kept if f"`{name}`" not in page} == set()


def test_words_are_in_the_database_and_nowhere_else_and_gone_after_deletion(talked: House) -> None:
    assert set(talked.found_in(talked.word)) <= {DATABASE, f"{DATABASE}-wal"}
    found = talked.conversations()
    assert {re.split(r"[-:]", one)[0] for one in found} == {"rest", "web", "telegram", "slack", "twilio"}
    endpoints = talked.folder / "endpoints.yml"
    endpoints.write_text(f"tracker_store:\n  db: {talked.folder / DATABASE}\n")
    for conversation in found:
        exported = run_limber("privacy", "export", conversation, "--endpoints", str(endpoints))
        assert exported.returncode == 0, exported.stderr
        assert talked.word in exported.stdout
        done = run_limber("privacy", "delete", conversation, "--endpoints", str(endpoints))
        assert done.returncode == 0, done.stderr
    assert talked.found_in(talked.word) == []
    assert talked.conversations() == []
    for conversation in found:
        assert talked.found_in(conversation) == []
    talked.limber.say("how long do I hold the pigeon?")
