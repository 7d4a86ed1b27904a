"""What comes in over the wire, checked; and what goes back as an acknowledgement."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from limber.channels.answering import Said
from limber.channels.entry import MESSAGE_ID, WEB, prefix_of, tidy
from limber.content.phrases import Phrases

Ack = dict[str, Any]

_CONVERSATION = re.compile(rf"{prefix_of(WEB)}[0-9a-f]{{32}}")
_LONGEST_TITLE = 200
_LONGEST_PAYLOAD = 400


class Code(str, Enum):
    """Why something was refused."""

    BAD_REQUEST = "bad_request"
    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    UNAUTHORISED = "unauthorised"
    BUSY = "busy"
    FAILED = "failed"
    UNKNOWN_SESSION = "unknown_session"


_PHRASES: Mapping[Code, str] = {
    Code.BAD_REQUEST: "unreadable",
    Code.TOO_LONG: "too_long",
    Code.TOO_MANY: "too_many",
    Code.UNAUTHORISED: "no_access",
    Code.BUSY: "busy",
    Code.FAILED: "trouble",
    Code.UNKNOWN_SESSION: "no_session",
}


class Refused(Exception):  # noqa: N818 - not an error of the program
    """Something that the person hears about instead of an answer.

    Args:
        code: why.
        phrase: name of the words, where the code's own don't fit.
        retry_after: seconds after which it may be sent again; None where that would not help.
        values: placeholders of the phrase.
    """

    def __init__(
        self, code: Code, phrase: str | None = None, retry_after: int | None = None, **values: object
    ) -> None:
        super().__init__(code.value)
        self.code = code
        self.phrase = phrase or _PHRASES[code]
        self.retry_after = retry_after
        self.values = values

    def as_ack(self, phrases: Phrases) -> Ack:
        """The acknowledgement, in words."""
        message = phrases.say(self.phrase, **self.values)
        error = {"code": self.code.value, "message": message, "retry_after": self.retry_after}
        return {"ok": False, "error": error}


@dataclass(frozen=True)
class Thumb:
    """What a person thought of a turn."""

    turn: str
    up: bool
    reason: str | None = None


def new_conversation() -> str:
    """An id that nobody guesses: 128 random bits."""
    return prefix_of(WEB) + secrets.token_hex(16)


def as_object(data: object) -> Mapping[str, Any]:
    """The JSON object that every event carries; nothing counts as an empty one."""
    if data is None:
        return {}
    if not isinstance(data, Mapping):
        raise Refused(Code.BAD_REQUEST)
    return data


def read_conversation(data: Mapping[str, Any]) -> str | None:
    """The conversation that a client wants to go on with; None for a new one."""
    wanted = data.get("session_id")
    if wanted is not None and not (isinstance(wanted, str) and _CONVERSATION.fullmatch(wanted)):
        raise Refused(Code.BAD_REQUEST)
    return wanted


def read_said(data: Mapping[str, Any]) -> Said:
    """A message."""
    text, payload = data.get("text"), data.get("payload")
    if not isinstance(text, str) or not isinstance(payload, str | None):
        raise Refused(Code.BAD_REQUEST)
    text = tidy(text)
    if payload is not None and (len(text) > _LONGEST_TITLE or len(payload) > _LONGEST_PAYLOAD):
        # No button of ours; its words are read as such.
        payload = None
    return Said(_message_id(data.get("id")), text, payload)


def read_thumb(data: Mapping[str, Any]) -> Thumb:
    """Feedback for a turn."""
    value, reason = data.get("value"), data.get("reason")
    if value not in ("up", "down") or not isinstance(reason, str | None):
        raise Refused(Code.BAD_REQUEST)
    reason = tidy(reason or "") or None
    return Thumb(_message_id(data.get("turn")), value == "up", reason)


def _message_id(value: object) -> str:
    if not isinstance(value, str) or not MESSAGE_ID.fullmatch(value):
        raise Refused(Code.BAD_REQUEST)
    return value
