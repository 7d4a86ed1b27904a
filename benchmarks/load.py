"""Load on the whole deployment: many conversations at once, through the proxy, by number of servers.

    python -m benchmarks.load --servers 1 --servers 2 --talkers 16 --turns 800

Each talker holds one conversation after the other, half of them over ``rest`` and half in the web channel,
and waits after an answer as a person would. Each answer is checked: a follow-up question must be answered
about what was spoken of before, in whichever server.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import random
import time
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any

import aiohttp
import typer

from benchmarks.figures import latency
from benchmarks.machine import describe, peak_bytes
from deploy.local import Cluster
from deploy.services import Process, open_folder
from tests.running import Replies, trained_model
from tests.web import tab

TURN_SECONDS = 60
WARM_UP_TURNS = 40

SEED = 8
"""Of the pauses, so that two runs pause alike."""

GENEROUS = {"messages_a_minute": 10_000, "messages_a_minute_per_address": 100_000}
"""All talkers come from one address, and don't pause as long as people do."""

Say = Callable[[str], Coroutine[Any, Any, Mapping[str, Any]]]
"""Says a text and gives the answer's kind and content ids."""


@dataclass(frozen=True)
class Line:
    """What is said, and what the answer must be about.

    Attributes:
        text: the message.
        about: a content id that the answer must name; None where its kind is enough.
        kind: of the answer.
    """

    text: str
    about: str | None = None
    kind: str = "answer"


CONVERSATIONS: Sequence[Sequence[Line]] = (
    (
        Line("hello", kind="small_talk"),
        Line("how do i do the pigeon pose", "pigeon", "steps"),
        Line("how long do i hold it?", "pigeon"),
        Line("where should i feel it?", "pigeon", "list"),
        Line("thanks", kind="small_talk"),
    ),
    (
        Line("how do i do the cat cow", "cat_cow", "steps"),
        Line("how many times?", "cat_cow"),
        Line("how often should i stretch?", "frequency"),
    ),
    (
        Line("how long do i hold the figure 4?", "supine_figure_four"),
        Line("how do i do it?", "supine_figure_four", "steps"),
        Line("should i bounce when i stretch?", "bouncing"),
        Line("how do i do the side bend", "side_bend", "steps"),
        Line("how long do i hold it?", "side_bend"),
    ),
    (
        Line("which muscles does the spinal twist work?", "supine_spinal_twist"),
        Line("my left foot has gone numb since yesterday", None, "escalation"),
    ),
)
"""Like people's: questions that need what was said before, small talk, now and then a warning sign."""


@dataclass
class Heard:
    """What came back.

    Attributes:
        seconds: from each message to its answer.
        errors: turns that were answered with an error or not at all.
        wrong: turns with another answer than expected, as text.
    """

    seconds: list[float] = field(default_factory=list)
    errors: int = 0
    wrong: list[str] = field(default_factory=list)


@dataclass
class Left:
    """How many turns are still to be held, over all talkers."""

    turns: int

    def take(self) -> bool:
        """Take one, if there is one."""
        self.turns -= 1
        return self.turns >= 0


@asynccontextmanager
async def over_rest(url: str, session: aiohttp.ClientSession) -> AsyncIterator[Say]:
    """A conversation over the ``rest`` channel."""
    sender = uuid.uuid4().hex

    async def say(text: str) -> Mapping[str, Any]:
        body = {"sender": sender, "message": text}
        async with session.post(f"{url}/webhooks/rest/webhook", json=body) as answer:
            answer.raise_for_status()
            replies: Replies = await answer.json()
            contract: Mapping[str, Any] = replies[-1]["custom"]["data"]["limber"]
            return contract

    yield say


@asynccontextmanager
async def over_web(url: str) -> AsyncIterator[Say]:
    """A conversation in the web channel, over a WebSocket."""
    async with tab(url) as opened:
        await opened.begin()
        yield opened.say


async def talk(
    url: str, place: int, left: Left, think: float, heard: Heard, session: aiohttp.ClientSession
) -> None:
    """One talker: conversation after conversation, as long as turns are left.

    Args:
        url: of the proxy.
        place: number of the talker; the odd ones use the web channel.
        left: turns of all talkers.
        think: mean pause after an answer, in seconds.
        heard: where it is noted.
        session: for the ``rest`` channel.
    """
    chance = random.Random(SEED + place)
    for number in itertools.count(place):
        conversation = CONVERSATIONS[number % len(CONVERSATIONS)]
        opened = over_web(url) if place % 2 else over_rest(url, session)
        async with opened as say:
            for line in conversation:
                if not left.take():
                    return
                await _turn(say, line, heard)
                await asyncio.sleep(chance.expovariate(1 / think) if think else 0)


