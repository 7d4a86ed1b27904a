"""The ``rest`` channel: Rasa's own addresses and messages, with clear errors.

Rasa's channel answers a malformed body with a traceback, takes any conversation id and
keeps silent when a turn fails.
"""

from __future__ import annotations

import uuid
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from limber.channels.entry import MESSAGE_ID, BadSenderError, Handler, check_sender, guard

MAX_BODY = 64 * 1024
"""Longest request body, in bytes: a full message of four-byte characters fits eight times."""


class RestChannel(InputChannel):
    """Answers ``POST /webhooks/rest/webhook`` with the turn's messages.

    Besides ``sender`` and ``message``, which Rasa's channel takes, the body may have a ``message_id``: a
    message that is sent again with its id, as after a broken connection, gets the answer of its turn,
    and no second turn.
    """

    @classmethod
    def name(cls) -> str:
        """Name in addresses and in the tracker."""
        return "rest"

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        """Rasa's routes: a health check and the webhook."""
        routes = Blueprint("limber_rest")
        handle = guard(on_new_message)

        @routes.route("/", methods=["GET"])
        async def health(_: Request) -> HTTPResponse:
            return json_response({"status": "ok"})

        @routes.route("/webhook", methods=["POST"])
        async def receive(request: Request) -> HTTPResponse:
            if len(request.body) > MAX_BODY:
                return _error(413, f"body: expected at most {MAX_BODY} bytes")
            try:
                body = request.json
            except SanicException:
                body = None
            if not isinstance(body, dict):
                return _error(400, 'body: expected JSON such as {"sender": "anna", "message": "hello"}')
            text = body.get("message", "")
            if not isinstance(text, str | None):
                return _error(400, "message: expected a string")
            message_id = body.get("message_id")
            if message_id is not None and not (
                isinstance(message_id, str) and MESSAGE_ID.fullmatch(message_id)
            ):
                return _error(400, "message_id: expected 8 to 64 of the characters A-Z a-z 0-9 _ -")
            collector = CollectingOutputChannel()
            try:
                sender = check_sender(body.get("sender") or uuid.uuid4().hex, self.name())
            except BadSenderError as error:
                return _error(400, str(error))
            await handle(
                UserMessage(text or "", collector, sender, input_channel=self.name(), message_id=message_id)
            )
            return json_response(collector.messages)

        return routes


def _error(status: int, message: str) -> HTTPResponse:
    body: dict[str, Any] = {"error": message}
    return json_response(body, status=status)
