"""What Limber asks of Telegram by itself: who it is, where to deliver, what came."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import structlog

from limber.channels.messaging.patience import LaterError, NotSentError, patiently, pauses
from limber.channels.messaging.post import NOT_KEPT
from limber.channels.messaging.reading import UnreadableError
from limber.channels.telegram.api import BotApi
from limber.channels.telegram.intake import Intake
from limber.channels.telegram.medium import COMMANDS
from limber.channels.telegram.settings import NOWHERE, WEBHOOK_PATH, TelegramSettings
from limber.channels.telegram.updates import KINDS, Bot, parse_update
from limber.content import default_store

log = structlog.get_logger()

_POLL_SECONDS = 50
"""How long Telegram may keep a call open that asks for updates."""

_SHORTEST_POLL = 1.0
"""Seconds between two calls that bring nothing, for servers that don't keep them open."""


class Calling:
    """The calls that no update asks for.

    Args:
        api: the bot's API.
        settings: whether to be delivered to or to ask.
        intake: takes what came.
    """

    def __init__(self, api: BotApi, settings: TelegramSettings, intake: Intake) -> None:
        self._api = api
        self._settings = settings
        self._intake = intake

    async def receive(self) -> None:
        """Introduce the bot, then be delivered to or ask until the server ends."""
        await self._introduce()
        if self._settings.polling:
            await self._poll()

    async def list_commands(self) -> None:
        """Tell Telegram the commands that it shows; nobody must wait for that."""
        say = default_store().phrases.say
        listed = [{"command": name, "description": say(f"command_{name}")} for name in COMMANDS]
        await self._until_it_works("setMyCommands", {"commands": listed})

    async def _introduce(self) -> None:
        """Learn the bot's name; say where to deliver."""
        me = await self._until_it_works("getMe", {})
        self._intake.bot = Bot(self._settings.bot_id, str((me or {}).get("username", "")))
        if self._settings.polling:
            await self._until_it_works("deleteWebhook", {})
        elif self._settings.webhook_url is None:
            log.error("limber.telegram_not_delivered", advice=NOWHERE)
        else:
            await self._until_it_works(
                "setWebhook",
                {
                    "url": self._settings.webhook_url + WEBHOOK_PATH,
                    "secret_token": self._settings.secret,
                    "allowed_updates": KINDS,
                },
            )
        log.info("limber.telegram_ready", polling=self._settings.polling)

    async def _until_it_works(self, method: str, values: dict[str, Any]) -> Any:
        """The result of a call, however long Telegram can't be reached; None where it refuses."""

        async def call() -> Any:
            try:
                return await self._api.call(method, values)
            except LaterError as error:
                log.warning("limber.telegram_waits", reason=str(error))
                raise

        try:
            return await patiently(call, asyncio.sleep, longest=float("inf"))
        except NotSentError as error:
            log.error("limber.telegram_refused", reason=str(error))
            return None

    async def _poll(self) -> None:
        """Ask for updates until the server ends; one is asked for again until it is kept."""
        offset: int | None = None
        waits = pauses()
        while True:
            began = time.monotonic()
            try:
                updates = await self._api.call(
                    "getUpdates",
                    {"offset": offset, "timeout": _POLL_SECONDS, "allowed_updates": KINDS},
                    seconds=_POLL_SECONDS * 2,
                )
                for update in updates or ():
                    offset = await self._take(update, offset)
            except (NotSentError, *NOT_KEPT) as error:
                log.warning("limber.telegram_waits", reason=str(error) or type(error).__name__)
                await asyncio.sleep(max(getattr(error, "after", None) or 0.0, next(waits)))
                continue
            waits = pauses()
            if not updates:
                await asyncio.sleep(max(0.0, _SHORTEST_POLL - (time.monotonic() - began)))

    async def _take(self, update: Any, offset: int | None) -> int | None:
        """Keep an update; from which one to ask on."""
        try:
            parsed = parse_update(update)
        except UnreadableError:
            log.error("limber.telegram_unreadable")
            number = update.get("update_id") if isinstance(update, dict) else None
            return number + 1 if isinstance(number, int) else offset
        await self._intake.take(parsed)
        return parsed.update_id + 1
