"""What a conversation can choose from now; a database that fails must not silence the answer."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from limber.replies import Choice, Kind, Turn
from limber.stores.database import beside
from limber.stores.offers import Offer, Offers

log = structlog.get_logger()

_ASIDE = (Kind.CLARIFY, Kind.FALLBACK)
"""Kinds of replies that may be remarks."""

_NOTHING = Offer(())

Listed = Sequence[Sequence[str]]
"""Titles and payloads, as JSON."""


def offered_by(turn: Turn) -> list[list[str]] | None:
    """What a person can choose from after a turn; None where it stays as it was.

    A remark without buttons, such as that something could not be read, takes nothing away.
    """
    if turn.kind in _ASIDE and not turn.choices:
        return None
    return [[choice.title, choice.payload] for choice in turn.choices]


async def offered_now(offers: Offers, conversation: str) -> Offer:
    """What a person can choose from; nothing where that can't be read."""
    try:
        return await beside(offers.now, conversation) or _NOTHING
    except Exception as error:
        log.error("limber.store_failed", error=type(error).__name__)
        return _NOTHING


async def offer(offers: Offers, conversation: str, listed: Listed | None, place: str | None = None) -> None:
    """Note what a person can choose from now.

    Args:
        offers: where that is kept.
        conversation: its id.
        listed: as :func:`offered_by` gives it.
        place: the service's id of the message that shows it.
    """
    if listed is None:
        return
    try:
        await beside(offers.make, conversation, [Choice(*pair) for pair in listed], place)
    except Exception as error:
        log.error("limber.store_failed", error=type(error).__name__)
