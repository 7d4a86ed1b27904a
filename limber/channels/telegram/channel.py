"""The channel as Rasa sees it: the webhook, and the jobs that speak first."""

from __future__ import annotations

import asyncio
import hmac
import time
from collections.abc import Sequence
from typing import Any

import structlog
from sanic import Blueprint
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from limber.channels.backend import NotReadyError
from limber.channels.doctor import Checkup
from limber.channels.entry import TELEGRAM
from limber.channels.limits import Pace
from limber.channels.messaging.desk import Medium
from limber.channels.messaging.patience import LaterError, NotSentError, patiently, pauses
from limber.channels.messaging.post import Job, Means, MessagingChannel, Post
from limber.channels.messaging.reading import UnreadableError
from limber.channels.messaging.senders import conversation_id
from limber.channels.messaging.taking import NOT_KEPT, not_ready, refused
from limber.channels.telegram.api import BotApi
from limber.channels.telegram.medium import COMMANDS, TelegramMedium
from limber.channels.telegram.settings import WEBHOOK_PATH, TelegramSettings, read_telegram_settings
from limber.channels.telegram.updates import (
    KINDS,
    Bot,
    Incoming,
    Update,
    needs_name,
    parse_update,
    read_update,
)
from limber.content import default_store
from limber.stores.deliveries import Delivery

log = structlog.get_logger()

_SECRET_HEADER = "x-telegram-bot-api-secret-token"

_POLL_SECONDS = 50
"""How long Telegram may keep a call open that asks for updates."""

_SHORTEST_POLL = 1.0
"""Seconds between two calls that bring nothing, for servers that don't keep them open."""


class TelegramChannel(MessagingChannel):
    """Talks with people in Telegram.

    Args:
        settings: token, addresses, limits.
    """

    def __init__(self, settings: TelegramSettings) -> None:
        self._settings = settings
        self._api = BotApi(settings.token or "", settings.api_url)
        self._bot = Bot(settings.bot_id, "")
        self._pace = Pace(settings.messages_a_minute)

    @classmethod
    def name(cls) -> str:
        """Name in addresses and in the tracker."""
        return TELEGRAM

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TelegramChannel:
        """The channel of its section in credentials.yml.

        Raises:
            SettingsError: a setting can't be used.
        """
        return cls(read_telegram_settings(credentials))

    @property
    def is_on(self) -> bool:
        """Whether there is a token."""
        return self._settings.token is not None

    def poll(self) -> None:
        """Ask Telegram for updates instead of waiting for its calls."""
        self._settings = self._settings.copy(update={"polling": True})

    def checkup(self) -> Checkup:
        """How the channel is with its settings."""
        settings = self._settings
        if settings.token is None:
            todo = "set LIMBER_TELEGRAM_TOKEN to the token that @BotFather gave you"
            return Checkup("off", todo=(todo,))
        notes = [f"bot {settings.bot_id}", f"API at {settings.api_url}"]
        if settings.polling:
            return Checkup("on", (*notes, "asks Telegram for messages (polling)"))
        if settings.webhook_url is None:
            todo = (
                "Telegram does not know where to deliver: set LIMBER_TELEGRAM_WEBHOOK_URL to this "
                "server's public https address, or start with limber serve --telegram-polling"
            )
            return Checkup("on", tuple(notes), (todo,))
        return Checkup("on", (*notes, f"Telegram delivers to {settings.webhook_url}{WEBHOOK_PATH}"))

    def medium(self, means: Means) -> Medium:
        """What answers in this channel."""
        return TelegramMedium(self._api, means)

    def add_routes(self, routes: Blueprint, post: Post) -> None:
        """Add the webhook."""
        expected = self._settings.secret.encode()

        async def webhook(request: Request) -> HTTPResponse:
            given = request.headers.get(_SECRET_HEADER, "").encode("utf-8", "replace")
            if not hmac.compare_digest(given, expected):
                return refused(403, "the secret token is missing or wrong")
            try:
                self.take(parse_update(request.json), post)
            except (SanicException, UnreadableError):
                return refused(400, "expected an update of the Bot API")
            except NOT_KEPT as error:
                return not_ready(TELEGRAM, error)
            return json_response({})

        routes.add_route(webhook, "/webhook", methods=["POST"])

    def jobs(self, post: Post) -> Sequence[Job]:
        """Be delivered to or ask; and list the commands, which nobody must wait for."""

        async def receive() -> None:
            await self._introduce()
            if self._settings.polling:
                await self._poll(post)

        return (receive, self._list_commands)

    async def close(self) -> None:
        """Close the connections to Telegram."""
        await self._api.close()

    def take(self, update: Update, post: Post) -> None:
        """Keep what a person did, unless it is nothing, or too much.

        Raises:
            NotReadyError: no model is loaded, or the bot's name is not known yet.
            sqlalchemy.exc.SQLAlchemyError: it can't be kept.
        """
        if needs_name(update) and not self._bot.username:
            raise NotReadyError("the bot does not know its name yet")
        incoming = read_update(update, self._bot)
        if incoming is None:
            return
        conversation = self._conversation(incoming)
        now = time.time()
        wait = self._pace.check(conversation, incoming.date or now, now)
        if wait is None:
            log.info("limber.too_many", sender=conversation)
            return
        kept = incoming.refuse(wait) if wait else incoming
        id_ = f"{self._bot.id}:{incoming.update}"
        post.accept(Delivery(id_, conversation, incoming.update, kept.as_json()))

    def _conversation(self, incoming: Incoming) -> str:
        """One with each person, and in a group one for each of its members."""
        parts = (incoming.chat,) if incoming.private else (incoming.chat, incoming.sender)
        return conversation_id(TELEGRAM, self._settings.token or "", *parts)

    async def _list_commands(self) -> None:
        say = default_store().phrases.say
        listed = [{"command": name, "description": say(f"command_{name}")} for name in COMMANDS]
        await self._until_it_works("setMyCommands", {"commands": listed})

    async def _introduce(self) -> None:
        """Learn the bot's name; say where to deliver."""
        me = await self._until_it_works("getMe", {})
        self._bot = Bot(self._settings.bot_id, str((me or {}).get("username", "")))
        if self._settings.polling:
            await self._until_it_works("deleteWebhook", {})
        elif self._settings.webhook_url is None:
            log.error("limber.telegram_not_delivered", advice=self.checkup().todo[0])
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

    async def _poll(self, post: Post) -> None:
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
                    offset = self._take_polled(update, post, offset)
            except (NotSentError, *NOT_KEPT) as error:
                log.warning("limber.telegram_waits", reason=str(error) or type(error).__name__)
                await asyncio.sleep(max(getattr(error, "after", None) or 0.0, next(waits)))
                continue
            waits = pauses()
            if not updates:
                await asyncio.sleep(max(0.0, _SHORTEST_POLL - (time.monotonic() - began)))

    def _take_polled(self, update: Any, post: Post, offset: int | None) -> int | None:
        """Keep an update; from which one to ask on."""
        try:
            parsed = parse_update(update)
        except UnreadableError:
            log.error("limber.telegram_unreadable")
            number = update.get("update_id") if isinstance(update, dict) else None
            return number + 1 if isinstance(number, int) else offset
        self.take(parsed, post)
        return parsed.update_id + 1
