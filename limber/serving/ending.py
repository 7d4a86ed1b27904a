"""The end of a server that is told to end: what it was asked is answered, and nothing more is asked of it."""

from __future__ import annotations

from typing import Any

from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse


def end_gently(app: Sanic) -> None:
    """Let every answer after the signal to end close its connection.

    Sanic closes the connections that are idle just then. A proxy sends one request after the other on the
    rest, until Sanic cuts them off in the middle of a turn when its time is up.

    Args:
        app: the server.
    """
    app.ctx.ends = False

    async def note(app: Sanic, _: Any) -> None:
        app.ctx.ends = True

    async def close(request: Request, _: HTTPResponse) -> None:
        if app.ctx.ends:
            request.stream.keep_alive = False

    app.register_listener(note, "before_server_stop")
    app.register_middleware(close, "response")
