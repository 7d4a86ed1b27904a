"""Waiting that has an end."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

Result = TypeVar("Result")


async def within(seconds: float, what: Awaitable[Result]) -> Result:
    """Wait for something, but not for ever; it is cancelled where it takes too long, or where the waiting is.

    ``asyncio.wait_for`` of Python 3.10 goes on after a cancellation that comes just as the result does, and
    after its time it waits until what it cancelled has ended, which may be never.

    Args:
        seconds: how long.
        what: to wait for.

    Raises:
        asyncio.TimeoutError: it took longer.
    """
    task = asyncio.ensure_future(what)
    try:
        await asyncio.wait({task}, timeout=seconds)
        if not task.done():
            raise asyncio.TimeoutError
        return task.result()
    finally:
        task.cancel()
