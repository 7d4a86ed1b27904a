"""Structured logs, one JSON object a line, without what people wrote and without who they are.

A conversation is logged under a code, made from its id with a key: lines of one conversation are found
together, and whoever reads the log can neither read nor take part in it.
"""

from __future__ import annotations

import hashlib
import hmac
import logging
import logging.config
import os
import re
import secrets
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any

import structlog

from limber.channels.entry import channel_of
from limber.metrics import ERRORS, known_channel
from limber.serving.wordless import tell_exception, without_words

KEY_ENV = "LIMBER_LOG_KEY"
"""Key of the conversations' codes. Unset, each process makes one: codes then differ between servers and
after a restart."""

_KEY = os.environ.get(KEY_ENV, "").encode() or secrets.token_bytes(32)

LEVEL_ENV = "LIMBER_LOG_LEVEL"
"""The lowest level that a server logs; INFO by default."""

_SENDERS = ("sender", "sender_id", "conversation_id", "session_id", "recipient_id")
"""Keys under which we and Rasa log whose conversation it is."""

_CLOSED_ID = re.compile(r"[a-z]+-[0-9a-f]{32}")
"""An id as the web and messaging channels make them, wherever it stands."""


def server_level() -> str:
    """The level that the environment asks for.

    Raises:
        ValueError: there is no such level.
    """
    level = os.environ.get(LEVEL_ENV, "").upper() or "INFO"
    if level not in _LEVELS:
        raise ValueError(f"{LEVEL_ENV} is {level}; expected one of {', '.join(_LEVELS)}")
    return level


_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")


def configure_logs(level: str) -> None:
    """Log to standard error: our events as JSON, Rasa's through the same door.

    Args:
        level: name of the lowest level to log.
    """
    # Deprecations of Rasa's pinned dependencies: nobody who runs Limber can act on them.
    # Captured, because a filter would not outlive the libraries that set filters of their own.
    logging.captureWarnings(True)
    logging.getLogger("py.warnings").setLevel(logging.ERROR)
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_words,
        _count_errors,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                tell_exception,
                _hide_conversations,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.root.handlers[:] = [handler]
    logging.root.setLevel(level)
    for noisy in (
        "apscheduler",
        "tensorflow",
        "sanic.access",
        "sanic.root",
        "rasa_sdk",
        "matplotlib",
        "websockets",
    ):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level)),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def conversation_code(sender: str) -> str:
    """The code under which a conversation is logged: 16 hexadecimal digits.

    Args:
        sender: the conversation's id.
    """
    return hmac.new(_KEY, sender.encode("utf-8", "replace"), hashlib.sha256).hexdigest()[:16]


def _hide_conversations(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    senders = [str(event.pop(key)) for key in _SENDERS if event.get(key)]
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _without_ids(value, senders)
    if senders:
        event["conversation"] = conversation_code(senders[0])
        if channel_of(senders[0]):
            event.setdefault("channel", channel_of(senders[0]))
    return event


def _without_ids(text: str, senders: Iterable[str]) -> str:
    """A text with codes in the place of ids: these ones, and all that have a channel's form."""
    for sender in senders:
        text = re.sub(rf"(?<![\w:+.@-]){re.escape(sender)}(?![\w+@-])", conversation_code(sender), text)
    return _CLOSED_ID.sub(lambda found: conversation_code(found[0]), text)


def _count_errors(_: Any, level: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Count what is logged as an error: no place that logs one can forget to count it."""
    if level in ("error", "exception", "critical"):
        name = str(event.get("event"))
        ours = name if _OUR_EVENT.fullmatch(name) else "other"
        channel = event.get("channel") or channel_of(str(event.get("sender", "")))
        ERRORS.labels(known_channel(channel), ours).inc()
    return event


_OUR_EVENT = re.compile(r"limber\.[a-z_]+")
"""Names of our events stand in the code, so they are few; a library's texts may hold anything."""
