"""What the Bot API answers, as what to do about it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from limber.channels.messaging.client import Answer
from limber.channels.messaging.patience import LaterError, NotSentError, RejectedError, UnreachableError
from limber.channels.telegram.api import read_result


def answer(code: int, description: str = "", **parameters: Any) -> str:
    refused: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    if parameters:
        refused["parameters"] = parameters
    return json.dumps(refused)


def raised(status: int, text: str) -> NotSentError:
    with pytest.raises(NotSentError) as caught:
        read_result("sendMessage", Answer(status, text))
    return caught.value


def test_a_result_is_given() -> None:
    assert read_result("sendMessage", Answer(200, '{"ok": true, "result": {"message_id": 5}}')) == {
        "message_id": 5
    }
    assert read_result("answerCallbackQuery", Answer(200, '{"ok": true}')) is None


def test_telegram_says_when_to_come_again() -> None:
    error = raised(429, answer(429, "Too Many Requests: retry after 7", retry_after=7))

    assert isinstance(error, LaterError)
    assert error.after == 7


@pytest.mark.parametrize("after", [None, "soon", -1])
def test_without_a_number_of_seconds_the_usual_pause_counts(after: object) -> None:
    error = raised(429, answer(429, retry_after=after))

    assert isinstance(error, LaterError)
    assert error.after is None


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (500, answer(500, "Internal Server Error")),
        (502, "<html>Bad Gateway</html>"),
        (200, ""),
        (200, '{"ok": tr'),
        (200, "[]"),
        (200, "[" * 100_000),
        (401, answer(401, "Unauthorized")),
        (404, "404 page not found"),
    ],
)
def test_what_may_go_better_later(status: int, text: str) -> None:
    assert isinstance(raised(status, text), LaterError)


@pytest.mark.parametrize(
    ("code", "description"),
    [
        (403, "Forbidden: bot was blocked by the user"),
        (403, "Forbidden: user is deactivated"),
        (400, "Bad Request: chat not found"),
        (400, "Bad Request: group chat was upgraded to a supergroup chat"),
    ],
)
def test_who_is_gone(code: int, description: str) -> None:
    assert isinstance(raised(code, answer(code, description)), UnreachableError)


@pytest.mark.parametrize(
    ("code", "description"),
    [
        (400, "Bad Request: can't parse entities"),
        (404, "Not Found"),
        (409, "Conflict: terminated by other getUpdates request"),
        (413, "Request Entity Too Large"),
    ],
)
def test_what_telegram_will_never_take(code: int, description: str) -> None:
    error = raised(code, answer(code, description))

    assert isinstance(error, RejectedError)
    assert description in str(error)
