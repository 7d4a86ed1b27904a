"""The default server: Rasa's, with the actions inside, health checks and one entry."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from rasa.core.run import (
    close_resources,
    configure_app,
    create_http_input_channels,
    load_agent_on_start,
)
from rasa.core.utils import AvailableEndpoints
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from limber.serving.actions import EmbeddedActions, cache_response_validator

REQUEST_MAX_BYTES = 1024 * 1024


def endpoints(root: Path) -> AvailableEndpoints:
    """The endpoints of endpoints.yml; actions inside unless it names an action server."""
    found = AvailableEndpoints.read_endpoints(str(root / "endpoints.yml"))
    if found.action is None:
        found.action = EmbeddedActions()
    return found


def build_app(root: Path, model: Path) -> Sanic:
    """The server with its channels and health checks; the model is loaded when it starts."""
    cache_response_validator()
    used = endpoints(root)
    channels = create_http_input_channels(None, str(root / "credentials.yml"))
    app = configure_app(channels, enable_api=False, endpoints=used)
    app.config.REQUEST_MAX_SIZE = REQUEST_MAX_BYTES
    app.register_listener(partial(load_agent_on_start, str(model), used, None), "before_server_start")
    app.register_listener(close_resources, "after_server_stop")
    _add_health(app)
    return app


def _add_health(app: Sanic) -> None:
    @app.get("/health/live")
    async def live(_: Request) -> HTTPResponse:
        """The process answers."""
        return json_response({"status": "live"})

    @app.get("/health/ready")
    async def ready(request: Request) -> HTTPResponse:
        """A model is loaded, so messages will be answered."""
        agent = getattr(request.app.ctx, "agent", None)
        if agent is None or not agent.is_ready():
            return json_response({"status": "no model is loaded"}, status=503)
        return json_response({"status": "ready", "model": agent.processor.model_filename})


def serve(root: Path, model: Path, host: str, port: int) -> None:
    """Run the server until it is told to stop.

    Args:
        root: the project's folder.
        model: the trained model.
        host: address to listen on.
        port: port to listen on.
    """
    build_app(root, model).run(host=host, port=port, access_log=False, backlog=100)
