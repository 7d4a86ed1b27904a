"""The channel as Rasa sees it: its settings, its webhook, its jobs."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from limber.channels.doctor import Checkup
from limber.channels.entry import TELEGRAM
from limber.channels.messaging.channel import ForeignError, MessagingChannel
from limber.channels.messaging.desk import Medium
from limber.channels.messaging.post import Job, Means, Post
from limber.channels.messaging.reading import UnreadableError
from limber.channels.telegram.api import BotApi
from limber.channels.telegram.calling import Calling
from limber.channels.telegram.intake import Intake
from limber.channels.telegram.medium import TelegramMedium
from limber.channels.telegram.settings import NOWHERE, WEBHOOK_PATH, TelegramSettings
from limber.channels.telegram.updates import parse_update

_SECRET_HEADER = "x-telegram-bot-api-secret-token"


class TelegramChannel(MessagingChannel[TelegramSettings]):
    """Talks with people in Telegram.

    Args:
        settings: token, addresses, limits.
    """

    channel = TELEGRAM
    kind = TelegramSettings

    def __init__(self, settings: TelegramSettings) -> None:
        super().__init__(settings)
        self._api = BotApi(settings.token or "", settings.api_url)
        self._intake: Intake | None = None

    def poll(self) -> None:
        """Ask Telegram for updates instead of waiting for its calls."""
        self._settings = self._settings.copy(update={"polling": True})

    def checkup_on(self) -> Checkup:
        """Bot and addresses, and whether messages have a way to come."""
        settings = self._settings
        notes = [f"bot {settings.bot_id}", f"API at {settings.api_url}"]
        if settings.polling:
            return Checkup("on", (*notes, "asks Telegram for messages (polling)"))
        if settings.webhook_url is None:
            return Checkup("on", tuple(notes), (NOWHERE,))
        return Checkup("on", (*notes, f"Telegram delivers to {settings.webhook_url}{WEBHOOK_PATH}"))

    def medium(self, means: Means) -> Medium:
        """What answers in this channel."""
        return TelegramMedium(self._api, means)

    async def receive(self, request: Request, post: Post) -> HTTPResponse:
        """Take an update that comes with the secret."""
        given = request.headers.get(_SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._settings.secret.encode()):
            raise ForeignError("the secret token is missing or wrong")
        try:
            update = parse_update(request.json)
        except (SanicException, UnreadableError) as error:
            raise UnreadableError("expected an update of the Bot API") from error
        await self._intake_of(post).take(update)
        return json_response({})

    def jobs(self, post: Post) -> Sequence[Job]:
        """Be delivered to or ask; and list the commands."""
        calling = Calling(self._api, self._settings, self._intake_of(post))
        return (calling.receive, calling.list_commands)

    async def close(self) -> None:
        """Close the connections to Telegram."""
        await self._api.close()

    def _intake_of(self, post: Post) -> Intake:
        """One for the webhook and the jobs: they share limits and the bot's name."""
        if self._intake is None:
            self._intake = Intake(self._settings, post)
        return self._intake
