"""Warning signs in messages that get no turn of their own: too long, too many, too busy.

Who describes an emergency at length or in haste must not be told to write less. Here the screen's patterns
read alone: they need no encoder, so what they cost is bounded however much is refused. Of the 994 messages
with a sign in tests/safety/blind.jsonl they find one in 859; the whole screen hears all but a few.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

import structlog

from limber.bounded import within
from limber.safety.dialogue import RED_FLAG

if TYPE_CHECKING:
    from limber.safety.by_patterns import PatternLayer
    from limber.safety.verdict import Mention, Screening

log = structlog.get_logger()

PIECE = 240
"""Characters that the patterns read at a time: in hostile text their cost grows with the third power."""

OVERLAP = 120
"""Characters that two pieces share; a sign that is longer is not found."""

ENOUGH = 100
"""Signs after which no more are looked for, nor after a reported emergency: each takes its time to judge."""

LONGEST_SEARCH_SECONDS = 8.0
"""How long a text may take with those before it; the longest and worst takes two."""

_THREAD = ThreadPoolExecutor(max_workers=1, thread_name_prefix="limber-patterns")


@dataclass(frozen=True)
class FoundSign:
    """The strongest sign of a text.

    Attributes:
        screening: what the screen says of it.
        place: where in the text it begins.
    """

    screening: Screening
    place: int

    @property
    def is_guess(self) -> bool:
        """Whether the search failed, so that neither the sign nor its place is known."""
        return not (self.screening.tier or self.screening.check_groups)

    def excerpt(self, text: str, longest: int) -> str:
        """The part of a text around the sign.

        Args:
            text: in which it was found.
            longest: most characters of the part.
        """
        start = max(0, min(self.place - longest // 2, len(text) - longest))
        return text[start : start + longest].strip()

    def as_parsed(self, text: str) -> dict[str, Any]:
        """The text as the model understands one with a sign."""
        intent = {"name": RED_FLAG, "confidence": 1.0}
        return {
            "text": text,
            "intent": intent,
            "intent_ranking": [intent],
            "entities": [],
            "screening": self.screening.as_dict(),
        }


async def find_sign(text: str) -> FoundSign | None:
    """The strongest sign that patterns find in a text, reported or supposed; beside the event loop.

    A search that fails, or takes too long, finds a sign to ask about.

    Args:
        text: of any length.
    """
    searching = asyncio.get_running_loop().run_in_executor(_THREAD, _find, text)
    try:
        return await within(LONGEST_SEARCH_SECONDS, searching)
    except Exception as error:
        from limber.safety.verdict import Screening

        log.error("limber.screen_failed", error=type(error).__name__, exc_info=True)
        return FoundSign(Screening(check=True), 0)


def _find(text: str) -> FoundSign | None:
    from limber.safety.assertion import Assertion
    from limber.safety.verdict import TIERS, Screening

    def rank(found: tuple[int, Mention]) -> tuple[bool, int]:
        return found[1].assertion is not Assertion.PRESENT, TIERS.index(found[1].tier)

    found: list[tuple[int, Mention]] = []
    for start, mentions in _pieces(text):
        for one in mentions:
            if one.assertion in (Assertion.PRESENT, Assertion.HYPOTHETICAL):
                found.append((start + one.start, one))
        if len(found) >= ENOUGH or any(rank(one) == (False, 0) for one in found):
            break
    if not found:
        return None
    found.sort(key=rank)
    place, sign = found[0]
    groups = tuple(dict.fromkeys(one.group for _, one in found if one.assertion is sign.assertion))
    if sign.assertion is Assertion.PRESENT:
        return FoundSign(Screening(tier=sign.tier, groups=groups, other=sign.other), place)
    return FoundSign(Screening(check=True, check_groups=groups, other=sign.other), place)


def _pieces(text: str) -> Iterator[tuple[int, Sequence[Mention]]]:
    """Where each piece begins, and the signs in it."""
    for start in range(0, max(len(text) - OVERLAP, 1), PIECE - OVERLAP):
        yield start, _patterns().find(text[start : start + PIECE]).mentions


@lru_cache(maxsize=1)
def _patterns() -> PatternLayer:
    from limber.safety.loading import make_patterns

    return make_patterns()
