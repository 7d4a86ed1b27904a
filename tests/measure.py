"""How fast conversations run: 150 of 5 turns in this process, and the same over REST.

    python -m tests.measure

Prints seconds and their ratio; no test, because a busy machine is no fault.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from itertools import cycle, islice
from pathlib import Path

import aiohttp

from limber.testing.cases import Case, Step
from limber.testing.loading import find_files, read_all
from limber.testing.over_rest import OverRest
from limber.testing.projects import load_bot
from limber.testing.running import Bot, plan, run_all
from tests.running import ROOT, LimberServer, trained_model

CONVERSATIONS = 150
TURNS = 5


def conversations() -> list[Case]:
    """Conversations of the same length, of messages that stand in tests/conversations."""
    cases = read_all(find_files([ROOT / "tests" / "conversations"]))
    messages = cycle(step.user for case in cases for step in case.steps if not step.tap)
    return [
        Case(str(number), [Step(text) for text in islice(messages, TURNS)], Path("measured.yml"))
        for number in range(CONVERSATIONS)
    ]


async def timed(bot: Bot, cases: Sequence[Case]) -> float:
    """Seconds that a bot takes for them, one after the other."""
    await run_all(bot, plan(cases[:2]), 1, lambda _: None)  # the first turns load what is loaded late
    began = time.perf_counter()
    await run_all(bot, plan(cases), 1, lambda _: None)
    return time.perf_counter() - began


async def over_rest(url: str, cases: Sequence[Case]) -> float:
    """Seconds over REST."""
    async with aiohttp.ClientSession() as session:
        return await timed(OverRest(url, (), session), cases)


async def in_process(model: Path, cases: Sequence[Case]) -> float:
    """Seconds in this process, with every check that always counts."""
    return await timed(await load_bot(ROOT, model), cases)


def main() -> None:
    """Measure both and print."""
    model, cases = trained_model(), conversations()
    with tempfile.TemporaryDirectory() as folder:
        server = LimberServer(Path(folder))
        try:
            rest = asyncio.run(over_rest(server.url, cases))
        finally:
            server.kill()
    here = asyncio.run(in_process(model, cases))
    print(f"{CONVERSATIONS} conversations of {TURNS} turns")
    print(f"in process {here:6.1f} s   (at most 60)")
    print(f"over REST  {rest:6.1f} s")
    print(f"ratio      {here / rest:6.2f}     (at most 0.8)")


if __name__ == "__main__":
    main()
