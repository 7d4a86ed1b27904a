"""The faults: each happens while people talk, and everybody talks on after it."""

from __future__ import annotations

import asyncio
import time
import uuid
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import httpx
import pytest
import redis

from deploy.services import ServiceError
from deploy.services.service import Service
from tests.faults.clock import Clock
from tests.faults.cluster import SERVICES, Alone, Cluster, in_thread
from tests.faults.disk import SmallDisk
from tests.faults.releases import NEXT, NextRelease, Release
from tests.faults.traffic import Count, Stored, Traffic
from tests.running import ROOT

BEFORE, AFTER = 4, 6
"""Turns of everybody before and after a fault."""

SHORT, LONG = 5.0, 60.0
"""Seconds of an outage."""

HOUR = 3600

Fault = Callable[[Any, Traffic], Awaitable[None]]
"""Gets the running topology and the traffic; mends only what a supervisor would mend."""

Store = Callable[[Cluster], Service]
"""Picks a store of a cluster."""


class Place(Protocol):
    """A topology that runs."""

    @property
    def url(self) -> str: ...

    def stored(self) -> Stored: ...


@dataclass(frozen=True)
class Topology:
    """What has to run for a fault.

    Attributes:
        make: starts it in a folder, as a context.
        missing: what it needs and is not here; empty strings for what is.
    """

    make: Callable[[Path], AbstractContextManager[Any]]
    missing: Callable[[], list[str]]


def _services() -> list[str]:
    return [kind.missing() for kind in SERVICES]


CLUSTER = Topology(Cluster, _services)
WITH_ACTIONS = Topology(partial(Cluster, action_servers=1), _services)
WITH_CLOCK = Topology(partial(Cluster, clock=True), lambda: [*_services(), Clock.missing()])
ALONE = Topology(Alone, lambda: [SmallDisk.missing()])


@dataclass(frozen=True)
class Scenario:
    """One fault.

    Attributes:
        title: what happens, as the table says it.
        fault: makes it happen.
        topology: where.
        quick: whether it is one of the few that every run of the tests has.
    """

    title: str
    fault: Fault
    topology: Topology = CLUSTER
    quick: bool = False


async def run(place: Place, scenario: Scenario) -> Count:
    """Let people talk through a fault.

    Args:
        place: the scenario's topology, ready; it is so again at the end.
        scenario: the fault.
    """
    traffic = Traffic(place.url)
    async with traffic.talking():
        await traffic.turns(BEFORE)
        await scenario.fault(place, traffic)
        await traffic.turns(AFTER)
    return traffic.check(await in_thread(place.stored))


async def nothing(_: Cluster, __: Traffic) -> None:
    """No fault: what the others are compared with."""


async def server_killed(cluster: Cluster, traffic: Traffic) -> None:
    """A server dies while it has the lock of a conversation; the message is sent to the other one."""
    dying = cluster.servers[0]
    locks = redis.Redis.from_url(cluster.redis.url)
    sender, number = f"person-{uuid.uuid4().hex[:12]}", 0
    body = {"sender": sender, "message": "how do I do the pigeon?"}
    async with httpx.AsyncClient(timeout=30) as client:
        while True:
            message = {**body, "message_id": f"{sender[-8:]}-{number:05d}"}
            number += 1
            turn = asyncio.ensure_future(client.post(f"{dying.url}/webhooks/rest/webhook", json=message))
            while not locks.exists(f"lock:{{{sender}}}") and not turn.done():
                await asyncio.sleep(0)
            dying.kill()
            died = isinstance((await asyncio.gather(turn, return_exceptions=True))[0], httpx.TransportError)
            if died:
                break
            # It was answered just before.
            await in_thread(dying.start)
        traffic.count.sent += 1
        traffic.count.errors += 1
        answer = await client.post(f"{cluster.url}/webhooks/rest/webhook", json=message)
        kind = answer.json()[-1]["custom"]["data"]["limber"] if answer.status_code == 200 else {}
        if kind.get("kind") == "steps":
            traffic.count.answered += 1
        else:
            traffic.count.lost += 1
            traffic.count.notes.append(f"lost: the turn of the dead server: {answer.text[:200]}")
    locks.close()
    await traffic.turns(2)
    await in_thread(dying.start)


async def actions_killed(cluster: Cluster, traffic: Traffic) -> None:
    """The action server dies and comes back on its port."""
    (actions,) = cluster.actions
    actions.kill()
    await traffic.errors(5)
    await in_thread(actions.start)


def gone(store: Store, seconds: float) -> Fault:
    """A store dies and comes back."""

    async def fault(cluster: Cluster, traffic: Traffic) -> None:
        store(cluster).kill()
        await asyncio.sleep(seconds)
        await in_thread(store(cluster).start)

    return fault


def frozen(store: Store, seconds: float) -> Fault:
    """A store keeps its connections and says nothing."""

    async def fault(cluster: Cluster, traffic: Traffic) -> None:
        store(cluster).freeze()
        await asyncio.sleep(seconds)
        store(cluster).thaw()

    return fault


