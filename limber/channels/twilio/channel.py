"""The channel as Rasa sees it: the webhook."""

from __future__ import annotations

import time

from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import text as text_response

from limber.channels.doctor import Checkup
from limber.channels.entry import TWILIO
from limber.channels.limits import Pace
from limber.channels.messaging.channel import ForeignError, MessagingChannel
from limber.channels.messaging.desk import Medium
from limber.channels.messaging.post import Means, Post
from limber.channels.messaging.reading import read_form
from limber.channels.messaging.senders import conversation_id
from limber.channels.messaging.taking import take
from limber.channels.twilio.api import MessagesApi
from limber.channels.twilio.incoming import read_message
from limber.channels.twilio.medium import TwilioMedium
from limber.channels.twilio.settings import TwilioSettings
from limber.channels.twilio.signature import is_signed
from limber.stores.deliveries import Delivery

_SIGNATURE_HEADER = "x-twilio-signature"

_NOTHING = '<?xml version="1.0" encoding="UTF-8"?><Response></Response>'
"""The answer to Twilio: the person is answered later, through the API."""


class TwilioChannel(MessagingChannel[TwilioSettings]):
    """Talks with people by SMS and WhatsApp.

    Args:
        settings: account, addresses, limits.
    """

    channel = TWILIO
    kind = TwilioSettings

    def __init__(self, settings: TwilioSettings) -> None:
        super().__init__(settings)
        self._token = settings.auth_token or ""
        self._api = MessagesApi(settings.account_sid or "", self._token, settings.api_url)
        self._pace = Pace(settings.messages_a_minute)

    def checkup_on(self) -> Checkup:
        """Account and addresses."""
        notes = (
            f"account {self._settings.account_sid}",
            f"API at {self._settings.api_url}",
            f"Twilio must deliver to {self._settings.webhook} by POST",
        )
        return Checkup("on", notes)

    def medium(self, means: Means) -> Medium:
        """What answers in this channel."""
        return TwilioMedium(self._api, means)

    async def receive(self, request: Request, post: Post) -> HTTPResponse:
        """Take a message that Twilio has signed."""
        fields = read_form(request.body)
        if not self._is_signed(request, fields):
            raise ForeignError("the signature is missing or wrong")
        incoming = read_message(dict(fields))
        if incoming is not None:
            conversation = conversation_id(TWILIO, self._token, incoming.sender)
            # Twilio gives no order: what comes first is answered first.
            now = time.time_ns() // 1000
            delivery = Delivery(incoming.sid, conversation, now, incoming.as_json())
            await take(post, self._pace, delivery, now / 1e6, incoming.text)
        return text_response(_NOTHING, content_type="text/xml")

    async def close(self) -> None:
        """Close the connections to Twilio."""
        await self._api.close()

    def _is_signed(self, request: Request, fields: list[tuple[str, str]]) -> bool:
        query = f"?{request.query_string}" if request.query_string else ""
        given = request.headers.get(_SIGNATURE_HEADER, "")
        return is_signed(self._token, self._settings.webhook + query, fields, given)
