"""Waiting ends: with the result, with an error, after its time, or when it is cancelled."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from limber.bounded import within


async def value() -> str:
    return "done"


async def failure() -> None:
    raise ZeroDivisionError


def test_the_result_is_given_back() -> None:
    assert asyncio.run(within(10, value())) == "done"


def test_an_error_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        asyncio.run(within(10, failure()))


def test_what_takes_too_long_is_cancelled() -> None:
    async def test() -> None:
        never = asyncio.get_running_loop().create_future()
        with pytest.raises(asyncio.TimeoutError):
            await within(0.01, never)
        assert never.cancelled()

    asyncio.run(test())


def test_what_can_not_be_cancelled_is_not_waited_for() -> None:
    async def test() -> None:
        going_on = asyncio.Event()

        async def stubborn() -> None:
            try:
                await going_on.wait()
            except asyncio.CancelledError:
                await going_on.wait()

        with pytest.raises(asyncio.TimeoutError):
            await within(0.01, stubborn())
        going_on.set()

    asyncio.run(asyncio.wait_for(test(), 10))


@pytest.mark.parametrize("finished", [False, True], ids=["before", "with the result"])
def test_a_cancellation_is_one_whenever_it_comes(finished: bool) -> None:
    async def test() -> None:
        result: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        waiting = asyncio.ensure_future(within(10, result))
        await asyncio.sleep(0)
        if finished:
            result.set_result("done")
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
        assert finished or result.cancelled()

    asyncio.run(test())
