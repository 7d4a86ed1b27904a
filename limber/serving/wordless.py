"""Keeps what people wrote out of the logs, whoever logs.

Our own events have names and no words. Libraries put into their messages what they please: Rasa's
debug lines quote the message, an exception quotes the value that it could not use. So while a message
is handled, of a library's line only the place in its code stays; and of an exception its type and the
way through the code, once the server takes messages. Exceptions that can only speak of the machine
keep their words.
"""

from __future__ import annotations

import logging
import sys
import threading
import traceback
from collections.abc import Iterator, MutableMapping
from typing import Any

import structlog
from sqlalchemy.exc import OperationalError

Event = MutableMapping[str, Any]

OWN = ("limber", "actions")
"""Packages whose lines are ours."""

TURN = "sender"
"""What is bound to the log's context while a message is handled."""

_KEPT = frozenset({"event", "level", "timestamp", "logger", "exc_info", "channel", TURN})
"""Keys of a library's line that stay; Rasa has text, entities and slots under others."""

_TELLING = (OSError, ImportError, MemoryError, OperationalError)
"""Exceptions whose words speak of files, addresses and the database, never of what was written."""


_before_messages = threading.Event()


def before_messages(so_far: bool) -> None:
    """Note whether the server only starts: nobody has written yet, and the words say what to mend."""
    (_before_messages.set if so_far else _before_messages.clear)()


def is_own(logger: str) -> bool:
    """Whether a logger is ours."""
    return logger.partition(".")[0] in OWN


def without_words(logger: Any, _: str, event: Event) -> Event:
    """A processor: of a library's line, what can't hold a person's words."""
    record: logging.LogRecord | None = event.get("_record")
    name = str(event.get("logger") or (record.name if record else getattr(logger, "name", "")))
    if is_own(name):
        return event
    event["logger"] = name
    for key in [key for key in event if key not in _KEPT and not key.startswith("_")]:
        del event[key]
    in_turn = TURN in structlog.contextvars.get_contextvars()
    if record is None:
        # Rasa's structured lines have a name for each, and their values under keys.
        return event
    if in_turn or record.levelno < logging.INFO:
        event["event"] = f"{record.filename}:{record.lineno}"
    elif name == "asyncio":
        # Behind its first line stands the task, with the words of its exception.
        event["event"] = record.getMessage().partition("\n")[0]
    return event


def tell_exception(_: Any, __: str, event: Event) -> Event:
    """A processor: an exception as its type and its way through the code."""
    error = _exception(event.pop("exc_info", None))
    if error is not None:
        event["exception"] = "\ncaused:\n".join(map(_told, reversed(list(_chain(error)))))
    return event


def _exception(given: Any) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    found = given if isinstance(given, tuple) else sys.exc_info() if given else (None, None, None)
    return found[1] if isinstance(found[1], BaseException) else None


def _chain(error: BaseException) -> Iterator[BaseException]:
    """An exception, then what caused it, and so on."""
    seen: set[int] = set()
    next_one: BaseException | None = error
    while next_one is not None and id(next_one) not in seen:
        seen.add(id(next_one))
        yield next_one
        next_one = next_one.__cause__ or (None if next_one.__suppress_context__ else next_one.__context__)


def _told(error: BaseException) -> str:
    words = f": {error}" if isinstance(error, _TELLING) or _before_messages.is_set() else ""
    way = "".join(traceback.format_tb(error.__traceback__))
    return f"Traceback (most recent call last):\n{way}{type(error).__name__}{words}"