async def _turn(say: Say, line: Line, heard: Heard) -> None:
    start = time.perf_counter()
    try:
        answer = await asyncio.wait_for(say(line.text), TURN_SECONDS)
    except (aiohttp.ClientError, asyncio.TimeoutError, AssertionError, LookupError):
        heard.errors += 1
        return
    heard.seconds.append(time.perf_counter() - start)
    named = line.about is None or line.about in answer["content_ids"]
    if answer["kind"] != line.kind or not named:
        heard.wrong.append(f"{line.text!r}: {answer['kind']} about {list(answer['content_ids'])}")


async def hold(url: str, talkers: int, turns: int, think: float) -> tuple[Heard, float]:
    """Hold so many turns by so many talkers at once; what came back, and the seconds it took."""
    heard, left = Heard(), Left(turns)
    timeout = aiohttp.ClientTimeout(total=TURN_SECONDS)
    connector = aiohttp.TCPConnector(limit=talkers)
    async with aiohttp.ClientSession(timeout=timeout, connector=connector) as session:
        start = time.perf_counter()
        await asyncio.gather(*(talk(url, place, left, think, heard, session) for place in range(talkers)))
        return heard, time.perf_counter() - start


def cpu_seconds(pids: Sequence[int]) -> float:
    """Processor time that living processes have used so far."""
    ticks = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()
        # utime and stime; fields 14 and 15 of proc(5), which counts from 1 and the name as one.
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(servers: int, talkers: int, turns: int, think: float) -> dict[str, Any]:
    """Figures of one size of the deployment.

    Args:
        servers: Limber servers, each on a processor of its own as far as there are enough.
        talkers: conversations at once.
        turns: over all talkers, after :data:`WARM_UP_TURNS`.
        think: mean pause after an answer, in seconds.
    """
    cores = sorted(os.sched_getaffinity(0))
    pinned = [cores[place % len(cores)] for place in range(servers)]
    with open_folder() as folder, Cluster(folder, servers, cores=pinned, web=GENEROUS) as cluster:
        asyncio.run(hold(cluster.url, talkers, WARM_UP_TURNS, 0))
        parts: dict[str, Sequence[Process]] = {
            "servers": cluster.servers,
            "postgres": [cluster.postgres],
            "redis": [cluster.redis],
            "nginx": [cluster.proxy],
        }
        pids = {name: [pid for one in those for pid in one.pids()] for name, those in parts.items()}
        pids["load generator"] = [os.getpid()]
        before = {name: cpu_seconds(those) for name, those in pids.items()}
        heard, seconds = asyncio.run(hold(cluster.url, talkers, turns, think))
        used = {name: cpu_seconds(those) - before[name] for name, those in pids.items()}
        peaks = [peak_bytes(server.pid) or 0 for server in cluster.servers]
    done = len(heard.seconds)
    return {
        "servers": servers,
        "talkers": talkers,
        "think_seconds": think,
        "turns": done,
        "errors": heard.errors,
        "wrong": len(heard.wrong),
        "wrong_examples": heard.wrong[:5],
        "turns_per_second": round(done / seconds, 2),
        **latency(heard.seconds),
        "cpu_ms_per_turn": {name: round(1000 * one / done, 2) for name, one in used.items()},
        "cores_used": {name: round(one / seconds, 2) for name, one in used.items()},
        "peak_bytes_of_a_server": max(peaks),
    }


def main(
    servers: Annotated[list[int], typer.Option(help="Servers; give it again for another size.")],
    talkers: Annotated[int, typer.Option(help="Conversations at once.", min=1)] = 16,
    turns: Annotated[int, typer.Option(help="Turns of each size.", min=1)] = 800,
    think: Annotated[float, typer.Option(help="Mean pause after an answer, in seconds.", min=0)] = 0,
) -> None:
    """Load the deployment and print the figures as JSON."""
    trained_model()
    found = {"machine": describe([]), "sizes": [measure(one, talkers, turns, think) for one in servers]}
    typer.echo(json.dumps(found, indent=1))


if __name__ == "__main__":
    typer.run(main)