def the_redis(cluster: Cluster) -> Service:
    """Where the locks are."""
    return cluster.redis


def the_postgres(cluster: Cluster) -> Service:
    """Where the conversations are."""
    return cluster.postgres


async def redis_emptied(cluster: Cluster, traffic: Traffic) -> None:
    """Redis forgets everything while turns go on, as one without persistence does at a restart."""
    with redis.Redis.from_url(cluster.redis.url) as client:
        for _ in range(200):
            await in_thread(client.flushall)


async def postgres_restarted_idle(cluster: Cluster, traffic: Traffic) -> None:
    """PostgreSQL is restarted while nobody talks: the servers' connections are stale."""
    await traffic.pause()
    await in_thread(cluster.postgres.restart)
    traffic.resume()


async def disk_filled(alone: Alone, traffic: Traffic) -> None:
    """Other files take all the space of the disk with the conversations, for a while."""
    await in_thread(alone.disk.fill)
    await traffic.errors(5)
    await asyncio.sleep(SHORT)
    alone.disk.free()


async def model_damaged(cluster: Cluster, traffic: Traffic) -> None:
    """A server is started with a damaged model, then with half of one: it ends and says why."""
    release = await in_thread(Release, cluster.folder / f"release-{uuid.uuid4().hex[:6]}")
    for harm, said in ((release.damage, "is not what was trained"), (release.cut_off, "can't be loaded")):
        harm()
        with pytest.raises(ServiceError) as ended:
            await in_thread(cluster.replace, 0, release.folder)
        assert "ended with 1" in str(ended.value), ended.value
        assert f"{release.model}: {said}" in str(ended.value), ended.value
        await traffic.turns(2)
    release.mend()
    await in_thread(cluster.replace, 0, release.folder)


async def updated(cluster: Cluster, traffic: Traffic) -> None:
    """Each server in turn is replaced by one of the next release, and each again by one of today's."""
    coming = await in_thread(NextRelease, cluster.folder / f"release-{uuid.uuid4().hex[:6]}")
    for project in (coming.folder, ROOT):
        for number in range(len(cluster.servers)):
            await in_thread(cluster.replace, number, project)
            await traffic.turns(2)
    with closing(cluster.postgres.connect()) as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT sender_id) FROM events WHERE data::json->'metadata'->>'assistant_id' = %s"
            " AND sender_id = ANY(%s)",
            (NEXT, [person.id for person in traffic.people]),
        )
        assert cursor.fetchone() == (len(traffic.people),), "the next release did not talk with everybody"


async def clock_jumped(cluster: Cluster, traffic: Traffic) -> None:
    """The clock of one server goes ahead by an hour, then back by two, then right again."""
    for seconds in (HOUR, -HOUR, 0):
        cluster.clock.jump(seconds)
        await in_thread(_wait_for_time, cluster, time.time() + seconds)
        await traffic.turns(2)


def _wait_for_time(cluster: Cluster, about: float) -> None:
    """Wait until a message is stored with about that time."""
    connection = cluster.postgres.connect()
    connection.autocommit = True
    with closing(connection), connection.cursor() as cursor:
        found = (0,)
        while not found[0]:
            cursor.execute("SELECT count(*) FROM events WHERE abs(timestamp - %s) < 60", (about,))
            found = cursor.fetchone()


SCENARIOS = {
    "nothing": Scenario("no fault", nothing),
    "server_killed": Scenario("a server is killed in mid-turn and started again", server_killed, quick=True),
    "actions_killed": Scenario("the action server is killed and started again", actions_killed, WITH_ACTIONS),
    "redis_gone": Scenario("Redis is gone for 5 s", gone(the_redis, SHORT)),
    "redis_frozen": Scenario("Redis is frozen for 5 s", frozen(the_redis, SHORT)),
    "redis_emptied": Scenario("Redis forgets its locks 200 times", redis_emptied),
    "redis_gone_long": Scenario("Redis is gone for 60 s", gone(the_redis, LONG)),
    "postgres_gone": Scenario("PostgreSQL is gone for 5 s", gone(the_postgres, SHORT), quick=True),
    "postgres_frozen": Scenario("PostgreSQL is frozen for 5 s", frozen(the_postgres, SHORT)),
    "postgres_restarted_idle": Scenario(
        "PostgreSQL is restarted while nobody talks", postgres_restarted_idle
    ),
    "postgres_gone_long": Scenario("PostgreSQL is gone for 60 s", gone(the_postgres, LONG)),
    "disk_filled": Scenario("the disk with SQLite is full for 5 s", disk_filled, ALONE, quick=True),
    "model_damaged": Scenario("a server is started with a damaged model", model_damaged),
    "updated": Scenario("two servers are updated and rolled back, one by one", updated),
    "clock_jumped": Scenario("a server's clock is an hour ahead, then behind", clock_jumped, WITH_CLOCK),
}
