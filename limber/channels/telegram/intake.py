"""From an update to what is kept of it: whose conversation, whether it is too much."""

from __future__ import annotations

import time

from limber.channels.backend import NotReadyError
from limber.channels.entry import TELEGRAM
from limber.channels.limits import Pace
from limber.channels.messaging.post import Post
from limber.channels.messaging.senders import conversation_id
from limber.channels.messaging.taking import take
from limber.channels.telegram.settings import TelegramSettings
from limber.channels.telegram.updates import Bot, Incoming, Update, needs_name, read_update
from limber.stores.deliveries import Delivery


class Intake:
    """Takes updates.

    Args:
        settings: token and limits.
        post: where they go.
    """

    def __init__(self, settings: TelegramSettings, post: Post) -> None:
        self._token = settings.token or ""
        self._post = post
        self._pace = Pace(settings.messages_a_minute)
        self.bot = Bot(settings.bot_id, "")

    async def take(self, update: Update) -> None:
        """Keep what a person did, unless it is nothing, or too much.

        Raises:
            NotReadyError: no model is loaded, or the bot's name is not known yet.
            sqlalchemy.exc.SQLAlchemyError: it can't be kept.
            asyncio.TimeoutError: the database takes too long.
        """
        if needs_name(update) and not self.bot.username:
            raise NotReadyError("the bot does not know its name yet")
        incoming = read_update(update, self.bot)
        if incoming is None:
            return
        delivery = Delivery(
            f"{self.bot.id}:{incoming.update}",
            self._conversation(incoming),
            incoming.update,
            incoming.as_json(),
        )
        # What Telegram kept while the server was down comes all at once.
        text = incoming.text or (incoming.press.title if incoming.press else None) or ""
        await take(self._post, self._pace, delivery, incoming.date or time.time(), text)

    def _conversation(self, incoming: Incoming) -> str:
        """One with each person, and in a group one for each of its members."""
        parts = (incoming.chat,) if incoming.private else (incoming.chat, incoming.sender)
        return conversation_id(TELEGRAM, self._token, *parts)
