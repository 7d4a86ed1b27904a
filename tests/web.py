"""A tab with the widget, as the web channel sees it: a socket.io client that keeps what it gets."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
import socketio

if not hasattr(aiohttp, "ClientWSTimeout"):
    # The client asks for a class of a newer aiohttp than Rasa allows; the older one takes seconds.
    aiohttp.ClientWSTimeout = lambda ws_close: ws_close

SECONDS = 30
EVENTS = ("session_confirm", "said", "reply", "restarted", "forgotten")

Data = dict[str, Any]


def run(test: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a test that is a coroutine."""
    asyncio.run(asyncio.wait_for(test(), SECONDS * 4))


class Tab:
    """One connection; use :func:`tab` to open it."""

    def __init__(self) -> None:
        self._client = socketio.AsyncClient(reconnection=False)
        self._news = asyncio.Condition()
        self.got: list[tuple[str, Data]] = []
        self.session = ""
        for event in EVENTS:
            self._client.on(event, self._keeper(event))

    def _keeper(self, event: str) -> Callable[[Data], Coroutine[Any, Any, None]]:
        async def keep(data: Data) -> None:
            async with self._news:
                self.got.append((event, data))
                self._news.notify_all()

        return keep

    async def open(self, url: str, transport: str, **headers: str) -> None:
        await self._client.connect(url, headers=headers, transports=[transport], wait_timeout=SECONDS)

    async def close(self) -> None:
        await self._client.disconnect()

    async def closed(self) -> None:
        """Wait until the server has closed the connection."""
        await self._client.wait()

    async def call(self, event: str, data: object = None) -> Data:
        """Send an event and give its acknowledgement."""
        ack: Data = await self._client.call(event, data, timeout=SECONDS)
        return ack

    async def send(self, event: str, data: object) -> None:
        """Send an event without waiting for anything."""
        await self._client.emit(event, data)

    async def begin(self, session: str | None = None, **more: Any) -> Data:
        """Begin or go on with a conversation; what was confirmed."""
        before = len(self.got)
        ack = await self.call("session_request", {"session_id": session, **more})
        assert ack == {"ok": True}, ack
        confirmed = await self.wait_for("session_confirm", after=before)
        self.session = confirmed["session_id"]
        return confirmed

    async def say(self, text: str, payload: str | None = None, message: str = "") -> Data:
        """Send a message and give its reply, which must have come with a good acknowledgement."""
        message = message or str(uuid.uuid4())
        data = {"id": message, "text": text, **({"payload": payload} if payload else {})}
        ack = await self.call("user_uttered", data)
        assert ack["ok"], ack
        return self.reply(message)

    def reply(self, message: str) -> Data:
        """The newest reply to a message."""
        found = [data for event, data in self.got if event == "reply" and data["turn"] == message]
        assert found, f"no reply to {message}: {self.got}"
        return found[-1]

    def events(self, name: str) -> list[Data]:
        """What came under a name."""
        return [data for event, data in self.got if event == name]

    async def wait_for(self, name: str, after: int = 0, **values: object) -> Data:
        """Wait for an event with those values; it may have come already, behind the first ``after``."""

        def found() -> Data | None:
            for event, data in self.got[after:]:
                if event == name and all(data.get(key) == value for key, value in values.items()):
                    return data
            return None

        async with self._news:
            await asyncio.wait_for(self._news.wait_for(lambda: found() is not None), SECONDS)
        data = found()
        assert data is not None
        return data


@asynccontextmanager
async def tab(url: str, transport: str = "websocket", **headers: str) -> AsyncIterator[Tab]:
    """An open connection that is closed in the end."""
    opened = Tab()
    await opened.open(url, transport, **headers)
    try:
        yield opened
    finally:
        await opened.close()


def words(reply: Data) -> str:
    """All words of a reply; there must be some."""
    said = "\n".join(line for block in reply["blocks"] for line in (block["text"], *block["items"]))
    assert said.strip(), reply
    return said
