"""The faults: each happens while people talk, and everybody talks on after it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import httpx
import redis

from deploy.services.service import Service
from tests.faults.cluster import Cluster, in_thread
from tests.faults.traffic import Count, Traffic, read_stored

BEFORE, AFTER = 4, 6
"""Turns of everybody before and after a fault."""

SHORT, LONG = 5.0, 60.0
"""Seconds of an outage."""

Fault = Callable[[Cluster, Traffic], Awaitable[None]]

Store = Callable[[Cluster], Service]
"""Picks a store of a cluster."""


@dataclass(frozen=True)
class Scenario:
    """One fault.

    Attributes:
        title: what happens, as the table says it.
        fault: makes it happen, and mends only what a supervisor would mend.
        actions: whether the actions run in a server of their own.
        slow: whether it takes long by itself.
    """

    title: str
    fault: Fault
    actions: bool = False
    slow: bool = False


async def run(cluster: Cluster, scenario: Scenario) -> Count:
    """Let people talk through a fault.

    Args:
        cluster: ready; it is so again at the end.
        scenario: the fault.
    """
    traffic = Traffic(cluster.url)
    async with traffic.talking():
        await traffic.turns(BEFORE)
        await scenario.fault(cluster, traffic)
        await traffic.turns(AFTER)
    return traffic.check(await in_thread(lambda: read_stored(cluster.postgres.connect())))


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
            await in_thread(dying.again)
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
    await in_thread(dying.again)


async def actions_killed(cluster: Cluster, traffic: Traffic) -> None:
    """The action server dies and comes back on its port."""
    actions = cluster.actions
    assert actions is not None
    actions.kill()
    await traffic.errors(5)
    await in_thread(cluster.start_actions, actions.port)


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


SCENARIOS = {
    "nothing": Scenario("no fault", nothing),
    "server_killed": Scenario("a server is killed in mid-turn and started again", server_killed),
    "actions_killed": Scenario("the action server is killed and started again", actions_killed, actions=True),
    "redis_gone": Scenario("Redis is gone for 5 s", gone(the_redis, SHORT)),
    "redis_frozen": Scenario("Redis is frozen for 5 s", frozen(the_redis, SHORT)),
    "redis_emptied": Scenario("Redis forgets its locks 200 times", redis_emptied),
    "redis_gone_long": Scenario("Redis is gone for 60 s", gone(the_redis, LONG), slow=True),
    "postgres_gone": Scenario("PostgreSQL is gone for 5 s", gone(the_postgres, SHORT)),
    "postgres_frozen": Scenario("PostgreSQL is frozen for 5 s", frozen(the_postgres, SHORT)),
    "postgres_restarted_idle": Scenario(
        "PostgreSQL is restarted while nobody talks", postgres_restarted_idle
    ),
    "postgres_gone_long": Scenario("PostgreSQL is gone for 60 s", gone(the_postgres, LONG), slow=True),
}
