"""The channel as Rasa sees it: one address for events, buttons and commands."""

from __future__ import annotations

import time

from sanic.request import Request
from sanic.response import HTTPResponse, empty
from sanic.response import json as json_response

from limber.channels.doctor import Checkup
from limber.channels.entry import SLACK
from limber.channels.limits import Pace
from limber.channels.messaging.channel import ForeignError, MessagingChannel
from limber.channels.messaging.desk import Medium
from limber.channels.messaging.post import Means, Post
from limber.channels.messaging.senders import conversation_id
from limber.channels.messaging.taking import take
from limber.channels.slack.api import WebApi
from limber.channels.slack.incoming import Incoming, read_body, read_request
from limber.channels.slack.medium import SlackMedium
from limber.channels.slack.settings import WEBHOOK_PATH, SlackSettings
from limber.channels.slack.signature import is_signed
from limber.stores.deliveries import Delivery

_SIGNATURE_HEADER = "x-slack-signature"
_TIME_HEADER = "x-slack-request-timestamp"


class SlackChannel(MessagingChannel[SlackSettings]):
    """Talks with people in Slack.

    Args:
        settings: token, secret, limits.
    """

    channel = SLACK
    kind = SlackSettings

    def __init__(self, settings: SlackSettings) -> None:
        super().__init__(settings)
        self._secret = settings.signing_secret or ""
        self._api = WebApi(settings.bot_token or "", settings.api_url)
        self._pace = Pace(settings.messages_a_minute)

    def checkup_on(self) -> Checkup:
        """The addresses."""
        notes = (
            f"API at {self._settings.api_url}",
            f"Slack must deliver events, interactions and commands to {WEBHOOK_PATH} of this server's "
            "public https address",
        )
        return Checkup("on", notes)

    def medium(self, means: Means) -> Medium:
        """What answers in this channel."""
        return SlackMedium(self._api, means)

    async def receive(self, request: Request, post: Post) -> HTTPResponse:
        """Take an event, a pressed button or a command that Slack has signed."""
        if not self._is_signed(request):
            raise ForeignError("the signature is missing, wrong or old")
        fields = read_body(request.body, request.headers.get("content-type", ""))
        if fields.get("type") == "url_verification":
            return json_response({"challenge": str(fields.get("challenge", ""))})
        incoming = read_request(fields)
        if incoming is not None:
            await self._take(incoming, post)
        return empty(status=200)

    async def close(self) -> None:
        """Close the connections to Slack."""
        await self._api.close()

    async def _take(self, incoming: Incoming, post: Post) -> None:
        # One with each person, and in a channel one for each of its members.
        places = (incoming.team,) if incoming.private else (incoming.team, incoming.channel)
        conversation = conversation_id(SLACK, self._secret, *places, incoming.user)
        written = incoming.time or time.time_ns() // 1000
        delivery = Delivery(incoming.id, conversation, written, incoming.as_json())
        await take(post, self._pace, delivery, written / 1e6, incoming.text)

    def _is_signed(self, request: Request) -> bool:
        timestamp = request.headers.get(_TIME_HEADER, "")
        signature = request.headers.get(_SIGNATURE_HEADER, "")
        return is_signed(self._secret, request.body, timestamp, signature, time.time())
