"""What of a library's line and of an exception reaches the log."""

from __future__ import annotations

import io
import json
import logging
import sys
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from limber.serving.logs import configure_logs
from limber.serving.wordless import before_messages

WORD = "zyzzyva"


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What is logged at DEBUG; the process logs as before afterwards."""
    kept, level = logging.root.handlers[:], logging.root.level
    out = io.StringIO()
    monkeypatch.setattr(sys, "stderr", out)
    configure_logs("DEBUG")
    yield out
    before_messages(False)
    logging.root.handlers[:] = kept
    logging.root.setLevel(level)
    structlog.reset_defaults()


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def fail(name: str) -> None:
    """Log an exception with the word, caused by another with the word."""
    try:
        try:
            int(WORD)
        except ValueError as error:
            raise KeyError(WORD) from error
    except KeyError:
        logging.getLogger(name).exception("it failed")


def test_a_library_says_what_it_likes_until_a_message_is_handled(written: io.StringIO) -> None:
    logging.getLogger("aio_pika").warning("no connection to the broker")
    with structlog.contextvars.bound_contextvars(sender="anna"):
        logging.getLogger("rasa.core.processor").error("can't use %s", WORD)
    first, second = lines(written)
    assert first["event"] == "no connection to the broker"
    assert second["event"].startswith("test_wordless.py:")
    assert second["logger"] == "rasa.core.processor"


def test_debug_lines_of_libraries_and_values_of_rasa_s_never_have_words(written: io.StringIO) -> None:
    logging.getLogger("rasa.core.policies").debug("state: %s", WORD)
    structlog.get_logger("rasa.core.processor").debug("processor.message", some_new_key=WORD)
    assert [line["event"] for line in lines(written)][1] == "processor.message"
    assert WORD not in written.getvalue()


@pytest.mark.parametrize("name", ["rasa.core", "limber.channels"])
def test_an_exception_is_told_by_type_and_way_alone(written: io.StringIO, name: str) -> None:
    fail(name)
    (line,) = lines(written)
    assert "ValueError" in line["exception"]
    assert "KeyError" in line["exception"]
    assert "in fail" in line["exception"]
    assert WORD not in written.getvalue()


def test_while_the_server_starts_an_exception_says_what_to_mend(written: io.StringIO) -> None:
    before_messages(True)
    fail("sanic.error")
    assert WORD in written.getvalue()


def test_an_exception_of_the_machine_keeps_its_words(written: io.StringIO) -> None:
    try:
        raise OSError(28, "No space left on device")
    except OSError:
        logging.getLogger("limber.stores").exception("it failed")
    assert "No space left on device" in written.getvalue()


def test_a_lost_task_is_told_without_its_exception_s_words(written: io.StringIO) -> None:
    logging.getLogger("asyncio").error("Task exception was never retrieved\nfuture: <Task %s>", WORD)
    (line,) = lines(written)
    assert line["event"] == "Task exception was never retrieved"


def test_our_own_events_keep_their_values(written: io.StringIO) -> None:
    structlog.get_logger("limber.actions").info("limber.reply", kind="answer")
    assert lines(written)[0]["kind"] == "answer"
