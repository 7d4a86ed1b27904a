"""The whole turn: REST in, REST out, the conversation stored."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks.bots.bot import Bot, Running, Talker
from benchmarks.bots.limber import LimberBot
from benchmarks.bots.stock import StockBot
from benchmarks.figures import latency, percentile
from benchmarks.jobs import Job
from limber.paths import project_root

WARM_UP_TURNS = 20
TURNS = 400
"""Sequential turns, in conversations of :data:`CONVERSATION` turns."""

CONVERSATION = 5
AT_ONCE = (1, 4, 16)
"""Conversations that are held at once when throughput is measured."""

TURNS_AT_ONCE = 240
"""Turns of each measurement of throughput, over all conversations."""

LONG = (5, 20, 100, 500)
"""Turns of one conversation whose latency is told: the median of :data:`AROUND` turns about each."""

AROUND = 10


class SilentTurnError(Exception):
    """A turn was not answered by an action, so its time means nothing."""


def jobs(folder: Path) -> Sequence[Job]:
    """Limber and the stock bot.

    Args:
        folder: for their files.
    """

    def limber() -> dict[str, Any]:
        return measure(LimberBot(folder / "limber", project_root() / "content"))

    def stock() -> dict[str, Any]:
        return measure(StockBot(folder / "stock"))

    return [
        Job("limber", LimberBot.title, limber),
        Job("stock", StockBot.title, stock, slow=True),
    ]


def measure(
    bot: Bot,
    throughput: bool = True,
    long: bool = True,
    then: Callable[[Running], dict[str, Any]] = lambda _: {},
) -> dict[str, Any]:
    """Train, start and talk to a bot.

    Args:
        bot: the bot.
        throughput: whether conversations are held at once too.
        long: whether one long conversation is held too.
        then: measures something more of the running bot.

    Returns:
        Seconds, milliseconds, turns a second and bytes, as the names say.

    Raises:
        SilentTurnError: a turn got no answer from an action.
    """
    trained = bot.train()
    with bot.start() as running:
        found: dict[str, Any] = {
            "training": asdict(trained),
            "start_up_seconds": running.start_up_seconds,
            "sequential": latency(sequential(bot, running)),
        }
        if throughput:
            found["turns_per_second"] = {str(count): _throughput(bot, running, count) for count in AT_ONCE}
        # Before the long conversation: what a bot needs in normal use.
        found["peak_bytes"] = running.peak_bytes()
        if long:
            found["turn_ms"] = at_turns(hold_long(bot, running, max(LONG)))
            found["peak_bytes_after_long"] = running.peak_bytes()
        found.update(then(running))
    return found


def _said(bot: Bot) -> Iterator[tuple[int, str]]:
    """Number of the conversation and message, without end."""
    texts = itertools.cycle(bot.messages)
    for number in itertools.count():
        for _ in range(CONVERSATION):
            yield number, next(texts)


def turn(bot: Bot, talker: Talker, sender: str, text: str) -> float:
    """Say something, and give the seconds until it was answered.

    Raises:
        SilentTurnError: it got no answer from an action.
    """
    seconds, replies = talker.say(sender, text)
    if not bot.answered(replies):
        raise SilentTurnError(f"{bot.title} answered {text!r} with {replies}")
    return seconds


def sequential(bot: Bot, running: Running) -> list[float]:
    """Seconds of each of :data:`TURNS` turns, one after the other, after a warm-up.

    Raises:
        SilentTurnError: a turn got no answer from an action.
    """
    talker = Talker(running.port)
    turns = itertools.islice(_said(bot), WARM_UP_TURNS + TURNS)
    seconds = [turn(bot, talker, f"sequential-{number}", text) for number, text in turns]
    talker.close()
    return seconds[WARM_UP_TURNS:]


def _throughput(bot: Bot, running: Running, count: int) -> float:
    """Turns a second with so many conversations at once, each speaking as soon as it is answered."""
    failed: list[BaseException] = []

    def converse(place: int) -> None:
        talker = Talker(running.port)
        try:
            for number, text in itertools.islice(_said(bot), TURNS_AT_ONCE // count):
                turn(bot, talker, f"at-once-{count}-{place}-{number}", text)
        except BaseException as error:
            failed.append(error)
        finally:
            talker.close()

    threads = [threading.Thread(target=converse, args=(place,)) for place in range(count)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - start
    if failed:
        raise failed[0]
    return round(TURNS_AT_ONCE // count * count / seconds, 2)


def hold_long(bot: Bot, running: Running, turns: int) -> list[float]:
    """Hold one long conversation, and some turns more.

    Returns:
        The seconds of each turn, from the first.

    Raises:
        SilentTurnError: a turn got no answer from an action.
    """
    talker = Talker(running.port)
    texts = itertools.islice(itertools.cycle(bot.messages), turns + AROUND // 2)
    seconds = [turn(bot, talker, "long", text) for text in texts]
    talker.close()
    return seconds


def at_turns(seconds: Sequence[float], places: Sequence[int] = LONG) -> dict[str, float]:
    """Latency at some turns in milliseconds.

    Args:
        seconds: of each turn of one conversation, from the first.
        places: numbers of the turns.
    """
    half = AROUND // 2
    return {
        str(turn): round(percentile(seconds[max(turn - half, 0) : turn + half], 0.5) * 1000, 2)
        for turn in places
    }
