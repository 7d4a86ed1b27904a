"""What Twilio answers, as what to do about it."""

from __future__ import annotations

import json

import pytest

from limber.channels.messaging.client import Answer
from limber.channels.messaging.patience import LaterError, NotSentError, RejectedError, UnreachableError
from limber.channels.twilio.api import check

NUMBER = "+447700900000"


def raised(status: int, body: str, after: float | None = None) -> NotSentError:
    with pytest.raises(NotSentError) as caught:
        check(Answer(status, body, after))
    return caught.value


def coded(code: int) -> str:
    return json.dumps({"code": code, "message": f"The number {NUMBER} is wrong", "status": 400})


def test_what_is_taken() -> None:
    check(Answer(201, '{"sid": "SM1"}'))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (429, coded(20429)),
        (400, coded(63018)),
        (401, coded(20003)),
        (403, coded(90010)),
        (500, coded(20500)),
        (502, "<html>"),
        (404, "[" * 100_000),
    ],
)
def test_what_may_go_better_later(status: int, body: str) -> None:
    error = raised(status, body, 7)

    assert isinstance(error, LaterError)
    assert error.after == 7


@pytest.mark.parametrize(("status", "code"), [(400, 21610), (400, 21211), (403, 21408), (400, 63016)])
def test_whoever_can_not_be_written_to(status: int, code: int) -> None:
    assert isinstance(raised(status, coded(code)), UnreachableError)


@pytest.mark.parametrize("code", [21617, 21602, 20404])
def test_what_twilio_never_takes(code: int) -> None:
    assert isinstance(raised(400, coded(code)), RejectedError)


@pytest.mark.parametrize(("status", "code"), [(400, 21211), (400, 1), (429, 20429)])
def test_the_reason_has_no_number(status: int, code: int) -> None:
    assert NUMBER not in str(raised(status, coded(code)))
