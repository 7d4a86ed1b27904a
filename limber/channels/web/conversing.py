"""What happens on each event of the wire; docs of the events stand in docs/widget.md."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import jwt
import structlog
from socketio import AsyncServer

from limber import metrics
from limber.channels.answering import Answering, Said
from limber.channels.backend import Backend
from limber.channels.entry import WEB, Handler, Messages, is_wordless, read
from limber.channels.limits import Buckets
from limber.channels.unread import Unread
from limber.channels.web.history import as_turns
from limber.channels.web.lines import Lines
from limber.channels.web.settings import WebSettings
from limber.channels.web.wire import (
    Ack,
    Code,
    Refused,
    Thumb,
    new_conversation,
    read_conversation,
    read_said,
    read_thumb,
)
from limber.content import ContentStore, default_store
from limber.content.models import Tier
from limber.replies import contacts_for, shown, start_buttons, to_turn
from limber.stores.database import beside
from limber.stores.feedback import Feedback
from limber.stores.standing import SAFETY_SLOTS

log = structlog.get_logger()


@dataclass
class Socket:
    """One connection.

    Attributes:
        address: whose it is, for the limits.
        conversation: the conversation that it takes part in.
    """

    address: str
    conversation: str | None = None


class Conversing:
    """The channel's conversations and the sockets that take part in them.

    Args:
        sio: sends events to rooms, one a conversation.
        backend: the running server.
        handle: handles a message, as :func:`limber.channels.entry.guard` gives it.
        settings: limits and keys.
    """

    def __init__(self, sio: AsyncServer, backend: Backend, handle: Handler, settings: WebSettings) -> None:
        self._sio = sio
        self._backend = backend
        self._answering = Answering(WEB, backend, handle)
        self._settings = settings
        self._sockets: dict[str, Socket] = {}
        self._lines = Lines()
        self._by_conversation = Buckets(settings.messages_a_minute)
        self._by_address = Buckets(settings.messages_a_minute_per_address)
        self._sessions = Buckets(settings.messages_a_minute_per_address)
        self._unread = Unread(WEB, backend)

    def connect(self, sid: str, address: str) -> None:
        """A socket opened."""
        self._sockets[sid] = Socket(address)
        metrics.WEB_CONNECTIONS.set(len(self._sockets))

    def disconnect(self, sid: str) -> None:
        """A socket closed; what it sent is still handled."""
        self._sockets.pop(sid, None)
        metrics.WEB_CONNECTIONS.set(len(self._sockets))

    async def session_request(self, sid: str, data: Mapping[str, Any]) -> Ack:
        """Begin a conversation or go on with one: room, history, settings."""
        socket = self._socket(sid)
        self._check_token(data.get("token"))
        conversation = read_conversation(data) or new_conversation()
        _take(self._sessions, socket.address)
        store = default_store()
        turns = self._backend.turns
        events = await beside(turns.newest, conversation, self._settings.history_turns)
        confirmed = {
            "session_id": conversation,
            "history": as_turns(events, store),
            "settings": self._shown_settings(store),
        }
        # It may have closed while its conversation was read.
        socket = self._socket(sid)
        if socket.conversation not in (None, conversation):
            await self._sio.leave_room(sid, socket.conversation)
        socket.conversation = conversation
        await self._sio.enter_room(sid, conversation)
        await self._sio.emit("session_confirm", confirmed, room=sid)
        return {"ok": True}

    async def user_uttered(self, sid: str, data: Mapping[str, Any]) -> Ack:
        """Handle a message; the acknowledgement comes when its turn is stored."""
        conversation = self._conversation(sid)
        said = read_said(data)
        async with self._screened(conversation, said, sid):
            await self._take_said(sid, conversation, said)
            said = replace(said, text=await self._read(said.text))
            async with self._lines.turn(conversation):
                return await self._turn(conversation, said, sid)

    async def feedback(self, sid: str, data: Mapping[str, Any]) -> Ack:
        """Store a thumb; a reason that tells of a red flag is answered like a message."""
        conversation = self._conversation(sid)
        thumb = read_thumb(data)
        said = Said(_reason_id(thumb), thumb.reason or "")
        async with self._screened(conversation, said, None):
            await self._take_said(sid, conversation, said)
            if not is_wordless(said.text):
                said = replace(said, text=await self._read(said.text))
            async with self._lines.turn(conversation):
                # Read first: whatever becomes of the thumb, a sign gets its words.
                sign = not is_wordless(said.text) and await self._backend.tells_of_a_sign(said.text)
                try:
                    await self._keep(conversation, thumb, said.text)
                finally:
                    if sign:
                        await self._turn(conversation, said, None)
        return {"ok": True}

    async def _keep(self, conversation: str, thumb: Thumb, reason: str) -> None:
        """Store a thumb.

        Raises:
            Refused: there is no such turn.
        """
        turns = self._backend.turns
        if not await beside(turns.has, conversation, thumb.turn):
            raise Refused(Code.BAD_REQUEST)
        event = Feedback(thumb.turn, "up" if thumb.up else "down", reason or None)
        async with self._backend.lock(conversation):
            await turns.add(conversation, [event])

    async def restart(self, sid: str, _: Mapping[str, Any]) -> Ack:
        """Start over: nothing of before counts any more but a warning sign."""
        conversation = self._conversation(sid)
        self._take_message(sid, conversation)
        async with self._lines.turn(conversation):
            async with self._backend.lock(conversation):
                await self._backend.turns.start_over(conversation, SAFETY_SLOTS)
            await self._sio.emit("restarted", {}, room=conversation)
        return {"ok": True}

    async def forget(self, sid: str, _: Mapping[str, Any]) -> Ack:
        """Delete a conversation."""
        conversation = self._conversation(sid)
        async with self._lines.turn(conversation):
            async with self._backend.lock(conversation):
                await self._backend.delete(conversation)
            self._lines.end(conversation)
            log.info("limber.conversation_deleted")
            await self._sio.emit("forgotten", {}, room=conversation)
            await self._sio.close_room(conversation)
            for socket in self._sockets.values():
                if socket.conversation == conversation:
                    socket.conversation = None
        return {"ok": True}

    async def _take_said(self, sid: str, conversation: str, said: Said) -> None:
        """Count a message; one that is too much goes on if it tells of a warning sign.

        Raises:
            Refused: it is too much.
        """
        address = self._socket(sid).address
        try:
            self._take_message(sid, conversation)
        except Refused:
            if not await self._unread.must_be_heard(address, said.heard(default_store())):
                raise

    async def _read(self, text: str) -> str:
        """What of a message is read.

        Raises:
            Refused: it is too long, or has no words.
        """
        longest = self._settings.max_length
        found = await read(text, default_store(), longest)
        if isinstance(found, str):
            return found
        if len(text) > longest:
            raise Refused(Code.TOO_LONG, limit=f"{longest:,}")
        raise Refused(Code.BAD_REQUEST, "empty")

    @asynccontextmanager
    async def _screened(self, conversation: str, said: Said, sid: str | None) -> AsyncIterator[None]:
        """Say what a warning sign demands in a message that is refused as too much.

        The client sends it again later; then it has its turn.

        Args:
            conversation: its id.
            said: the message.
            sid: the socket that sent it and shows it already; None if nobody does.
        """
        try:
            yield
        except Refused as refused:
            if refused.code in (Code.TOO_MANY, Code.BUSY):
                messages = await self._unread.words(conversation, said.heard(default_store()))
                if messages:
                    await self._show(conversation, said, sid)
                    await self._reply(conversation, said, messages)
            raise

    async def _show(self, conversation: str, said: Said, sid: str | None) -> None:
        """Show a message to those who do not show it yet."""
        await self._sio.emit("said", {"id": said.id, "text": said.text}, room=conversation, skip_sid=sid)

    async def _reply(self, room: str, said: Said, messages: Messages) -> None:
        await self._sio.emit("reply", to_turn(said.id, messages, default_store()), room=room)

    async def _turn(self, conversation: str, said: Said, sid: str | None) -> Ack:
        """One turn, at most once however often its message is sent.

        Args:
            conversation: its id.
            said: the message.
            sid: the socket that sent it and shows it already; None if nobody does.
        """
        earlier = await self._answering.earlier(conversation, said.id)
        if earlier is not None:
            await self._reply(sid or conversation, said, earlier)
            return {"ok": True, "duplicate": True}
        await self._show(conversation, said, sid)
        messages, kept = await self._answering.run(conversation, said)
        await self._reply(conversation, said, messages)
        if not kept:
            raise Refused(Code.FAILED)
        return {"ok": True, "duplicate": False}

    def _socket(self, sid: str) -> Socket:
        """The socket, unless it closed while its event waited."""
        socket = self._sockets.get(sid)
        if socket is None:
            raise Refused(Code.UNKNOWN_SESSION)
        return socket

    def _conversation(self, sid: str) -> str:
        conversation = self._socket(sid).conversation
        if conversation is None:
            raise Refused(Code.UNKNOWN_SESSION)
        return conversation

    def _take_message(self, sid: str, conversation: str) -> None:
        _take(self._by_address, self._socket(sid).address)
        _take(self._by_conversation, conversation)

    def _check_token(self, token: object) -> None:
        """Whether the site that embeds the widget vouches for the visitor."""
        key = self._settings.jwt_key
        if key is None:
            return
        if not isinstance(token, str):
            raise Refused(Code.UNAUTHORISED)
        try:
            jwt.decode(token.removeprefix("Bearer "), key, algorithms=[self._settings.jwt_method])
        except jwt.PyJWTError as error:
            log.info("limber.token_refused", error=type(error).__name__)
            raise Refused(Code.UNAUTHORISED) from error

    def _shown_settings(self, store: ContentStore) -> dict[str, Any]:
        return {
            "max_length": self._settings.max_length,
            "emergency_number": store.contacts.emergency_number,
            "emergency_contacts": contacts_for(store, Tier.EMERGENCY.value, ()),
            "welcome": {
                "text": store.phrases.say("welcome"),
                "buttons": [shown(button) for button in start_buttons(store)],
            },
        }


def _take(buckets: Buckets, key: str) -> None:
    wait = buckets.take(key, time.monotonic())
    if wait:
        raise Refused(Code.TOO_MANY, retry_after=wait, seconds=wait)


def _reason_id(thumb: Thumb) -> str:
    """Id of a reason as a message: the same words for the same turn have their answer once."""
    return "reason-" + sha256(f"{thumb.turn}\0{thumb.reason}".encode()).hexdigest()[:32]
