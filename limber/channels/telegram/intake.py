"""From an update to what is kept of it: whose conversation, whether it is too much."""

from __future__ import annotations

import time

import structlog

from limber.channels.backend import NotReadyError
from limber.channels.entry import TELEGRAM
from limber.channels.limits import Buckets
from limber.channels.messaging.post import Post
from limber.channels.messaging.senders import conversation_id
from limber.channels.telegram.settings import TelegramSettings
from limber.channels.telegram.updates import Bot, Incoming, Update, needs_name, read_update
from limber.stores.deliveries import Delivery

log = structlog.get_logger()

_NOTICES_A_MINUTE = 2
"""How often somebody hears that it was too much; answering each message would be too much as well."""


class Intake:
    """Takes updates.

    Args:
        settings: token and limits.
        post: where they go.
    """

    def __init__(self, settings: TelegramSettings, post: Post) -> None:
        self._token = settings.token or ""
        self._post = post
        self._messages = Buckets(settings.messages_a_minute)
        self._notices = Buckets(_NOTICES_A_MINUTE)
        self.bot = Bot(settings.bot_id, "")

    def take(self, update: Update) -> None:
        """Keep what a person did, unless it is nothing, or too much.

        Raises:
            NotReadyError: no model is loaded, or the bot's name is not known yet.
            sqlalchemy.exc.SQLAlchemyError: it can't be kept.
        """
        if needs_name(update) and not self.bot.username:
            raise NotReadyError("the bot does not know its name yet")
        incoming = read_update(update, self.bot)
        if incoming is None:
            return
        delivery = f"{self.bot.id}:{incoming.update}"
        if self._post.knows(delivery):
            return
        conversation = self._conversation(incoming)
        limited = self._limited(conversation, incoming)
        if limited is None:
            log.info("limber.too_many", sender=conversation)
            return
        self._post.accept(Delivery(delivery, conversation, incoming.update, limited.as_json()))

    def _conversation(self, incoming: Incoming) -> str:
        """One with each person, and in a group one for each of its members."""
        parts = (incoming.chat,) if incoming.private else (incoming.chat, incoming.sender)
        return conversation_id(TELEGRAM, self._token, *parts)

    def _limited(self, conversation: str, incoming: Incoming) -> Incoming | None:
        """The same, marked where it is too much; None where that was said already."""
        # By the time of writing: what Telegram kept while the server was down comes all at once.
        wait = self._messages.take(conversation, incoming.date or time.time())
        if not wait:
            return incoming
        if self._notices.take(conversation, time.time()):
            return None
        return incoming.refuse(wait)
