"""Takes what a service delivers, and tells it when something can't be taken."""

from __future__ import annotations

import time
from dataclasses import replace

import structlog
from sanic.response import HTTPResponse
from sanic.response import json as json_response
from sqlalchemy.exc import SQLAlchemyError

from limber.channels.backend import READY_SECONDS, NotReadyError
from limber.channels.entry import channel_of
from limber.channels.limits import Pace
from limber.channels.messaging.post import Post
from limber.metrics import REFUSED, known_channel
from limber.stores.deliveries import Delivery

log = structlog.get_logger()

NOT_KEPT = (NotReadyError, SQLAlchemyError)
"""Why a delivery can't be kept now; the service should deliver it again."""


def take(post: Post, pace: Pace, delivery: Delivery, written: float) -> None:
    """Keep a delivery, unless it came before or is too much.

    One that is too much has the seconds after which the person may go on as ``refused`` in its content; it
    is said twice a minute, after that nothing is kept.

    Args:
        post: where it goes.
        pace: how fast conversations may go on.
        delivery: what came.
        written: when the person did it, in seconds since 1970.

    Raises:
        NotReadyError: no model is loaded.
        sqlalchemy.exc.SQLAlchemyError: it can't be kept.
    """
    # What comes again because it was not taken is not too much.
    if post.knows(delivery.id):
        return
    wait = pace.check(delivery.conversation, written, time.time())
    if wait != 0:
        REFUSED.labels(known_channel(channel_of(delivery.conversation)), "too_many").inc()
    if wait is None:
        log.info("limber.too_many", sender=delivery.conversation)
        return
    if wait:
        delivery = replace(delivery, content={**delivery.content, "refused": wait})
    post.accept(delivery)


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
