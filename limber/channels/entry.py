"""The one entry of every message, whatever its channel.

Nothing reaches the model before it is known to be harmless for it: a conversation id that
no database chokes on, a text of bounded length, and "/..." only in the form in which
Limber's own buttons send it. Whatever fails later is answered in words: those of a warning sign
where there is one, else a request to try again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import structlog

from limber import metrics
from limber.channels.send import apology, send, unstored
from limber.channels.signs import find_sign
from limber.content import ContentStore, default_store
from limber.replies import BUTTON_INTENTS, CANNOT_WAIT, Button, Kind, Reply, Turn
from limber.replies.rest import CONTRACT_KEY
from limber.safety.dialogue import AFFIRM, DENY, SEEN, STOPPED

if TYPE_CHECKING:
    # Rasa takes seconds to import, and the checks need nothing of it.
    from rasa.core.channels.channel import OutputChannel, UserMessage

log = structlog.get_logger()

SENDER = re.compile(r"[\w:+.@-]{1,128}", re.ASCII)
"""Conversation ids that every store takes."""

MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")
"""Ids that clients give their messages, so that one that is sent again is known."""

MAX_CHARACTERS = 2000
"""Longer messages are refused: their cost grows faster than their length."""

WEB = "web"
"""The web widget's channel."""

TELEGRAM, TWILIO, SLACK = "telegram", "twilio", "slack"
"""The channels of messaging services."""

_CLOSED = (WEB, TELEGRAM, TWILIO, SLACK)
"""Channels that make the ids of their conversations themselves."""

SOS = "\U0001f198"
"""Says something without a letter."""

_PAYLOAD = re.compile(r"/([a-z_]{1,60})(\{.{0,300}\})?")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

Messages = list[dict[str, Any]]
"""What a turn says, as Rasa's channels get it."""

Handler = Callable[["UserMessage"], Awaitable[Any]]


class BadSenderError(ValueError):
    """The conversation id has a form that no store takes."""


class TurnFailedError(RuntimeError):
    """A turn failed and is not stored.

    Args:
        messages: what the screen has to say to the message all the same; empty if nothing.
    """

    def __init__(self, messages: Messages) -> None:
        super().__init__("the turn failed")
        self.messages = messages


def check_sender(sender: object, channel: str | None = None) -> str:
    """A conversation id that is safe to store and belongs to the channel.

    Args:
        sender: what came in as a conversation id.
        channel: the channel's name.

    Raises:
        BadSenderError: it is no string of 1 to 128 letters, digits and ``: + . @ _ -``, or it is
            another channel's conversation: who could name one could take part in it.
    """
    if not isinstance(sender, str) or not SENDER.fullmatch(sender):
        raise BadSenderError("sender: expected 1 to 128 of the characters A-Z a-z 0-9 : + . @ _ -")
    for owner in _CLOSED:
        prefix = prefix_of(owner)
        if channel != owner and sender.startswith(prefix):
            raise BadSenderError(
                f"sender: ids beginning with {prefix} belong to the {owner} channel; expected another"
            )
    return sender


def prefix_of(channel: str) -> str:
    """How the ids of a channel's conversations begin."""
    return f"{channel}-"


def channel_of(conversation: str) -> str | None:
    """The channel to which a conversation belongs; None where its id was chosen elsewhere."""
    channel, dash, _ = conversation.partition("-")
    return channel if dash and channel in _CLOSED else None


def guard(on_new_message: Handler) -> Handler:
    """A handler that checks and tidies a message before the given one sees it.

    Args:
        on_new_message: Rasa's handler, as a channel's ``blueprint`` gets it.
    """

    async def checked(message: UserMessage) -> Any:
        check_sender(message.sender_id, message.input_channel)
        name = metrics.known_channel(message.input_channel)
        # Whatever is logged in the turn says where it belongs; the log hides the id, and of what
        # libraries log, words are left out.
        with structlog.contextvars.bound_contextvars(channel=name, sender=message.sender_id):
            return await metrics.count_turn(name, lambda: answer(message, name))

    async def answer(message: UserMessage, name: str) -> Any:
        store = default_store()
        text = await read(tidy(message.text or ""), store)
        if isinstance(text, Reply):
            metrics.REFUSED.labels(name, "unreadable").inc()
            return await send(message.output_channel, message.sender_id, text)
        channel = message.output_channel
        turn = _Turn(channel, name)
        result = None
        try:
            message.text, message.output_channel = safe_text(text, store), turn
            result = await on_new_message(message)
            said = turn.said or apology(store)
            if not turn.said:
                log.error("limber.silent_turn", sender=message.sender_id)
        except Exception as error:
            log.error(
                "limber.turn_failed", error=type(error).__name__, sender=message.sender_id, exc_info=True
            )
            said = _said_all_the_same(turn.said, error, store)
        finally:
            message.output_channel = channel
        for one in said:
            await turn.pass_on(message.sender_id, one)
        return result

    return checked


