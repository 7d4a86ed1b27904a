"""Marks on a real Redis: every server reads them, and they end."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator

import pytest
import redis
from rasa.core.lock_store import InMemoryLockStore
from rasa.utils.endpoints import EndpointConfig

from deploy.services import Redis, open_folder
from limber.stores.locks import LeaseLockStore
from limber.stores.marks import KEPT_SECONDS, UNREACHABLE, Marks, NoMarks, marks_of
from tests.running import ROOT, need

HOLD = {"hold": {"tier": "emergency", "groups": ["bladder"], "other": False}}
ASKED = {"pending": {"tier": "urgent", "groups": ["neuro"], "other": False}}

Test = Callable[[Marks, Marks], Awaitable[None]]


@pytest.fixture(scope="module")
def cache() -> Iterator[Redis]:
    need(Redis)
    with open_folder() as folder, Redis(folder / "redis") as running:
        yield running


def run(cache: Redis, test: Test, **more: str) -> None:
    """Let a test use the marks of two servers, on an empty Redis."""

    async def whole() -> None:
        stores = [LeaseLockStore(EndpointConfig(**cache.settings, **more)) for _ in range(2)]
        try:
            await asyncio.wait_for(test(*map(marks_of, stores)), 60)
        finally:
            for store in stores:
                await store.close()

    empty(cache)
    asyncio.run(whole())


def empty(cache: Redis) -> None:
    with redis.Redis.from_url(cache.url) as client:
        client.flushall()


def keys(cache: Redis) -> list[bytes]:
    with redis.Redis.from_url(cache.url) as client:
        return list(client.scan_iter())


@pytest.mark.services
class TestOnRedis:
    def test_what_one_server_marks_another_reads(self, cache: Redis) -> None:
        async def test(one: Marks, two: Marks) -> None:
            await one.add("anna", HOLD)
            await two.add("anna", ASKED)
            assert await two.of("anna") == [HOLD, ASKED]
            assert await two.of("berta") == []

        run(cache, test)

    def test_a_server_takes_back_its_own_and_leaves_nothing_with_the_last(self, cache: Redis) -> None:
        async def test(one: Marks, two: Marks) -> None:
            await one.add("anna", HOLD)
            await one.add("anna", HOLD)
            await two.add("anna", ASKED)
            await one.remove("anna", [HOLD])
            assert await one.of("anna") == [ASKED]
            await two.remove("anna", [ASKED])

        run(cache, test)
        assert keys(cache) == []

    def test_it_ends_by_itself(self, cache: Redis) -> None:
        async def test(one: Marks, _: Marks) -> None:
            await one.add("anna", HOLD)

        run(cache, test)
        (key,) = keys(cache)
        with redis.Redis.from_url(cache.url) as client:
            assert 0 < client.ttl(key) <= KEPT_SECONDS

    def test_a_conversation_is_deleted_and_no_other(self, cache: Redis) -> None:
        async def test(one: Marks, two: Marks) -> None:
            await one.add("anna", HOLD)
            await one.add("anna", ASKED)
            await one.add("berta", HOLD)
            assert await two.delete("anna") == 2
            assert await two.delete("anna") == 0
            assert await one.of("berta") == [HOLD]

        run(cache, test)

    def test_it_has_the_prefix_of_the_locks(self, cache: Redis) -> None:
        async def test(one: Marks, two: Marks) -> None:
            await one.add("anna", HOLD)
            assert await two.of("anna") == [HOLD]

        run(cache, test, key_prefix="clinic")
        assert [key.split(b":")[0] for key in keys(cache)] == [b"clinic"]

    def test_every_key_is_in_the_inventory(self, cache: Redis) -> None:
        page = (ROOT / "docs" / "privacy.md").read_text("utf-8")

        async def whole() -> None:
            store = LeaseLockStore(EndpointConfig(**cache.settings))
            async with store.lock("ID"):
                await store.marks.add("ID", HOLD)
                kept = {re.sub(r"[0-9a-f]{32}", "TICKET", key.decode()) for key in keys(cache)}
            await store.close()
            assert kept == set(re.findall(r"`(\w+:\{ID\}\S*)`", page))

        empty(cache)
        asyncio.run(whole())

    def test_without_redis_nothing_is_marked_and_nobody_says_that_there_is_no_mark(
        self, cache: Redis
    ) -> None:
        async def test(one: Marks, two: Marks) -> None:
            cache.kill()
            try:
                await one.add("anna", HOLD)
                await one.remove("anna", [HOLD])
                with pytest.raises(UNREACHABLE):
                    await two.of("anna")
            finally:
                cache.start()

        run(cache, test)


def test_one_server_alone_needs_none() -> None:
    async def test() -> None:
        marks = marks_of(InMemoryLockStore())
        await marks.add("anna", HOLD)
        await marks.remove("anna", [HOLD])
        assert await marks.of("anna") == []
        assert await marks.delete("anna") == 0
        assert isinstance(marks, NoMarks)

    asyncio.run(test())
