"""Takes what a service delivers, unless it is too much."""

from __future__ import annotations

import time
from dataclasses import replace

import structlog

from limber.channels.entry import channel_of
from limber.channels.limits import Pace
from limber.channels.messaging.post import Post
from limber.metrics import REFUSED, known_channel
from limber.stores.deliveries import Delivery

log = structlog.get_logger()


async def take(post: Post, pace: Pace, delivery: Delivery, written: float, text: str) -> None:
    """Keep a delivery, unless it came before or is too much.

    One that is too much has the seconds after which the person may go on as ``refused`` in its content; it
    is said twice a minute, after that nothing is kept. One with a warning sign is never too much.

    Args:
        post: where it goes.
        pace: how fast conversations may go on.
        delivery: what came.
        written: when the person did it, in seconds since 1970.
        text: the words of it.

    Raises:
        NotReadyError: no model is loaded.
        sqlalchemy.exc.SQLAlchemyError: it can't be kept.
        asyncio.TimeoutError: the database takes too long.
    """
    # What comes again because it was not taken is not too much.
    if await post.knows(delivery.id):
        return
    wait = pace.check(delivery.conversation, written, time.time())
    if wait != 0 and not await post.must_be_heard(delivery.conversation, text):
        REFUSED.labels(known_channel(channel_of(delivery.conversation)), "too_many").inc()
        if wait is None:
            log.info("limber.too_many", sender=delivery.conversation)
            return
        delivery = replace(delivery, content={**delivery.content, "refused": wait})
    await post.accept(delivery)
