"""The address that Prometheus asks; shut until there is a token for it."""

from __future__ import annotations

import hmac
import os
import platform
from importlib.metadata import version

from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sanic import Sanic
from sanic.request import Request
from sanic.response import HTTPResponse, raw
from sanic.response import json as json_response

from limber import metrics
from limber.channels.settings import SettingsError
from limber.content import default_store

TOKEN_ENV = "LIMBER_METRICS_TOKEN"
"""Without it there is no address: behind a proxy on the same machine, everybody comes from loopback."""

_SHORTEST = 16


def metrics_token() -> str | None:
    """The token that Prometheus must show; None where metrics are off.

    Raises:
        SettingsError: it is too short to be a secret.
    """
    token = os.environ.get(TOKEN_ENV, "").strip()
    if token and len(token) < _SHORTEST:
        raise SettingsError(
            f"{TOKEN_ENV}: has {len(token)} characters, expected at least {_SHORTEST}; "
            "make one with: openssl rand -hex 32"
        )
    return token or None


def add_metrics(app: Sanic) -> None:
    """Add ``/metrics`` where there is a token.

    Raises:
        SettingsError: the token is too short to be a secret.
    """
    token = metrics_token()
    if token is None:
        return
    expected = f"Bearer {token}".encode()

    @app.get("/metrics")
    async def show(request: Request) -> HTTPResponse:
        """Everything that is counted, in Prometheus' text format."""
        given = request.headers.get("authorization", "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, expected):
            return json_response(
                {"error": "the token is missing or wrong"}, status=401, headers={"WWW-Authenticate": "Bearer"}
            )
        # Content is read anew while the server runs.
        metrics.INFO.info(versions(_model_of(app)))
        return raw(generate_latest(), content_type=CONTENT_TYPE_LATEST)


def versions(model: str) -> dict[str, str]:
    """What runs, for the metric ``limber_info``.

    Args:
        model: name of the model's file; "" where none is loaded.
    """
    return {
        "version": version("limber"),
        "python": platform.python_version(),
        "rasa": version("rasa"),
        "model": model,
        "content": default_store().version,
    }


def _model_of(app: Sanic) -> str:
    agent = getattr(app.ctx, "agent", None)
    return str(agent.processor.model_filename) if agent is not None and agent.is_ready() else ""
