"""Structured logs, one JSON object a line, without what people wrote."""

from __future__ import annotations

import logging
import logging.config
import re
import sys
from collections.abc import MutableMapping
from typing import Any

import structlog

_PRIVATE = frozenset(
    {"text", "message", "parse_data_text", "parse_data", "parse_data_entities", "slot_values", "rasa_events"}
)
"""Keys under which Rasa logs message text or what it read in it."""


_CONVERSATION = re.compile(r"([a-z]+-[0-9a-f]{6})[0-9a-f]{26}")
"""Whoever knows a whole id of the web channel can read the conversation; the others are shortened too."""


def configure_logs(level: str = "INFO") -> None:
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
        _drop_private,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
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


def _drop_private(_: Any, __: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    for key in _PRIVATE & event.keys():
        del event[key]
    return event
