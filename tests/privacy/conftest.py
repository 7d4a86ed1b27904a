"""The same tests on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import yaml
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy.engine import Engine

from deploy.services import Postgres
from limber.stores.deliveries import Deliveries
from limber.stores.offers import Offers
from limber.stores.tracker import BoundedTrackerStore
from limber.stores.turns import StoredTurns
from tests.running import ROOT, running_postgres

DOMAIN = Domain.load(str(ROOT / "domain.yml"))


@dataclass(frozen=True)
class Database:
    """A database as a server uses it.

    Attributes:
        endpoints: the file that names it.
        store: its conversations.
    """

    endpoints: Path
    store: BoundedTrackerStore

    @property
    def engine(self) -> Engine:
        return self.store.engine

    @property
    def offers(self) -> Offers:
        return Offers(self.engine)

    @property
    def deliveries(self) -> Deliveries:
        return Deliveries(self.engine, "telegram")

    async def add(self, conversation: str, *events: Event) -> None:
        """Store events behind those of a conversation."""
        await StoredTurns(self.store).add(conversation, events)

    async def tracker(self, conversation: str) -> DialogueStateTracker:
        tracker = await self.store.retrieve(conversation)
        assert tracker is not None
        return tracker

    def rows(self, table: str) -> list[dict[str, Any]]:
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(sa.text(f"SELECT * FROM {table}")).mappings()]

    def bytes_on_disk(self) -> bytes:
        """Everything that an SQLite database has on the disk."""
        path = Path(str(self.engine.url.database))
        return b"".join(each.read_bytes() for each in path.parent.glob(f"{path.name}*"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with running_postgres() as running:
        yield running


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.services)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with all tables."""
    if request.param == "sqlite":
        settings: dict[str, Any] = {"db": str(tmp_path / "var" / "conversations.db")}
    else:
        settings = request.getfixturevalue("postgres").settings
        _empty(request.getfixturevalue("postgres"))
    endpoints = tmp_path / "endpoints.yml"
    kind = "limber.stores.tracker.BoundedTrackerStore"
    endpoints.write_text(yaml.safe_dump({"tracker_store": {"type": kind, **settings}}))
    made = dict(settings)
    host = made.pop("url", None)
    store = BoundedTrackerStore(DOMAIN, host=host, **made)
    opened = Database(endpoints, store)
    assert opened.offers.now("nobody") is None
    assert not opened.deliveries.waiting()
    yield opened
    store.engine.dispose()


def _empty(postgres: Postgres) -> None:
    connection = postgres.connect()
    with connection, connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connection.close()
