"""The lock on a real Redis: it excludes, keeps the order, and outlives every kind of death."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest
import redis
from rasa.core.lock_store import LockError
from rasa.utils.endpoints import EndpointConfig

from deploy.services import Redis, open_folder
from limber.stores import locks
from limber.stores.locks import LeaseLockStore, UnreachableError
from tests.running import need

pytestmark = pytest.mark.services


@pytest.fixture(scope="module")
def cache() -> Iterator[Redis]:
    need(Redis)
    with open_folder() as folder, Redis(folder / "redis") as running:
        yield running


def lock_store(cache: Redis, **more: object) -> LeaseLockStore:
    """The store as a server of its own makes it."""
    return LeaseLockStore(EndpointConfig(**{**cache.settings, **more}))


def run(cache: Redis, test: Callable[[LeaseLockStore, LeaseLockStore], Awaitable[None]]) -> None:
    """Let a test use the stores of two servers, and see that they leave nothing behind."""

    async def whole() -> None:
        one, two = lock_store(cache), lock_store(cache)
        try:
            await asyncio.wait_for(test(one, two), 60)
        finally:
            await one.close()
            await two.close()

    asyncio.run(whole())


def keys(cache: Redis) -> list[bytes]:
    with redis.Redis.from_url(cache.url) as client:
        return list(client.scan_iter())


class Room:
    """Where only one may be at a time."""

    def __init__(self) -> None:
        self.inside = 0
        self.most = 0
        self.order: list[int] = []

    async def visit(self, store: LeaseLockStore, number: int) -> None:
        async with store.lock("anna"):
            self.inside += 1
            self.most = max(self.most, self.inside)
            self.order.append(number)
            # Others get every chance to come in.
            for _ in range(5):
                await asyncio.sleep(0)
            self.inside -= 1


def test_it_excludes_across_servers_and_leaves_nothing(cache: Redis) -> None:
    room = Room()

    async def test(one: LeaseLockStore, two: LeaseLockStore) -> None:
        await asyncio.gather(*(room.visit((one, two)[number % 2], number) for number in range(60)))

    run(cache, test)
    assert room.most == 1
    assert sorted(room.order) == list(range(60))
    assert keys(cache) == []


def test_who_asks_first_is_first(cache: Redis) -> None:
    room = Room()

    async def test(one: LeaseLockStore, two: LeaseLockStore) -> None:
        async with one.lock("anna"):
            waiting = []
            for number in range(8):
                waiting.append(asyncio.ensure_future(room.visit((one, two)[number % 2], number)))
                while len(await one._redis.lrange(one._queue("anna"), 0, -1)) < number + 2:
                    await asyncio.sleep(0)
        await asyncio.gather(*waiting)

    run(cache, test)
    assert room.order == list(range(8))


def test_conversations_do_not_wait_for_each_other(cache: Redis) -> None:
    async def test(one: LeaseLockStore, two: LeaseLockStore) -> None:
        async with one.lock("anna"), two.lock("berta"):
            pass

    run(cache, test)


def test_a_turn_that_fails_or_is_cancelled_gives_the_lock_back(cache: Redis) -> None:
    async def test(one: LeaseLockStore, two: LeaseLockStore) -> None:
        with pytest.raises(ZeroDivisionError):
            async with one.lock("anna"):
                raise ZeroDivisionError
        async with one.lock("anna"):
            waiting = asyncio.ensure_future(Room().visit(two, 1))
            while len(await one._redis.lrange(one._queue("anna"), 0, -1)) < 2:
                await asyncio.sleep(0)
            waiting.cancel()
            await asyncio.wait([waiting])

    run(cache, test)
    assert keys(cache) == []


def test_a_dead_server_blocks_its_conversation_no_longer_than_its_lease(
    cache: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "LEASE_SECONDS", 0.4)

    async def test(one: LeaseLockStore, two: LeaseLockStore) -> None:
        # A server that is killed neither renews nor gives back.
        assert await one._is_first("anna", "of the dead server")
        async with two.lock("anna"):
            assert await two._redis.lrange(two._queue("anna"), 0, 0) != [b"of the dead server"]

    run(cache, test)
    assert keys(cache) == []


def test_a_long_turn_keeps_its_lock(cache: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(locks, "LEASE_SECONDS", 0.3)
    monkeypatch.setattr(locks, "HEARTBEAT_SECONDS", 0.05)

    async def test(one: LeaseLockStore, two: LeaseLockStore) -> None:
        async with one.lock("anna"):
            with pytest.raises(LockError, match="busy"):
                async with two.lock("anna", lock_lifetime=1.0):
                    pass

    run(cache, test)


def test_a_turn_that_ends_while_its_lock_is_renewed_ends(
    cache: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "HEARTBEAT_SECONDS", 0.0001)

    async def turns(one: LeaseLockStore, _: LeaseLockStore) -> None:
        async def turn(number: int) -> None:
            async with one.lock(f"anna-{number}"):
                # With renewals one after the other, most turns end in the middle of one.
                await asyncio.sleep(number / 10_000)

        await asyncio.wait_for(asyncio.gather(*map(turn, range(50))), 20)

    run(cache, turns)
    assert keys(cache) == []


def test_a_redis_that_is_gone_is_an_error_at_once_and_is_used_again_when_it_is_back(cache: Redis) -> None:
    room = Room()

    async def test(one: LeaseLockStore, _: LeaseLockStore) -> None:
        await room.visit(one, 1)
        cache.kill()
        with pytest.raises(UnreachableError):
            await room.visit(one, 2)
        cache.start()
        await room.visit(one, 3)

    run(cache, test)
    assert room.order == [1, 3]


def test_a_frozen_redis_is_an_error_and_not_a_hang(cache: Redis) -> None:
    room = Room()

    async def test(one: LeaseLockStore, _: LeaseLockStore) -> None:
        await room.visit(one, 1)
        cache.freeze()
        try:
            with pytest.raises(UnreachableError):
                await asyncio.wait_for(room.visit(one, 2), 20)
        finally:
            cache.thaw()
        await room.visit(one, 3)

    run(cache, test)
    assert room.order == [1, 3]


def test_a_redis_that_is_lost_in_mid_turn_does_not_undo_the_turn(cache: Redis) -> None:
    async def test(one: LeaseLockStore, two: LeaseLockStore) -> None:
        async with one.lock("anna"):
            cache.kill()
        cache.start()
        async with two.lock("anna"):
            pass

    run(cache, test)


def test_settings_with_a_prefix_and_a_database(cache: Redis) -> None:
    async def test() -> None:
        store = lock_store(cache, key_prefix="clinic", db="2")
        try:
            async with store.lock("anna"):
                with redis.Redis(port=cache.port, db=2) as client:
                    assert {key.split(b":")[0] for key in client.scan_iter()} == {b"clinic"}
        finally:
            await store.close()

    asyncio.run(test())
