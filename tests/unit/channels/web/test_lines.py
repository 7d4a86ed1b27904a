"""One after the other, in order, without leftovers."""

from __future__ import annotations

import asyncio

import pytest

from limber.channels.web.lines import MOST_WAITING, Lines
from limber.channels.web.wire import Refused


def test_turns_of_one_conversation_follow_each_other_in_order() -> None:
    async def test() -> list[str]:
        lines, done = Lines(), []

        async def turn(number: int) -> None:
            async with lines.turn("web-a"):
                done.append(f"begin {number}")
                await asyncio.sleep(0)
                done.append(f"end {number}")

        await asyncio.gather(*(turn(number) for number in range(5)))
        assert len(lines) == 0
        return done

    expected = [f"{what} {number}" for number in range(5) for what in ("begin", "end")]
    assert asyncio.run(test()) == expected


def test_conversations_do_not_wait_for_each_other() -> None:
    async def test() -> None:
        lines = Lines()
        async with lines.turn("web-a"), lines.turn("web-b"):
            assert len(lines) == 2
        assert len(lines) == 0

    asyncio.run(test())


def test_too_many_that_wait_are_refused_and_the_others_have_their_turn() -> None:
    async def test() -> None:
        lines, leave, had = Lines(), asyncio.Event(), 0

        async def turn() -> None:
            nonlocal had
            async with lines.turn("web-a"):
                had += 1
                await leave.wait()

        waiting = [asyncio.create_task(turn()) for _ in range(MOST_WAITING + 4)]
        await asyncio.sleep(0)
        leave.set()
        results = await asyncio.gather(*waiting, return_exceptions=True)
        refused = [result for result in results if isinstance(result, Refused)]
        assert [result.code.value for result in refused] == ["busy"] * 3
        assert had == MOST_WAITING + 1
        assert len(lines) == 0

    asyncio.run(test())


def test_a_turn_that_fails_lets_the_next_one_in() -> None:
    async def test() -> None:
        lines = Lines()
        with pytest.raises(RuntimeError):
            async with lines.turn("web-a"):
                raise RuntimeError
        async with lines.turn("web-a"):
            pass
        assert len(lines) == 0

    asyncio.run(test())


def test_whoever_waits_in_a_deleted_conversation_is_refused_and_a_new_one_is_open() -> None:
    async def test() -> None:
        lines = Lines()

        async def late() -> None:
            async with lines.turn("web-a"):
                raise AssertionError("a deleted conversation went on")

        async with lines.turn("web-a"):
            waiting = asyncio.create_task(late())
            await asyncio.sleep(0)
            lines.end("web-a")
            async with lines.turn("web-a"):
                pass
        with pytest.raises(Refused) as refused:
            await waiting
        assert refused.value.code.value == "unknown_session"
        assert len(lines) == 0

    asyncio.run(test())
