"""What Slack answers, as what to do about it."""

from __future__ import annotations

import json

import pytest

from limber.channels.messaging.client import Answer
from limber.channels.messaging.patience import LaterError, NotSentError, RejectedError, UnreachableError
from limber.channels.slack.api import check


def raised(
    status: int, body: str, method: str = "chat.postMessage", after: float | None = None
) -> NotSentError:
    with pytest.raises(NotSentError) as caught:
        check(method, Answer(status, body, after))
    return caught.value


def error(name: str) -> str:
    return json.dumps({"ok": False, "error": name})


def test_what_is_taken() -> None:
    check("chat.postMessage", Answer(200, '{"ok": true}'))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (429, error("ratelimited")),
        (429, ""),
        (200, error("internal_error")),
        (200, error("invalid_auth")),
        (200, "{}"),
        (200, ""),
        (503, "<html>"),
        (200, "[" * 100_000),
    ],
)
def test_what_may_go_better_later(status: int, body: str) -> None:
    found = raised(status, body, after=7)

    assert isinstance(found, LaterError)
    assert found.after == 7


@pytest.mark.parametrize("name", ["channel_not_found", "is_archived", "not_in_channel", "expired_url"])
def test_places_that_can_not_be_written_to(name: str) -> None:
    assert isinstance(raised(200, error(name)), UnreachableError)


@pytest.mark.parametrize("body", ["", "expired_url", error("used_url"), "404"])
def test_an_address_that_has_expired(body: str) -> None:
    assert isinstance(raised(404, body, "response_url"), UnreachableError)


@pytest.mark.parametrize("name", ["invalid_blocks", "msg_too_long", "no_text"])
def test_what_slack_never_takes(name: str) -> None:
    assert isinstance(raised(200, error(name)), RejectedError)
