"""The channel as Rasa sees it: one address for events, buttons and commands."""

from __future__ import annotations

import time
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, empty
from sanic.response import json as json_response

from limber.channels.doctor import Checkup
from limber.channels.entry import SLACK
from limber.channels.limits import Pace
from limber.channels.messaging.desk import Medium
from limber.channels.messaging.post import Means, MessagingChannel, Post
from limber.channels.messaging.reading import UnreadableError
from limber.channels.messaging.senders import conversation_id
from limber.channels.messaging.taking import NOT_KEPT, not_ready, refused, take
from limber.channels.slack.api import WebApi
from limber.channels.slack.incoming import Incoming, read_body, read_request
from limber.channels.slack.medium import SlackMedium
from limber.channels.slack.settings import WEBHOOK_PATH, SlackSettings, read_slack_settings
from limber.channels.slack.signature import is_signed
from limber.stores.deliveries import Delivery

_SIGNATURE_HEADER = "x-slack-signature"
_TIME_HEADER = "x-slack-request-timestamp"


class SlackChannel(MessagingChannel):
    """Talks with people in Slack.

    Args:
        settings: token, secret, limits.
    """

    def __init__(self, settings: SlackSettings) -> None:
        self._settings = settings
        self._secret = settings.signing_secret or ""
        self._api = WebApi(settings.bot_token or "", settings.api_url)
        self._pace = Pace(settings.messages_a_minute)

    @classmethod
    def name(cls) -> str:
        """Name in addresses and in the tracker."""
        return SLACK

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> SlackChannel:
        """The channel of its section in credentials.yml.

        Raises:
            SettingsError: a setting can't be used.
        """
        return cls(read_slack_settings(credentials))

    @property
    def is_on(self) -> bool:
        """Whether it can know what is Slack's, and answer."""
        return not self._settings.missing

    def checkup(self) -> Checkup:
        """How the channel is with its settings."""
        if self._settings.missing:
            return Checkup("off", todo=tuple(_TODO[name] for name in self._settings.missing))
        notes = (
            f"API at {self._settings.api_url}",
            f"Slack must deliver events, interactions and commands to {WEBHOOK_PATH} of this server's "
            "public https address",
        )
        return Checkup("on", notes)

    def medium(self, means: Means) -> Medium:
        """What answers in this channel."""
        return SlackMedium(self._api, means)

    def add_routes(self, routes: Blueprint, post: Post) -> None:
        """Add the webhook."""

        async def webhook(request: Request) -> HTTPResponse:
            if not self._is_signed(request):
                return refused(403, "the signature is missing, wrong or old")
            try:
                fields = read_body(request.body, request.headers.get("content-type", ""))
                if fields.get("type") == "url_verification":
                    return json_response({"challenge": str(fields.get("challenge", ""))})
                self.take(read_request(fields), post)
            except UnreadableError as error:
                return refused(400, str(error))
            except NOT_KEPT as error:
                return not_ready(SLACK, error)
            return empty(status=200)

        routes.add_route(webhook, "/webhook", methods=["POST"])

    async def close(self) -> None:
        """Close the connections to Slack."""
        await self._api.close()

    def take(self, incoming: Incoming | None, post: Post) -> None:
        """Keep what a person did, unless it is nothing, or too much.

        Raises:
            NotReadyError: no model is loaded.
            sqlalchemy.exc.SQLAlchemyError: it can't be kept.
        """
        if incoming is None:
            return
        # One with each person, and in a channel one for each of its members.
        places = (incoming.team,) if incoming.private else (incoming.team, incoming.channel)
        conversation = conversation_id(SLACK, self._secret, *places, incoming.user)
        written = incoming.time or time.time_ns() // 1000
        delivery = Delivery(incoming.id, conversation, written, incoming.as_json())
        take(post, self._pace, delivery, written / 1e6)

    def _is_signed(self, request: Request) -> bool:
        timestamp = request.headers.get(_TIME_HEADER, "")
        signature = request.headers.get(_SIGNATURE_HEADER, "")
        return is_signed(self._secret, request.body, timestamp, signature, time.time())


_TODO = {
    "bot_token": "set LIMBER_SLACK_BOT_TOKEN to the Bot User OAuth Token of the app's page "
    '"OAuth & Permissions"',
    "signing_secret": "set LIMBER_SLACK_SIGNING_SECRET to the Signing Secret of the app's page "
    '"Basic Information"',
}
