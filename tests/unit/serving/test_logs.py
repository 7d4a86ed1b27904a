"""What a log line tells, and what it never does."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from prometheus_client import REGISTRY

from limber.serving.logs import configure_logs, conversation_code

log = structlog.get_logger()

WEB_ID = "web-" + "0123456789abcdef" * 2


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged, as the process would write it to standard error."""
    handlers, level, config = logging.root.handlers[:], logging.root.level, structlog.get_config()
    stream = io.StringIO()
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stderr", stream)
        configure_logs("INFO")
    yield stream
    logging.root.handlers[:] = handlers
    logging.root.setLevel(level)
    structlog.configure(**config)


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_conversation_is_logged_under_its_code(written: io.StringIO) -> None:
    log.info("limber.too_many", sender="anna@clinic.example")

    (line,) = lines(written)
    assert line["conversation"] == conversation_code("anna@clinic.example")
    assert "anna" not in json.dumps(line)


def test_what_is_logged_in_a_turn_belongs_to_it_and_hides_whose_it_is(written: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(channel="rest", sender="anna.b"):
        # As a library logs that knows nothing of codes.
        logging.getLogger("rasa.core").warning("Conversation 'anna.b' has no domain.")
        log.error("limber.reply_not_sent", reason=f"no such room: {WEB_ID}")

    first, second = lines(written)
    assert {first["conversation"], second["conversation"]} == {conversation_code("anna.b")}
    assert first["channel"] == "rest"
    assert "anna" not in json.dumps([first, second])
    assert WEB_ID not in json.dumps(second)


def test_the_code_can_t_be_made_without_the_key(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = conversation_code("anna")
    monkeypatch.setattr("limber.serving.logs._KEY", b"another key")

    assert conversation_code("anna") != code
    assert len(code) == 16


@pytest.mark.parametrize("key", ["text", "message", "parse_data", "slot_values"])
def test_words_are_never_logged(written: io.StringIO, key: str) -> None:
    log.info("processor.received", **{key: "my back hurts"})

    assert "hurts" not in written.getvalue()


def test_an_error_is_counted_by_event_and_channel(written: io.StringIO) -> None:
    def counted(**labels: str) -> float:
        return REGISTRY.get_sample_value("limber_errors_total", labels) or 0.0

    ours = {"channel": "web", "event": "limber.turn_failed"}
    others = {"channel": "other", "event": "other"}
    before = counted(**ours), counted(**others)

    log.error("limber.turn_failed", sender=WEB_ID)
    log.warning("limber.turn_failed", sender=WEB_ID)
    logging.getLogger("sqlalchemy").error("no such table: %s", "events")

    assert (counted(**ours), counted(**others)) == (before[0] + 1, before[1] + 1)
