"""The emulator ``telegram-test-api``, which nobody of Limber wrote, as a process, and people in it."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.channels.telegram.bot_api import TOKEN
from tests.running import Process, free_port

FOLDER = Path(__file__).with_name("emulator")
SECONDS = 30


class Emulator:
    """The running emulator."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.url = process.url
        self._client = httpx.Client(timeout=SECONDS)

    def write(self, chat: int, text: str) -> None:
        """Somebody writes in their private chat with the bot."""
        self._post(
            "sendMessage",
            {
                "botToken": TOKEN,
                "date": int(time.time()),
                "text": text,
                "from": {"id": chat, "is_bot": False, "first_name": "Anna"},
                "chat": {"id": chat, "type": "private", "first_name": "Anna"},
            },
        )

    def press(self, chat: int, message: dict[str, Any], data: str) -> None:
        """Somebody presses a button of a message that the bot sent."""
        self._post(
            "sendCallback",
            {
                "botToken": TOKEN,
                "date": int(time.time()),
                "data": data,
                "from": {"id": chat, "is_bot": False, "first_name": "Anna"},
                "message": {
                    "message_id": message["messageId"],
                    "chat": {"id": chat, "type": "private", "first_name": "Anna"},
                    "reply_markup": message["message"].get("reply_markup"),
                },
            },
        )

    def sent(self, chat: int | None = None) -> list[dict[str, Any]]:
        """What the bot sent, in order."""
        history = self._post("getUpdatesHistory", {"token": TOKEN})["result"]
        return [
            one
            for one in sorted(history, key=lambda one: one.get("messageId", 0))
            if "chat_id" in one.get("message", {}) and chat in (None, int(one["message"]["chat_id"]))
        ]

    def close(self) -> None:
        self._client.close()
        self.process.kill()

    def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = self._client.post(f"{self.url}/{path}", json=body)
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found


@contextmanager
def emulator(folder: Path) -> Iterator[Emulator]:
    """An emulator that runs, on a free port."""
    node = shutil.which("node")
    if node is None or not (FOLDER / "node_modules").is_dir():
        why = "the Telegram emulator needs Node.js and its packages: make emulator"
        pytest.fail(why) if os.environ.get("CI") else pytest.skip(why)
    port = free_port()
    process = Process([node, str(FOLDER / "serve.js"), str(port)], folder, port, dict(os.environ))
    one = Emulator(process)

    def listens() -> bool:
        try:
            return bool(httpx.post(f"{process.url}/bot{TOKEN}/getMe", timeout=5).status_code == 200)
        except httpx.TransportError:
            return False

    try:
        process.wait_until(listens)
        yield one
    finally:
        one.close()
