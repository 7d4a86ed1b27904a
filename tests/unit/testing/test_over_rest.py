"""The bot behind REST, against a small server of this test."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from limber.testing.answers import Answer
from limber.testing.over_rest import WEBHOOK, OverRest, UnreachableError
from tests.running import free_port

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def ask(handler: Handler) -> Answer:
    """What is said to one message by a server with that handler."""

    async def run() -> Answer:
        app = web.Application()
        app.router.add_post(WEBHOOK, handler)
        runner = web.AppRunner(app)
        await runner.setup()
        port = free_port()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            async with aiohttp.ClientSession() as session:
                bot = OverRest(f"http://127.0.0.1:{port}/", (), session)
                await bot.begin("anna", {})
                return await bot.say("hi", "anna", {"os": "x"})
        finally:
            await runner.cleanup()

    return asyncio.run(run())


def test_a_message_is_sent_and_its_replies_come_back() -> None:
    heard: list[Any] = []

    async def receive(request: web.Request) -> web.StreamResponse:
        heard.append(await request.json())
        return web.json_response([{"text": "Hello."}])

    answer = ask(receive)
    assert (answer.text, answer.inside, answer.troubles) == ("Hello.", None, ())
    assert heard == [{"sender": "anna", "message": "hi", "metadata": {"os": "x"}}]


async def refuse(_: web.Request) -> web.StreamResponse:
    return web.Response(status=500, text="broken")


async def garble(_: web.Request) -> web.StreamResponse:
    return web.Response(text="no json")


@pytest.mark.parametrize(("handler", "trouble"), [(refuse, "HTTP 500: broken"), (garble, "JSONDecodeError")])
def test_a_server_that_fails_is_a_failed_turn_and_no_crash(handler: Handler, trouble: str) -> None:
    answer = ask(handler)
    assert answer.replies == []
    assert trouble in answer.troubles[0]


def test_nobody_there_is_told() -> None:
    async def run() -> None:
        async with aiohttp.ClientSession() as session:
            await OverRest(f"http://127.0.0.1:{free_port()}", (), session).say("hi", "anna", {})

    with pytest.raises(UnreachableError, match="nothing answers at"):
        asyncio.run(run())
