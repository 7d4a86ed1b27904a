"""Answers what people do in Slack."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

import structlog

from limber.channels.messaging.commands import DELETE, command_in
from limber.channels.messaging.offering import offer, offered_by, offered_now
from limber.channels.messaging.patience import LaterError, NotSentError, RejectedError, UnreachableError
from limber.channels.messaging.post import Means
from limber.channels.messaging.talking import Heard, Talking
from limber.channels.slack.api import WebApi
from limber.channels.slack.incoming import Incoming
from limber.content import default_store
from limber.replies.slack import to_messages, without_buttons
from limber.stores.deliveries import Call, Delivery

log = structlog.get_logger()

_SERVICE = "Slack"
_POST = "chat.postMessage"
_UPDATE = "chat.update"


class SlackMedium:
    """Answers and sends.

    Args:
        api: the app's API.
        means: turns and buttons.
    """

    def __init__(self, api: WebApi, means: Means) -> None:
        self._api = api
        self._offers = means.offers
        self._talking = Talking(means, DELETE)

    async def answer(self, delivery: Delivery) -> Sequence[Call]:
        """Run the turn; the calls that say it, then the one that takes away a pressed button."""
        incoming, store = Incoming.from_json(delivery.content), default_store()
        heard = await self._heard(delivery.conversation, incoming)
        turn = await self._talking.turn(delivery, heard, _SERVICE, store)
        calls: list[Call] = [{**_place(incoming), "message": message} for message in to_messages(turn, store)]
        calls[-1]["choices"] = offered_by(turn)
        return [*calls, *_answered(incoming)]

    async def send(self, delivery: Delivery, call: Call) -> None:
        """Make one call."""
        if call["method"] == _UPDATE:
            # Nobody must wait for it: a press on an old button is understood.
            with suppress(NotSentError):
                await self._api.call(_UPDATE, call["values"])
            return
        try:
            await self._say(call)
        except LaterError as error:
            log.warning("limber.slack_waits", sender=delivery.conversation, reason=str(error))
            raise
        await offer(self._offers, delivery.conversation, call.get("choices"))

    async def _say(self, call: Call) -> None:
        try:
            await self._send(call, call["message"])
        except RejectedError as error:
            # Whatever of it Slack does not like, the words must arrive.
            log.error("limber.slack_refused", reason=str(error))
            await self._send(call, {"text": call["message"]["text"]})

    async def _send(self, call: Call, message: dict[str, object]) -> None:
        if call["reply_url"] is not None:
            hidden = {"response_type": "ephemeral", "replace_original": False}
            try:
                await self._api.reply(call["reply_url"], {**message, **hidden})
                return
            except UnreachableError:
                # The server was away for longer than such an address lives: it goes as a direct message.
                log.info("limber.slack_reply_url_expired")
        values = {"channel": call["channel"], "thread_ts": call["thread"], "unfurl_links": False, **message}
        await self._api.call(_POST, values)

    async def _heard(self, conversation: str, incoming: Incoming) -> Heard:
        """A button stands for what it sends while it is offered, else for its words."""
        press = incoming.press
        if press is None:
            return Heard(
                text=incoming.text,
                media=incoming.media,
                command=None if incoming.media else command_in(incoming.text),
                refused=incoming.refused,
            )
        choices = (await offered_now(self._offers, conversation)).choices
        choice = next((one for one in choices if one.payload == press.payload), None)
        return Heard(
            text=choice.title if choice else press.title,
            payload=choice.payload if choice else None,
            refused=incoming.refused,
        )


def _place(incoming: Incoming) -> Call:
    """Where an answer goes."""
    hidden = incoming.reply_url is not None
    return {
        "method": _POST,
        "channel": incoming.user if hidden else incoming.channel,
        "thread": None if hidden else incoming.thread,
        "reply_url": incoming.reply_url,
    }


def _answered(incoming: Incoming) -> list[Call]:
    """The message of a pressed button, without its buttons; a group's other members keep them."""
    press = incoming.press
    if press is None or press.message is None or not incoming.private or incoming.refused is not None:
        return []
    values = {
        "channel": incoming.channel,
        "ts": press.message,
        "text": press.text,
        "blocks": without_buttons(press.blocks, press.title),
    }
    return [{"method": _UPDATE, "values": values}]
