"""Sending to a service that may be slow, busy or away: again and again, at growing intervals."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable, Iterator
from typing import TypeVar

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 60.0
"""Seconds between two attempts."""

LONGEST_WAIT = 86_400.0
"""Seconds of waiting after which an answer is of no use any more."""

_JITTER = 0.2
"""Share by which a pause differs, so that not all conversations come back at once."""

Result = TypeVar("Result")
Wait = Callable[[float], Awaitable[None]]


class NotSentError(Exception):
    """A call of a service failed."""


class LaterError(NotSentError):
    """The service may take the same call later.

    Args:
        reason: what the service said; no words of a person.
        after: seconds after which the service wants to be asked again, if it said so.
    """

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


class UnreachableError(NotSentError):
    """The person can't be written to any more, such as one who blocked the bot."""


class RejectedError(NotSentError):
    """The service will never take this call."""


def pauses() -> Iterator[float]:
    """Seconds to wait before each further attempt."""
    pause = FIRST_PAUSE
    while True:
        yield pause * random.uniform(1 - _JITTER, 1 + _JITTER)
        pause = min(pause * 2, LONGEST_PAUSE)


async def patiently(
    send: Callable[[], Awaitable[Result]], wait: Wait, longest: float = LONGEST_WAIT
) -> Result:
    """Call a service until it takes the call.

    Args:
        send: makes the call.
        wait: waits for some seconds.
        longest: seconds of waiting after which it is given up.

    Raises:
        NotSentError: the service won't take it, or did not for that long.
    """
    waited = 0.0
    for pause in pauses():
        try:
            return await send()
        except LaterError as error:
            seconds = max(error.after or 0.0, pause)
            waited += seconds
            if waited > longest:
                raise
            await wait(seconds)
    raise AssertionError("unreachable: the pauses never end")
