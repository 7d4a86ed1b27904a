"""What Redis holds of a conversation: that it is on hold, while that can't be stored."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from rasa.utils.endpoints import EndpointConfig

from limber.stores.locks import LeaseLockStore
from limber.stores.marks import UNREACHABLE, Marks, Standing
from limber.stores.opening import read_section

MARKS = "redis_signs"
"""What they are called, beside the tables."""

Result = TypeVar("Result")


class RedisGoneError(Exception):
    """Redis can't be reached; says what to do."""


def marks_on(endpoints: Path, conversation: str) -> list[Standing]:
    """What a conversation is marked with.

    Args:
        endpoints: Rasa's endpoints file.
        conversation: its id.

    Raises:
        ValueError: the file can't be read.
        RedisGoneError: Redis can't be reached.
    """
    return _ask(endpoints, lambda marks: marks.of(conversation), [])


def delete_marks(endpoints: Path, conversation: str) -> int:
    """Delete the marks of a conversation; how many there were. Raises as :func:`marks_on` does."""
    return _ask(endpoints, lambda marks: marks.delete(conversation), 0)


def _ask(endpoints: Path, what: Callable[[Marks], Awaitable[Result]], without: Result) -> Result:
    section = read_section(endpoints, "lock_store")
    if section.get("type") != f"{LeaseLockStore.__module__}.{LeaseLockStore.__qualname__}":
        return without

    async def ask() -> Result:
        store = LeaseLockStore(EndpointConfig.from_dict(dict(section)))
        try:
            return await what(store.marks)
        finally:
            await store.close()

    try:
        return asyncio.run(ask())
    except UNREACHABLE as error:
        raise RedisGoneError(
            f"Redis can't be reached ({type(error).__name__}); what it holds of the conversation stays\n"
            "See that it runs, and run this again."
        ) from error
