"""Answers what people do in Telegram."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any

import structlog

from limber.channels.messaging.offering import offer, offered_now
from limber.channels.messaging.patience import LaterError, NotSentError, RejectedError
from limber.channels.messaging.post import Means
from limber.channels.messaging.talking import Heard, Talking
from limber.channels.telegram.api import BotApi
from limber.channels.telegram.pictures import as_png
from limber.channels.telegram.updates import Incoming, Press
from limber.content import ContentStore, default_store
from limber.replies import Choice, Kind, Reply, Turn
from limber.replies.telegram import choice_of, plain_text, to_calls
from limber.stores.deliveries import Call, Delivery

log = structlog.get_logger()

COMMANDS = ("start", "help", "stretches", "stop", "privacy", "delete")
"""The commands that people see, in order; their descriptions are the phrases ``command_...``."""

_SERVICE = "Telegram"
_DELETE = "/delete"
_TYPING_SECONDS = 4.0
"""Telegram shows "typing" for five seconds."""

_PATIENCE_WITH_TYPING = 1.0
"""Seconds; no answer waits longer for a sign that it is being made."""

_SHUT = "editMessageReplyMarkup"


class TelegramMedium:
    """Answers and sends.

    Args:
        api: the bot's API.
        means: turns and buttons.
    """

    def __init__(self, api: BotApi, means: Means) -> None:
        self._api = api
        self._means = means
        self._talking = Talking(means, _DELETE)
        self._uploaded: dict[tuple[str, int], str] = {}

    async def answer(self, delivery: Delivery) -> Sequence[Call]:
        """Run the turn; the calls that say it, then those that take away the buttons of before."""
        incoming, store = Incoming.from_json(delivery.content), default_store()
        offered = await offered_now(self._means.offers, delivery.conversation)
        async with self._typing(incoming):
            turn = await self._turn(delivery, incoming, offered.choices, store)
        calls = [_addressed(call, incoming) for call in to_calls(turn, store)]
        for call in calls:
            if "reply_markup" in call:
                call["choices"] = [[one.title, one.payload] for one in turn.choices]
        old = {offered.place, _pressed_message(incoming)} - {None}
        shut = [{"method": _SHUT, "chat_id": incoming.chat, "message_id": int(place or 0)} for place in old]
        return [*calls, *shut]

    async def send(self, delivery: Delivery, call: Call) -> None:
        """Make one call."""
        values = {name: value for name, value in call.items() if name not in ("method", "choices")}
        method, choices = call["method"], call.get("choices", ())
        if method == _SHUT:
            # Nobody must wait for it: a press on an old button is understood.
            with suppress(NotSentError):
                await self._api.call(method, values)
            return
        try:
            result = await self._call(method, values)
        except LaterError as error:
            log.warning("limber.telegram_waits", sender=delivery.conversation, reason=str(error))
            raise
        if method == "sendMessage":
            place = result.get("message_id") if isinstance(result, dict) else None
            await offer(self._means.offers, delivery.conversation, choices, str(place) if place else None)

    async def _call(self, method: str, values: dict[str, Any]) -> Any:
        if method == "sendPhoto":
            return await self._send_picture(values)
        try:
            return await self._api.call(method, values)
        except RejectedError as error:
            if method != "sendMessage":
                raise
            # Whatever of it Telegram does not like, the words must arrive.
            log.error("limber.telegram_refused", reason=str(error))
            bare = {"chat_id": values["chat_id"], "text": plain_text(values["text"])}
            return await self._api.call(method, bare)

    async def _send_picture(self, values: dict[str, Any]) -> Any:
        """Send a picture: as a file the first time, by Telegram's own id after that."""
        name = values.pop("picture")
        path = default_store().root / "media" / name
        try:
            key = (name, path.stat().st_mtime_ns)
            known = self._uploaded.get(key)
            if known is not None:
                return await self._api.call("sendPhoto", {**values, "photo": known})
            picture = await asyncio.get_running_loop().run_in_executor(None, as_png, path)
        except (OSError, ValueError) as error:
            raise RejectedError(f"picture {name}: {error}") from error
        result = await self._api.call("sendPhoto", values, photo=picture)
        with suppress(KeyError, IndexError, TypeError):
            self._uploaded[key] = result["photo"][-1]["file_id"]
        return result

    async def _turn(
        self, delivery: Delivery, incoming: Incoming, choices: Sequence[Choice], store: ContentStore
    ) -> Turn:
        if incoming.press is not None and incoming.refused is None:
            heard = await self._pressed(incoming.press, choices)
            if not heard.text:
                return Turn.from_reply(Reply.of(Kind.CLARIFY, store.phrases.say("button_gone")))
        else:
            heard = Heard(
                incoming.text, media=incoming.media, command=incoming.command, refused=incoming.refused
            )
        return await self._talking.turn(delivery, heard, _SERVICE, store)

    async def _pressed(self, press: Press, choices: Sequence[Choice]) -> Heard:
        """A button: what it stands for now, else its words, as if they had been typed."""
        choice = choice_of(press.data, choices)
        title = choice.title if choice else press.title
        with suppress(NotSentError):
            await self._api.call("answerCallbackQuery", {"callback_query_id": press.query, "text": title})
        return Heard(title or "", choice.payload if choice else None)

    @asynccontextmanager
    async def _typing(self, incoming: Incoming) -> AsyncIterator[None]:
        """Show "typing" meanwhile, and never after the answer."""
        values = {"chat_id": incoming.chat, "message_thread_id": incoming.thread, "action": "typing"}

        async def show() -> None:
            with suppress(NotSentError):
                await self._api.call("sendChatAction", values)

        async def repeat() -> None:
            while True:
                await asyncio.sleep(_TYPING_SECONDS)
                await show()

        first, others = asyncio.ensure_future(show()), asyncio.ensure_future(repeat())
        try:
            yield
        finally:
            others.cancel()
            await asyncio.wait({first}, timeout=_PATIENCE_WITH_TYPING)
            first.cancel()
            await asyncio.gather(first, others, return_exceptions=True)


def _addressed(call: Call, incoming: Incoming) -> Call:
    """A call with where it goes."""
    addressed = {**call, "chat_id": incoming.chat}
    if incoming.thread is not None:
        addressed["message_thread_id"] = incoming.thread
    if incoming.reply_to is not None:
        addressed["reply_parameters"] = {
            "message_id": incoming.reply_to,
            "allow_sending_without_reply": True,
        }
    return addressed


def _pressed_message(incoming: Incoming) -> str | None:
    """The message whose button was pressed; in a group others' buttons stay."""
    press = incoming.press
    if press is None or press.message is None or not incoming.private:
        return None
    return str(press.message)
