"""A turn knows of what another server marked; of several signs the strongest counts."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.utils.endpoints import EndpointConfig

from deploy.services import Redis, open_folder
from limber.channels.entry import TurnFailedError
from limber.serving.marked import strongest
from limber.stores.locks import LeaseLockStore
from tests.running import need
from tests.unit.serving.test_turns import HOLD, FakeAgent, turn

EMERGENCY = {"tier": "emergency", "groups": ["bladder"]}
URGENT = {"tier": "urgent", "groups": ["neuro"]}
MILD = {"tier": "see_professional", "groups": ["persistent_worsening"]}


def test_a_hold_is_never_weakened() -> None:
    assert strongest([{"hold": EMERGENCY}, {"hold": URGENT}]) == {"hold": EMERGENCY}
    assert strongest([{"hold": URGENT}, {"hold": EMERGENCY}]) == {"hold": EMERGENCY}


def test_what_is_known_stays_where_a_mark_is_no_stronger() -> None:
    known = {"tier": "urgent", "groups": ["trauma"]}
    assert strongest([{"hold": known}, {"hold": URGENT}]) == {"hold": known}


def test_hold_and_open_question_are_apart() -> None:
    marks = [{"hold": None, "pending": MILD}, {"hold": URGENT}, {"pending": URGENT}]
    assert strongest(marks) == {"hold": URGENT, "pending": URGENT}


def test_nothing_stands_where_nothing_is_known() -> None:
    assert strongest([{"hold": None, "pending": None}]) == {}


@pytest.fixture
def cache() -> Iterator[Redis]:
    need(Redis)
    with open_folder() as folder, Redis(folder / "redis") as running:
        yield running


@pytest.mark.services
@pytest.mark.parametrize("redis_ends", [False, True], ids=["redis", "no redis"])
def test_two_servers_on_a_real_redis(
    cache: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, redis_ends: bool
) -> None:
    monkeypatch.setattr(Agent, "handle_message", Agent.handle_message)

    async def no_database(_: UserMessage) -> None:
        raise OSError("gone")

    async def outage() -> list[Any]:
        telling, other = FakeAgent(tmp_path), FakeAgent(tmp_path)
        stores = [LeaseLockStore(EndpointConfig(**cache.settings)) for _ in range(2)]
        telling.lock_store, other.lock_store = stores  # type: ignore[assignment]
        telling.processor.handle_message = no_database  # type: ignore[method-assign]
        if redis_ends:
            cache.kill()
        with pytest.raises(TurnFailedError) as failed:
            await turn(telling, "my legs are numb", "m-1")
        assert [one["text"] for one in failed.value.messages] == ["Call 112."]
        if redis_ends:
            return []
        for message in ("m-2", "m-3"):
            await turn(other, "how long?", message)
            assert await stores[1].marks.of("anna") == []
        for store in stores:
            await store.close()
        for agent in (telling, other):
            agent.tracker_store.engine.dispose()
        return other.processor.holds

    assert asyncio.run(outage()) == ([] if redis_ends else [HOLD, HOLD])
