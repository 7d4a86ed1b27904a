"""The channel as Rasa sees it: its settings, its webhook, its jobs."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import Any

import structlog
from sanic import Blueprint
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from limber.channels.doctor import Checkup
from limber.channels.entry import TELEGRAM
from limber.channels.messaging.desk import Medium
from limber.channels.messaging.post import Job, Means, MessagingChannel, Post
from limber.channels.messaging.reading import UnreadableError
from limber.channels.messaging.taking import NOT_KEPT, not_ready, refused
from limber.channels.telegram.api import BotApi
from limber.channels.telegram.calling import Calling
from limber.channels.telegram.intake import Intake
from limber.channels.telegram.medium import TelegramMedium
from limber.channels.telegram.settings import NOWHERE, WEBHOOK_PATH, TelegramSettings, read_telegram_settings
from limber.channels.telegram.updates import (
    parse_update,
)

log = structlog.get_logger()

_SECRET_HEADER = "x-telegram-bot-api-secret-token"


class TelegramChannel(MessagingChannel):
    """Talks with people in Telegram.

    Args:
        settings: token, addresses, limits.
    """

    def __init__(self, settings: TelegramSettings) -> None:
        self._settings = settings
        self._api = BotApi(settings.token or "", settings.api_url)
        self._intake: Intake | None = None

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
            return Checkup("on", tuple(notes), (NOWHERE,))
        return Checkup("on", (*notes, f"Telegram delivers to {settings.webhook_url}{WEBHOOK_PATH}"))

    def medium(self, means: Means) -> Medium:
        """What answers in this channel."""
        return TelegramMedium(self._api, means)

    def add_routes(self, routes: Blueprint, post: Post) -> None:
        """Add the webhook."""
        expected, intake = self._settings.secret.encode(), self._intake_of(post)

        async def webhook(request: Request) -> HTTPResponse:
            given = request.headers.get(_SECRET_HEADER, "").encode("utf-8", "replace")
            if not hmac.compare_digest(given, expected):
                return refused(403, "the secret token is missing or wrong")
            try:
                intake.take(parse_update(request.json))
            except (SanicException, UnreadableError):
                return refused(400, "expected an update of the Bot API")
            except NOT_KEPT as error:
                return not_ready(TELEGRAM, error)
            return json_response({})

        routes.add_route(webhook, "/webhook", methods=["POST"])

    def jobs(self, post: Post) -> Sequence[Job]:
        """Be delivered to or ask; and list the commands."""
        calling = Calling(self._api, self._settings, self._intake_of(post))
        return (calling.receive, calling.list_commands)

    async def close(self) -> None:
        """Close the connections to Telegram."""
        await self._api.close()

    def _intake_of(self, post: Post) -> Intake:
        """One for routes and jobs: they share limits and the bot's name."""
        if self._intake is None:
            self._intake = Intake(self._settings, post)
        return self._intake
