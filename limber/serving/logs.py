"""Structured logs, one JSON object a line, without what people wrote."""

from __future__ import annotations

import logging
import logging.config
import os
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

from limber.serving.wordless import tell_exception, without_words

LEVEL_ENV = "LIMBER_LOG_LEVEL"
"""The lowest level that a server logs; INFO by default."""

_CONVERSATION = re.compile(r"([a-z]+-[0-9a-f]{6})[0-9a-f]{26}")
"""Whoever knows a whole id of the web channel can read the conversation; the others are shortened too."""


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
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                tell_exception,
                _shorten_conversations,
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


def _shorten_conversations(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key, value in event.items():
        if isinstance(value, str):
            event[key] = _CONVERSATION.sub(r"\1", value)
    return event