def _said_all_the_same(said: Messages, error: Exception, store: ContentStore) -> Messages:
    """What is said in a turn that failed: nothing that will be forgotten, unless it can't wait."""
    if must_be_said(said):
        return said
    signs = error.messages if isinstance(error, TurnFailedError) else []
    return signs or unstored(store)


def must_be_said(messages: Messages) -> bool:
    """Whether a turn says something that can't wait until it can be stored."""
    return bool(messages) and Turn.of(messages).kind in CANNOT_WAIT


def tidy(text: str) -> str:
    """A text without control characters, half characters and white space around it."""
    return _CONTROL.sub(" ", text).strip()


def is_wordless(text: str) -> bool:
    """Whether a text has neither a letter nor a digit, nor a call for help."""
    return re.search(rf"[^\W_]|{SOS}", text) is None


async def read(text: str, store: ContentStore, longest: int = MAX_CHARACTERS) -> str | Reply:
    """What of a message is read: all of it, or what is said instead where it is too long or has no words.

    Of a message that is too long, the part around a warning sign is read.

    Args:
        text: tidied.
        store: whose words are used.
        longest: most characters that are read.
    """
    if len(text) > longest:
        sign = await find_sign(text)
        if sign is not None and not sign.is_guess:
            log.info("limber.sign_in_long_message", characters=len(text))
            return sign.excerpt(text, longest)
        return Reply.of(Kind.CLARIFY, store.phrases.say("too_long", limit=f"{longest:,}"))
    if is_wordless(text):
        return Reply.of(Kind.CLARIFY, store.phrases.say("empty"))
    return text


def safe_text(text: str, store: ContentStore) -> str:
    """The text as Rasa may see it: a slash only before what one of our buttons sends.

    Rasa looks for the slash behind any white space.
    """
    if not text.strip().startswith("/") or is_button_payload(text, store):
        return text
    return re.sub(r"^[\s/]+", "", text) or "?"


def is_button_payload(text: str, store: ContentStore) -> bool:
    """Whether a text is, to the letter, what a button sends: a known intent and ids of the store.

    Such a text carries no words of a person, so nothing in it can hide a symptom.
    """
    match = _PAYLOAD.fullmatch(text)
    if match is None:
        return False
    intent, entities = match.groups()
    if not _sent_by_buttons(intent, store):
        return False
    try:
        values = json.loads(entities) if entities else {}
    except (ValueError, RecursionError):
        return False
    ids = store.ids()
    return (
        isinstance(values, dict)
        and all(isinstance(value, str) and value in ids.get(entity, ()) for entity, value in values.items())
        # A key given twice would hide its first value.
        and Button("", intent, values).payload == text
    )


def _sent_by_buttons(intent: str, store: ContentStore) -> bool:
    if intent in BUTTON_INTENTS or intent in (AFFIRM, DENY, SEEN, STOPPED):
        return True
    return intent.startswith(("ask_", "find_")) and store.main_answer(intent) is not None


class _Turn:
    """A channel as one turn sees it: keeps what is said until the turn has ended, and thus is stored.

    One for each turn, because turns of several people may share a channel at the same time.

    Args:
        channel: sends the messages.
        name: its name for the counts.
    """

    def __init__(self, channel: OutputChannel, name: str) -> None:
        self._channel = channel
        self._name = name
        self.said: Messages = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keep a message."""
        self.said.append(dict(message))

    async def pass_on(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Send a message at last, and count what it answers."""
        contract = ((message.get("custom") or {}).get("data") or {}).get(CONTRACT_KEY)
        if contract:
            metrics.count_reply(self._name, contract)
        await self._channel.send_response(recipient_id, message)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._channel, name)

    @property  # type: ignore[misc]
    def __class__(self) -> type:
        """The channel's class: Rasa asks whether a channel collects its messages."""
        return type(self._channel)
