"""Stands between Limber and the emulator and does what the emulator does not, as Telegram would.

Updates: numbered anew (the emulator gives one number to several that come fast), sent with the secret
token, delivered again until they are taken, some of them twice. Calls:
some fail with 429 or 5xx before the emulator sees them; methods that it lacks succeed.
"""

from __future__ import annotations

import json
import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue
from typing import Any

import httpx

from tests.channels.telegram.bot_api import BOT, SECRET_HEADER, Server

_LACKING = ("setMyCommands", "sendChatAction", "sendPhoto", "sendContact")
_DELIVERERS = 4
_PAUSE = 0.2
_SECONDS = 60


class Relay:
    """The relay; use :func:`relay`. It counts what went through it.

    Args:
        emulator: the emulator's address.
        http: where the relay listens.
        duplicates: share of the updates that are delivered twice.
        errors: share of the answers' calls that fail.
        seed: of the chance.
    """

    def __init__(
        self, emulator: str, http: ThreadingHTTPServer, duplicates: float, errors: float, seed: int
    ) -> None:
        self.url = f"http://127.0.0.1:{http.server_address[1]}"
        self.emulator = emulator
        self.webhook: dict[str, Any] = {}
        self.came = 0
        self.sent = 0
        self.duplicated = 0
        self.failed = 0
        self.tried_again = 0
        self._duplicates, self._errors = duplicates, errors
        self._chance = random.Random(seed)
        self._lock = threading.Lock()
        self._came = threading.Condition(self._lock)
        self._queues: list[Queue[bytes | None]] = [Queue() for _ in range(_DELIVERERS)]
        self._threads = [threading.Thread(target=self._deliver, args=(one,)) for one in self._queues]
        self._stopping = threading.Event()
        self._client = httpx.Client(timeout=_SECONDS)

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._stopping.set()
        for queue in self._queues:
            queue.put(None)
        for thread in self._threads:
            thread.join()
        self._client.close()

    def take(self, update: bytes) -> None:
        """An update from the emulator, to be delivered in the order of its chat."""
        parsed = json.loads(update)
        chat = (parsed.get("message") or parsed["callback_query"]["message"])["chat"]["id"]
        with self._came:
            self.came += 1
            parsed["update_id"] = self.came
            twice = self._chance.random() < self._duplicates
            self.duplicated += twice
            queue = self._queues[chat % _DELIVERERS]
            for _ in range(1 + twice):
                queue.put(json.dumps(parsed).encode())
            self._came.notify_all()

    def wait_until_came(self, updates: int) -> None:
        """Wait until so many updates have come from the emulator."""
        with self._came:
            assert self._came.wait_for(lambda: self.came >= updates, _SECONDS), f"{self.came} came"

    def call(self, path: str, kind: str, body: bytes) -> tuple[int, bytes]:
        """A call of the bot: its HTTP status and body."""
        method = path.rpartition("/")[2]
        if method == "setWebhook":
            self.webhook = json.loads(body)
            body = json.dumps({"url": f"{self.url}/deliver"}).encode()
        if method == "getMe":
            return 200, json.dumps({"ok": True, "result": BOT}).encode()
        if method in _LACKING:
            return 200, b'{"ok": true, "result": true}'
        if method == "sendMessage":
            with self._lock:
                fails = self._chance.random() < self._errors
                self.failed += fails
                limits = self._chance.random() < 0.5
            if fails and limits:
                return 429, b'{"ok": false, "error_code": 429, "parameters": {"retry_after": 1}}'
            if fails:
                return 502, b"<html>Bad Gateway</html>"
        answer = self._client.post(self.emulator + path, content=body, headers={"content-type": kind})
        with self._lock:
            self.sent += method == "sendMessage"
        return answer.status_code, answer.content

    def _deliver(self, queue: Queue[bytes | None]) -> None:
        while (update := queue.get()) is not None:
            while not self._stopping.is_set() and not self._taken(update):
                self.tried_again += 1
                self._stopping.wait(_PAUSE)

    def _taken(self, update: bytes) -> bool:
        headers = {"content-type": "application/json", SECRET_HEADER: self.webhook["secret_token"]}
        try:
            answer = self._client.post(self.webhook["url"], content=update, headers=headers)
        except httpx.TransportError:
            return False
        return answer.status_code == 200


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = -1

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        one: Relay = self.server.relay  # type: ignore[attr-defined]
        if self.path == "/deliver":
            one.take(body)
            status, answer = 200, b"{}"
        else:
            status, answer = one.call(self.path, self.headers.get("content-type", ""), body)
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def relay(emulator: str, duplicates: float, errors: float, seed: int) -> Iterator[Relay]:
    """A relay that runs, on a free port."""
    http = Server(("127.0.0.1", 0), _Handler)
    one = Relay(emulator, http, duplicates, errors, seed)
    http.relay = one  # type: ignore[attr-defined]
    threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True).start()
    one.start()
    try:
        yield one
    finally:
        one.stop()
        http.shutdown()
        http.server_close()
