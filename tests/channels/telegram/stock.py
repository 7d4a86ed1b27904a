"""Rasa's own Telegram connector with a bot that answers each message with one text, as a process.

``python -m tests.channels.telegram.stock PORT API_URL installed|mended``
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from aiogram.bot.api import TelegramAPIServer
from rasa.core.channels.telegram import TelegramInput, TelegramOutput

from tests.channels.stock import serve
from tests.channels.telegram.bot_api import BOT, TOKEN


def with_api(url: str) -> None:
    """Let aiogram's bots call another server than Telegram's."""
    make = TelegramOutput.__init__

    def init(self: Any, *arguments: Any, **more: Any) -> None:
        make(self, *arguments, **more)
        self.server = TelegramAPIServer.from_base(url)

    TelegramOutput.__init__ = init


class Mended(TelegramInput):
    """The connector without the fault that stops it: its session does not outlive its event loop."""

    def get_output_channel(self) -> TelegramOutput:
        channel = TelegramOutput(self.access_token)

        async def set_webhook() -> None:
            await channel.set_webhook(url=self.webhook_url)
            await channel.close()

        asyncio.run(set_webhook())
        return channel


def main(port: int, url: str, state: str) -> None:
    with_api(url)
    kind = Mended if state == "mended" else TelegramInput
    webhook = f"http://127.0.0.1:{port}/webhooks/telegram/webhook"
    channel = kind(TOKEN, BOT["username"], webhook)
    serve(channel, port)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], sys.argv[3])
