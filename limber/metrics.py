"""What is counted and timed of a running server; docs/metrics.md explains each.

Labels take few values, all made by the program: kinds, tiers, groups, intents, channels. Nothing that a
person wrote, and no id of one, becomes a label.
"""

from __future__ import annotations

import functools
import inspect
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from prometheus_client import Counter, Gauge, Histogram, Info, disable_created_metrics

# Without them each label has two series instead of one, and nobody asks when a series began.
disable_created_metrics()  # type: ignore[no-untyped-call]

_SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)

CHANNELS = frozenset({"rest", "web", "telegram", "twilio", "slack"})
"""Values of the label ``channel``; everything else is :data:`OTHER`."""

OTHER = "other"

TURN_SECONDS = Histogram(
    "limber_turn_seconds", "Whole turns, from the entry to the last reply.", ["channel"], buckets=_SECONDS
)
TURNS_IN_FLIGHT = Gauge("limber_turns_in_flight", "Turns that are going on.", ["channel"])
INTENTS = Counter("limber_intents", "Messages that were understood, by intent.", ["intent"])
REPLIES = Counter("limber_replies", "Turns by what they answered.", ["channel", "kind"])
ESCALATIONS = Counter(
    "limber_escalations", "Replies that send to medical help; reminders apart.", ["tier", "reminder"]
)
ESCALATION_GROUPS = Counter(
    "limber_escalation_groups", "Red-flag groups of escalations, without reminders.", ["tier", "group"]
)
ERRORS = Counter("limber_errors", "Errors in the log, by event.", ["channel", "event"])
REFUSED = Counter("limber_refused", "Messages that were not read, by reason.", ["channel", "reason"])
PARSES_WAITING = Gauge("limber_parses_waiting", "Messages that wait to be understood or are read now.")
DELIVERIES_WAITING = Gauge("limber_deliveries_waiting", "What messaging services delivered and waits.")
WEB_CONNECTIONS = Gauge("limber_web_connections", "Open connections of the web channel.")
INFO = Info("limber", "What runs: versions of program, model and content.")

_STAGE_SECONDS = Histogram("limber_stage_seconds", "Stages of turns, by stage.", ["stage"], buckets=_SECONDS)
PARSE_WAIT = _STAGE_SECONDS.labels("parse_wait")
PARSE = _STAGE_SECONDS.labels("parse")
SCREEN = _STAGE_SECONDS.labels("screen")
ACTION = _STAGE_SECONDS.labels("action")
STORE_READ = _STAGE_SECONDS.labels("store_read")
STORE_WRITE = _STAGE_SECONDS.labels("store_write")

Function = TypeVar("Function", bound=Callable[..., Any])


def timed(stage: Histogram) -> Callable[[Function], Function]:
    """A decorator that notes how long each call takes, a coroutine's waiting with it.

    Args:
        stage: where to note it.
    """

    def decorate(function: Function) -> Function:
        if inspect.iscoroutinefunction(function):

            async def awaited(*arguments: Any, **named: Any) -> Any:
                began = time.perf_counter()
                try:
                    return await function(*arguments, **named)
                finally:
                    stage.observe(time.perf_counter() - began)

            return functools.wraps(function)(awaited)  # type: ignore[return-value]

        def called(*arguments: Any, **named: Any) -> Any:
            began = time.perf_counter()
            try:
                return function(*arguments, **named)
            finally:
                stage.observe(time.perf_counter() - began)

        return functools.wraps(function)(called)  # type: ignore[return-value]

    return decorate


def known_channel(name: str | None) -> str:
    """The value of the label ``channel`` for a channel's name."""
    return name if name in CHANNELS else OTHER


async def count_turn(channel: str, turn: Callable[[], Awaitable[Any]]) -> Any:
    """Run a turn and note that it goes on, and how long it took.

    Args:
        channel: value of the label.
        turn: runs it.
    """
    began = time.perf_counter()
    with TURNS_IN_FLIGHT.labels(channel).track_inprogress():
        try:
            return await turn()
        finally:
            TURN_SECONDS.labels(channel).observe(time.perf_counter() - began)


def count_reply(channel: str, contract: Mapping[str, Any]) -> None:
    """Count what a turn answered.

    Args:
        channel: value of the label.
        contract: what was said, for machines; see :func:`limber.replies.rest.contract_message`.
    """
    kind = str(contract.get("kind"))
    REPLIES.labels(channel, kind).inc()
    if kind != "escalation":
        return
    tier, reminder = str(contract.get("tier")), bool(contract.get("hold"))
    ESCALATIONS.labels(tier, "yes" if reminder else "no").inc()
    if not reminder:
        for group in contract.get("groups") or ():
            ESCALATION_GROUPS.labels(tier, str(group)).inc()
