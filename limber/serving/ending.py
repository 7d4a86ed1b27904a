"""The end of a server that is told to end: what it was asked is answered and stored, no more is asked."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse

LONGEST_TURN_SECONDS = 10.0
"""How long turns may go on behind connections that are closed: an action and a store take less."""

_turns: set[asyncio.Task[Any]] = set()


@contextmanager
def turn_under_way() -> Iterator[None]:
    """Let the end of the server wait for the task that is in here."""
    task = asyncio.current_task()
    assert task is not None, "a turn is a coroutine"
    _turns.add(task)
    try:
        yield
    finally:
        _turns.discard(task)


def end_gently(app: Sanic) -> None:
    """Let every answer after the signal to end close its connection, and turns end before the process.

    Sanic closes the connections that are idle just then, and web sockets. A proxy sends one request after
    the other on the rest, until Sanic cuts them off in the middle of a turn when its time is up.

    Args:
        app: the server; everything else that happens at its end is registered already.
    """
    app.ctx.ends = False

    async def note(app: Sanic, _: Any) -> None:
        app.ctx.ends = True

    async def close(request: Request, _: HTTPResponse) -> None:
        if app.ctx.ends:
            request.stream.keep_alive = False

    async def wait(_: Sanic, __: Any) -> None:
        if _turns:
            await asyncio.wait(_turns, timeout=LONGEST_TURN_SECONDS)

    app.register_listener(note, "before_server_stop")
    app.register_middleware(close, "response")
    # At the end of a server the last one that was registered is called first.
    app.register_listener(wait, "after_server_stop")
