"""Answers what people send by SMS and WhatsApp."""

from __future__ import annotations

from collections.abc import Sequence

import structlog

from limber.channels.messaging.commands import DELETE, command_in
from limber.channels.messaging.offering import offer, offered_by, offered_now
from limber.channels.messaging.patience import LaterError
from limber.channels.messaging.post import Means
from limber.channels.messaging.talking import Heard, Talking
from limber.channels.twilio.api import MessagesApi
from limber.channels.twilio.incoming import Incoming
from limber.content import ContentStore, default_store
from limber.replies import Choice, Kind, Reply, Turn
from limber.replies.phone import SMS, WHATSAPP, choice_of, number_in, to_texts
from limber.stores.deliveries import Call, Delivery

log = structlog.get_logger()

_CARRIERS = {True: "WhatsApp, through Twilio,", False: "your telephone company, through Twilio,"}
"""Who carries the messages, by whether it is WhatsApp."""


class TwilioMedium:
    """Answers and sends.

    Args:
        api: the account's messages.
        means: turns and choices.
    """

    def __init__(self, api: MessagesApi, means: Means) -> None:
        self._api = api
        self._offers = means.offers
        self._talking = Talking(means, DELETE)

    async def answer(self, delivery: Delivery) -> Sequence[Call]:
        """Run the turn; the messages that say it."""
        incoming, store = Incoming.from_json(delivery.content), default_store()
        choices = (await offered_now(self._offers, delivery.conversation)).choices
        turn = await self._turn(delivery, incoming, choices, store)
        texts = to_texts(turn, store, WHATSAPP if incoming.is_whatsapp else SMS)
        calls: list[Call] = [
            {"from": incoming.receiver, "to": incoming.sender, "text": text} for text in texts
        ]
        calls[-1]["choices"] = offered_by(turn)
        return calls

    async def send(self, delivery: Delivery, call: Call) -> None:
        """Send one message; with the last one its numbers count."""
        try:
            await self._api.send(call["from"], call["to"], call["text"])
        except LaterError as error:
            log.warning("limber.twilio_waits", sender=delivery.conversation, reason=str(error))
            raise
        await offer(self._offers, delivery.conversation, call.get("choices"))

    async def _turn(
        self, delivery: Delivery, incoming: Incoming, choices: Sequence[Choice], store: ContentStore
    ) -> Turn:
        number = number_in(incoming.text) if choices and incoming.refused is None else None
        choice = None if number is None else choice_of(number, choices)
        if number is not None and choice is None:
            return _ask_again(choices, store)
        heard = Heard(
            text=choice.title if choice else incoming.text,
            payload=choice.payload if choice else None,
            media=incoming.media,
            command=None if incoming.media else command_in(incoming.text),
            refused=incoming.refused,
        )
        return await self._talking.turn(delivery, heard, _CARRIERS[incoming.is_whatsapp], store)


def _ask_again(choices: Sequence[Choice], store: ContentStore) -> Turn:
    """The same choices for a number that stands for none."""
    asked = Turn.from_reply(Reply.of(Kind.CLARIFY, store.phrases.say("choose")))
    return Turn(asked.blocks, tuple(choices), asked.contract)
