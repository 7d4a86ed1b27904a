"""A socket server at the edge of the browser tests: says what a test wants said.

It stands for Limber's server where the words of the bot, the settings or the headers must be
chosen freely. What it sends has the form of ``limber.channels.web``; what is tested with it is
the widget alone.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import socketio
from aiohttp import web

from tests.running import ROOT, free_port

STATIC = ROOT / "limber" / "channels" / "static"
MEDIA = ROOT / "content" / "media"

Data = dict[str, Any]

WELCOME: Data = {
    "text": "Hello, I'm Limber. I answer questions about stretching your upper glutes and lower back. "
    "What would you like to know?",
    "buttons": [
        {"title": "Find a stretch", "payload": "/find_stretch"},
        {"title": "How long to hold", "payload": "/ask_hold_time"},
        {"title": "When to see someone", "payload": "/ask_when_to_seek_help"},
    ],
}


def text_reply(*texts: str, **more: Any) -> Data:
    """A reply of plain paragraphs."""
    return {
        "kind": "answer",
        "content_ids": [],
        "tier": None,
        "groups": [],
        "sources": [],
        "blocks": [{"text": text, "items": [], "numbered": False} for text in texts],
        "buttons": [],
        "cards": [],
        "contacts": [],
        **more,
    }


class FakeServer:
    """Serves the widget's files, pages of the test and a scripted bot, in a thread of its own.

    Args:
        answer: what is replied to a text; a reply without its turn.
        pages: HTML by path.
        headers: sent with every page.
        settings: over the usual ones.
        media: SVG by path.
        token: which token a conversation needs, if any.
        port: where it listens; a free one by default.
    """

    def __init__(
        self,
        answer: Callable[[str], Data] = lambda text: text_reply(f"You said: {text}"),
        pages: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        settings: Mapping[str, Any] | None = None,
        media: Mapping[str, str] | None = None,
        token: str | None = None,
        port: int = 0,
    ) -> None:
        self._token = token
        self.answer = answer
        self.media = dict(media or {})
        self.asked: list[str] = []
        """Every path that was asked for."""
        self._settings = {
            "max_length": 2000,
            "emergency_number": "112",
            "welcome": WELCOME,
            **(settings or {}),
        }
        self._pages = dict(pages or {})
        self._headers = dict(headers or {})
        self._histories: dict[str, list[Data]] = {}
        self._sockets: dict[str, str] = {}
        self._loop = asyncio.new_event_loop()
        self._started = threading.Event()
        self.port = port or free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()
        assert self._started.wait(10)

    def stop(self) -> None:
        """End the thread."""
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _end(self) -> None:
        """Nothing may be left that would run when the loop is closed."""
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._started.set()
        self._loop.run_forever()

    async def _start(self) -> None:
        sockets = socketio.AsyncServer(async_mode="aiohttp", cors_allowed_origins="*")
        app = web.Application(middlewares=[self._note])
        sockets.attach(app)
        self._listen(sockets)
        app.router.add_get("/limber-chat.js", self._file(STATIC))
        app.router.add_get("/widget/{name}", self._file(STATIC))
        app.router.add_get("/media/{name}", self._picture)
        app.router.add_get("/{name:.*}", self._page)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", self.port).start()

    @web.middleware
    async def _note(self, request: web.Request, handler: Any) -> web.StreamResponse:
        self.asked.append(request.path)
        response: web.StreamResponse = await handler(request)
        return response

    def _file(self, folder: Path) -> Any:
        async def give(request: web.Request) -> web.FileResponse:
            path = folder / request.path.lstrip("/")
            if not path.is_file():
                raise web.HTTPNotFound
            kind = {"X-Content-Type-Options": "nosniff", "Access-Control-Allow-Origin": "*"}
            return web.FileResponse(path, headers=kind)

        return give

    async def _picture(self, request: web.Request) -> web.StreamResponse:
        if request.path in self.media:
            return web.Response(text=self.media[request.path], content_type="image/svg+xml")
        path = MEDIA / request.path.removeprefix("/media/")
        if not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(path)

    async def _page(self, request: web.Request) -> web.Response:
        if request.path not in self._pages:
            raise web.HTTPNotFound
        return web.Response(text=self._pages[request.path], content_type="text/html", headers=self._headers)

    def _listen(self, sockets: socketio.AsyncServer) -> None:
        @sockets.event
        async def session_request(sid: str, data: Data) -> Data:
            if self._token is not None and data.get("token") != self._token:
                refused = {"code": "unauthorised", "message": "Please sign in.", "retry_after": None}
                return {"ok": False, "error": refused}
            session = data.get("session_id") or f"web-{len(self._histories):032x}"
            self._sockets[sid] = session
            history = self._histories.setdefault(session, [])
            await sockets.enter_room(sid, session)
            confirmed = {"session_id": session, "history": history, "settings": self._settings}
            await sockets.emit("session_confirm", confirmed, to=sid)
            return {"ok": True}

        @sockets.event
        async def user_uttered(sid: str, data: Data) -> Data:
            session = self._sockets[sid]
            await sockets.emit("said", data, room=session, skip_sid=sid)
            answer = self.answer(data["text"])
            if answer.get("error"):
                return {"ok": False, "error": answer["error"]}
            reply = {"turn": data["id"], **answer}
            self._histories[session].append(
                {"id": data["id"], "text": data["text"], "reply": reply, "feedback": None}
            )
            await sockets.emit("reply", reply, room=session)
            return {"ok": True, "duplicate": False}

        @sockets.event
        async def feedback(sid: str, data: Data) -> Data:
            return {"ok": True}

        @sockets.event
        async def restart(sid: str, data: Data) -> Data:
            self._histories[self._sockets[sid]].clear()
            await sockets.emit("restarted", {}, room=self._sockets[sid])
            return {"ok": True}

        @sockets.event
        async def forget(sid: str, data: Data) -> Data:
            del self._histories[self._sockets[sid]]
            await sockets.emit("forgotten", {}, room=self._sockets[sid])
            return {"ok": True}
