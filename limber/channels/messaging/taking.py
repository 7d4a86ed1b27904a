"""What a service is told when something can't be taken."""

from __future__ import annotations

import structlog
from sanic.response import HTTPResponse
from sanic.response import json as json_response
from sqlalchemy.exc import SQLAlchemyError

from limber.channels.backend import READY_SECONDS, NotReadyError

log = structlog.get_logger()

NOT_KEPT = (NotReadyError, SQLAlchemyError)
"""Why a delivery can't be kept now; the service should deliver it again."""


def refused(status: int, reason: str) -> HTTPResponse:
    """The answer to a request that is none of the service's.

    Args:
        status: of HTTP.
        reason: what was expected.
    """
    return json_response({"error": reason}, status=status)


def not_ready(channel: str, error: Exception) -> HTTPResponse:
    """The answer where the service should deliver again.

    Args:
        channel: its name.
        error: why.
    """
    log.error("limber.not_kept", channel=channel, error=type(error).__name__)
    return json_response({"error": "not ready"}, status=503, headers={"Retry-After": str(READY_SECONDS)})
