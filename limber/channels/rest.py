"""The ``rest`` channel: Rasa's own addresses and messages, with clear errors.

Rasa's channel answers a malformed body with a traceback, takes any conversation id, as much as comes,
and keeps silent when a turn fails.
"""

from __future__ import annotations

import time
import uuid
from dataclasses import dataclass
from typing import Any

from pydantic import StrictInt
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from limber.channels.backend import Backend
from limber.channels.entry import MESSAGE_ID, BadSenderError, Handler, Messages, check_sender, guard, tidy
from limber.channels.limits import Buckets
from limber.channels.settings import ChannelSettings, read_settings, within_limits
from limber.channels.unparsed import words_in
from limber.channels.unread import Unread
from limber.metrics import REFUSED

REST = "rest"
"""The channel's name in addresses and in the tracker."""

SECTION = "limber.channels.rest.RestChannel"
"""The channel's name in credentials.yml."""

MAX_BODY = 64 * 1024
"""Longest request body, in bytes: a full message of four-byte characters fits eight times."""


_BUSY_SECONDS = 1


class RestSettings(ChannelSettings):
    """How the channel behaves; docs/channels.md explains each."""

    messages_a_minute: StrictInt = 3000
    turns_at_once: StrictInt = 500

    _limits = within_limits({"messages_a_minute": (1, 100_000), "turns_at_once": (1, 10_000)})


class RestChannel(InputChannel):
    """Answers ``POST /webhooks/rest/webhook`` with the turn's messages.

    Besides ``sender`` and ``message``, which Rasa's channel takes, the body may have a ``message_id``: a
    message that is sent again with its id, as after a broken connection, gets the answer of its turn,
    and no second turn.

    Args:
        settings: limits.
    """

    def __init__(self, settings: RestSettings | None = None) -> None:
        self._settings = settings or RestSettings()

    @classmethod
    def name(cls) -> str:
        """Name in addresses and in the tracker."""
        return REST

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> RestChannel:
        """The channel of its section in credentials.yml.

        Raises:
            SettingsError: a setting can't be used.
        """
        return cls(read_settings(RestSettings, SECTION, "docs/channels.md", credentials))

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Rasa's routes: a health check and the webhook."""
        return _Routes(self._settings, guard(on_new_message))


class _Routes(Blueprint):
    """The channel's routes on one server."""

    def __init__(self, settings: RestSettings, handle: Handler) -> None:
        super().__init__("limber_rest")
        self.ctx.settings, self.ctx.handle = settings, handle
        self.add_route(_health, "/", methods=["GET"], name="health")

    def register(self, app: Sanic, options: dict[str, Any]) -> None:
        """Join a server."""
        entry = _Entry(self.ctx.settings, self.ctx.handle, Unread(REST, Backend(app)))

        async def receive(request: Request) -> HTTPResponse:
            return await entry.receive(request)

        self.add_route(receive, "/webhook", methods=["POST"])
        super().register(app, options)


async def _health(_: Request) -> HTTPResponse:
    return json_response({"status": "ok"})


@dataclass(frozen=True)
class _Asked:
    """What a request asks."""

    sender: str
    text: str
    message_id: str | None


class _Entry:
    """Takes requests, as many as the limits allow.

    Args:
        settings: the limits.
        handle: handles a message.
        unread: screens what is beyond them.
    """

    def __init__(self, settings: RestSettings, handle: Handler, unread: Unread) -> None:
        self._handle = handle
        self._unread = unread
        self._by_sender = Buckets(settings.messages_a_minute)
        self._most = settings.turns_at_once
        self._going_on = 0

    async def receive(self, request: Request) -> HTTPResponse:
        """Answer one request."""
        try:
            asked = _read(request)
        except _BadRequestError as error:
            text = tidy(words_in(request.body, MAX_BODY))
            return await self._refuse(uuid.uuid4().hex, text, _error(error.status, str(error)))
        wait = self._by_sender.take(asked.sender, time.monotonic())
        if wait and not await self._unread.must_be_heard(asked.sender, asked.text):
            return await self._too_many(asked, wait, "too many messages of this sender")
        if self._going_on >= self._most:
            return await self._too_many(asked, _BUSY_SECONDS, "too many messages at once")
        self._going_on += 1
        try:
            return json_response(await self._turn(asked))
        finally:
            self._going_on -= 1

    async def _turn(self, asked: _Asked) -> Messages:
        collector = CollectingOutputChannel()
        await self._handle(
            UserMessage(asked.text, collector, asked.sender, input_channel=REST, message_id=asked.message_id)
        )
        messages: Messages = collector.messages
        return messages

    async def _too_many(self, asked: _Asked, seconds: int, reason: str) -> HTTPResponse:
        REFUSED.labels(REST, "too_many").inc()
        headers = {"Retry-After": str(seconds)}
        refusal = _error(429, f"{reason}; try again in {seconds} s", headers)
        return await self._refuse(asked.sender, asked.text, refusal)

    async def _refuse(self, sender: str, text: str, refusal: HTTPResponse) -> HTTPResponse:
        """Say why a message is not taken, or what a warning sign in it demands.

        Args:
            sender: whose message it is.
            text: the words of it.
            refusal: what is answered where there is no sign.
        """
        messages = await self._unread.words(sender, text)
        if not messages:
            return refusal
        output = CollectingOutputChannel()
        for message in messages:
            await output.send_response(sender, message)
        return json_response(output.messages)


class _BadRequestError(ValueError):
    """A request is none; says what was expected.

    Args:
        status: of the answer.
        expected: what was.
    """

    def __init__(self, status: int, expected: str) -> None:
        super().__init__(expected)
        self.status = status


def _read(request: Request) -> _Asked:
    """What a request asks.

    Raises:
        _BadRequestError: it can't be read.
    """
    if len(request.body) > MAX_BODY:
        raise _BadRequestError(413, f"body: expected at most {MAX_BODY} bytes")
    try:
        body = request.json
    except SanicException:
        body = None
    if not isinstance(body, dict):
        raise _BadRequestError(400, 'body: expected JSON such as {"sender": "anna", "message": "hello"}')
    text = body.get("message", "")
    if not isinstance(text, str | None):
        raise _BadRequestError(400, "message: expected a string")
    message_id = body.get("message_id")
    if message_id is not None and not (isinstance(message_id, str) and MESSAGE_ID.fullmatch(message_id)):
        raise _BadRequestError(400, "message_id: expected 8 to 64 of the characters A-Z a-z 0-9 _ -")
    try:
        sender = check_sender(body.get("sender") or uuid.uuid4().hex, REST)
    except BadSenderError as error:
        raise _BadRequestError(400, str(error)) from error
    return _Asked(sender, tidy(text or ""), message_id)


def _error(status: int, message: str, headers: dict[str, str] | None = None) -> HTTPResponse:
    return json_response({"error": message}, status=status, headers=headers)
