"""The recorded conversation says the same facts in every channel."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from limber.replies.telegram import plain_text
from tests.channels.conversation import Heard, RestTalker, TelegramTalker, hold_conversation, settle
from tests.channels.telegram.bot_api import Person, bot_api_server
from tests.channels.telegram.conftest import start_limber
from tests.channels.telegram.emulator import Emulator, emulator
from tests.channels.telegram.relay import relay
from tests.running import LimberServer


@pytest.fixture
def telegram(tmp_path: Path) -> Iterator[TelegramTalker]:
    """A person in a Telegram of ours."""
    with bot_api_server() as server:
        limber = start_limber(tmp_path, server.url)
        server.wait_for(lambda: server.webhook)
        yield TelegramTalker(limber, Person(server, 1))
        limber.kill()


def test_rest_and_telegram(telegram: TelegramTalker) -> None:
    hold_conversation(RestTalker(telegram.limber))
    hold_conversation(telegram)


class EmulatorTalker:
    """A person in the emulator."""

    def __init__(self, limber: LimberServer, other_side: Emulator, chat: int) -> None:
        self._limber, self._other_side, self._chat = limber, other_side, chat

    def write(self, text: str) -> Heard:
        return self._hear(lambda: self._other_side.write(self._chat, text))

    def press(self, title: str) -> Heard:
        message, data = next(
            (message, button["callback_data"])
            for message in reversed(self._other_side.sent(self._chat))
            for button in _buttons(message)
            if button["text"] == title
        )
        return self._hear(lambda: self._other_side.press(self._chat, message, data))

    def _hear(self, act: Callable[[], None]) -> Heard:
        before = len(self._other_side.sent(self._chat))
        act()
        self._limber.wait_until(lambda: len(self._other_side.sent(self._chat)) > before)
        settle(self._limber)
        said = self._other_side.sent(self._chat)[before:]
        return Heard(
            "\n".join(plain_text(one["message"]["text"]) for one in said),
            tuple(button["text"] for one in said for button in _buttons(one)),
        )


def _buttons(message: dict[str, Any]) -> list[dict[str, str]]:
    markup = message["message"].get("reply_markup") or {}
    return [button for row in markup.get("inline_keyboard", ()) for button in row]


def test_telegram_through_the_emulator(tmp_path: Path) -> None:
    with emulator(tmp_path) as other_side, relay(other_side.url, duplicates=0, errors=0, seed=1) as between:
        limber = start_limber(tmp_path, between.url)
        try:
            limber.wait_until(lambda: bool(between.webhook))
            hold_conversation(EmulatorTalker(limber, other_side, 1))
        finally:
            limber.kill()
