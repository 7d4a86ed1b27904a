"""The channel as Rasa sees it: the webhook."""

from __future__ import annotations

import time
from typing import Any

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import text as text_response

from limber.channels.doctor import Checkup
from limber.channels.entry import TWILIO
from limber.channels.limits import Pace
from limber.channels.messaging.desk import Medium
from limber.channels.messaging.post import Means, MessagingChannel, Post
from limber.channels.messaging.reading import UnreadableError, read_form
from limber.channels.messaging.senders import conversation_id
from limber.channels.messaging.taking import NOT_KEPT, not_ready, refused, take
from limber.channels.twilio.api import MessagesApi
from limber.channels.twilio.incoming import Incoming, read_message
from limber.channels.twilio.medium import TwilioMedium
from limber.channels.twilio.settings import TwilioSettings, read_twilio_settings
from limber.channels.twilio.signature import is_signed
from limber.stores.deliveries import Delivery

_SIGNATURE_HEADER = "x-twilio-signature"

_NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
"""The answer to Twilio: the person is answered later, through the API."""


class TwilioChannel(MessagingChannel):
    """Talks with people by SMS and WhatsApp.

    Args:
        settings: account, addresses, limits.
    """

    def __init__(self, settings: TwilioSettings) -> None:
        self._settings = settings
        self._token = settings.auth_token or ""
        self._api = MessagesApi(settings.account_sid or "", self._token, settings.api_url)
        self._pace = Pace(settings.messages_a_minute)

    @classmethod
    def name(cls) -> str:
        """Name in addresses and in the tracker."""
        return TWILIO

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> TwilioChannel:
        """The channel of its section in credentials.yml.

        Raises:
            SettingsError: a setting can't be used.
        """
        return cls(read_twilio_settings(credentials))

    @property
    def is_on(self) -> bool:
        """Whether it knows the account and the address that Twilio signs."""
        return not self._settings.missing

    def checkup(self) -> Checkup:
        """How the channel is with its settings."""
        settings = self._settings
        if settings.missing:
            return Checkup("off", todo=tuple(_TODO[name] for name in settings.missing))
        notes = (
            f"account {settings.account_sid}",
            f"API at {settings.api_url}",
            f"Twilio must deliver to {settings.webhook} by POST",
        )
        return Checkup("on", notes)

    def medium(self, means: Means) -> Medium:
        """What answers in this channel."""
        return TwilioMedium(self._api, means)

    def add_routes(self, routes: Blueprint, post: Post) -> None:
        """Add the webhook."""

        async def webhook(request: Request) -> HTTPResponse:
            try:
                fields = read_form(request.body)
                if not self._is_signed(request, fields):
                    return refused(403, "the signature is missing or wrong")
                self.take(read_message(dict(fields)), post)
            except UnreadableError as error:
                return refused(400, str(error))
            except NOT_KEPT as error:
                return not_ready(TWILIO, error)
            return text_response(_NOTHING, content_type="text/xml")

        routes.add_route(webhook, "/webhook", methods=["POST"])

    async def close(self) -> None:
        """Close the connections to Twilio."""
        await self._api.close()

    def take(self, incoming: Incoming | None, post: Post) -> None:
        """Keep what a person sent, unless it is nothing, or too much.

        Raises:
            NotReadyError: no model is loaded.
            sqlalchemy.exc.SQLAlchemyError: it can't be kept.
        """
        if incoming is None:
            return
        conversation = conversation_id(TWILIO, self._token, incoming.sender)
        # Twilio gives no order: what comes first is answered first.
        now = time.time_ns() // 1000
        take(post, self._pace, Delivery(incoming.sid, conversation, now, incoming.as_json()), now / 1e6)

    def _is_signed(self, request: Request, fields: list[tuple[str, str]]) -> bool:
        query = f"?{request.query_string}" if request.query_string else ""
        given = request.headers.get(_SIGNATURE_HEADER, "")
        return is_signed(self._token, self._settings.webhook + query, fields, given)


_TODO = {
    "account_sid": "set LIMBER_TWILIO_ACCOUNT_SID to the Account SID of Twilio's console",
    "auth_token": "set LIMBER_TWILIO_AUTH_TOKEN to the Auth Token of Twilio's console",
    "webhook_url": "set LIMBER_TWILIO_WEBHOOK_URL to this server's public https address; "
    "Twilio signs what it delivers there",
}
