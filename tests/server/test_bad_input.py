"""Whatever comes in gets a friendly reply or a clear refusal, and the next message works."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.replies import contract_of, said
from tests.running import LimberServer


@pytest.fixture(autouse=True)
def still_well(server: LimberServer) -> Iterator[None]:
    """After each test the same process answers the next message."""
    yield
    assert server.alive()
    replies = server.say("how long do I hold the pigeon pose?")
    assert contract_of(replies)["content_ids"] == ["pigeon"]


def post(server: LimberServer, content: bytes, kind: str = "application/json") -> httpx.Response:
    """Send a body; nothing may fail inside."""
    before = len(server.output)
    answer = server.post(content, kind)
    assert "Traceback" not in server.output[before:], server.output[before:]
    return answer


def body(message: Any, sender: Any = "") -> bytes:
    return json.dumps({"sender": sender or uuid.uuid4().hex, "message": message}).encode()


def check_refusal(answer: httpx.Response) -> None:
    """A 4xx with a JSON error that says what is wrong and nothing about the inside."""
    assert 400 <= answer.status_code < 500
    assert answer.headers["content-type"].startswith("application/json")
    error = answer.json()["error"]
    assert isinstance(error, str)
    assert error
    assert "Traceback" not in answer.text
    assert ".py" not in answer.text


def check_reply(answer: httpx.Response) -> str:
    """A friendly reply with a contract message; gives its kind."""
    assert answer.status_code == 200, answer.text
    assert "Traceback" not in said(answer.json())
    return str(contract_of(answer.json())["kind"])


def check_either(answer: httpx.Response) -> None:
    """A friendly reply or a clear refusal."""
    if answer.status_code == 200:
        check_reply(answer)
    else:
        check_refusal(answer)


REPLIED = {
    "empty": "",
    "spaces": "  \t\n ",
    "dots": "...",
    "emoji": "\U0001f600\U0001f44d\U0001f3fd",
    "flag and joiner": "\U0001f1eb\U0001f1f7 \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "3,000 characters": "how long do I hold it? " * 130,
    "60 questions": "how long? why? when? " * 20,
    "a very long word": "a" * 1999,
    "a long word with digits": "stretch1" * 240,
    "html": "<b>hello</b> <script>alert(1)</script>",
    "sql": "'; DROP TABLE events; --",
    "a template": "{name} {{7*7}} ${jndi:ldap://x} %s %n",
    "NUL and control": "how long\x00 do I \x07hold\x1b[31m it",
    "right to left": "\u0643\u0645 \u0645\u0646 \u0627\u0644\u0648\u0642\u062a",
    "chinese": "\u6211\u5e94\u8be5\u4fdd\u6301\u591a\u4e45",
    "cyrillic": "\u0421\u043a\u043e\u043b\u044c\u043a\u043e \u0434\u0435\u0440\u0436\u0430\u0442\u044c",
    "hindi": "\u0915\u093f\u0924\u0928\u0940 \u0926\u0947\u0930",
    "thai": "\u0e19\u0e32\u0e19\u0e41\u0e04\u0e48\u0e44\u0e2b\u0e19",
    "combining marks": "h" + "\u0301" * 500 + "ow long",
    "byte order mark": "\ufeffhow long",
    "math letters": "\U0001d421\U0001d428\U0001d430 long",
    "restart": "/restart",
    "session start": "/session_start",
    "back": "/back",
    "unknown command": '/nonexistent{"stretch": "pigeon"}',
    "unknown id": '/ask_hold_time{"stretch": "nonsense"}',
    "unknown entity": '/ask_hold_time{"nonsense": "pigeon"}',
    "unknown intent like ours": "/ask_nonsense",
    "a report as a command": "/report_emergency",
    "broken command": '/ask_hold_time{"stretch": ',
    "command with confidence": "/ask_hold_time@0.1",
    "command with more": '/ask_hold_time{"stretch": "pigeon"} and my legs are numb',
    "slash": "/",
    "slashes": "/////",
    "an external trigger": "EXTERNAL: /ask_hold_time",
    "line ends": "how\r\nlong\u2028do\u2029I hold it",
}


@pytest.mark.parametrize("message", REPLIED.values(), ids=REPLIED)
def test_an_odd_message_gets_a_friendly_reply(server: LimberServer, message: str) -> None:
    check_reply(post(server, body(message)))


LISTS = {
    "a list": '/ask_hold_time{"stretch": ["pigeon"]}',
    "an object": '/ask_hold_time{"stretch": {"pigeon": 1}}',
}


@pytest.mark.parametrize("message", LISTS.values(), ids=LISTS)
def test_a_command_with_a_list_for_an_id_gets_a_friendly_reply(server: LimberServer, message: str) -> None:
    check_reply(post(server, body(message)))


@pytest.mark.parametrize("message", ["", "\U0001f600", "..."])
def test_a_message_without_words_asks_for_one(server: LimberServer, message: str) -> None:
    assert check_reply(post(server, body(message))) == "clarify"


def test_a_long_message_is_told_the_limit(server: LimberServer) -> None:
    answer = post(server, body("x" * 3000))
    assert check_reply(answer) == "clarify"
    assert "2,000" in said(answer.json())


@pytest.mark.parametrize("command", ["/restart", "/session_start"])
def test_nobody_can_reset_a_conversation_by_a_command(server: LimberServer, command: str) -> None:
    sender = uuid.uuid4().hex
    server.say("how do I do the cat cow?", sender)
    server.say(command, sender)
    assert contract_of(server.say("how long do I hold it?", sender))["content_ids"] == ["cat_cow"]


def test_html_is_not_said_back(server: LimberServer) -> None:
    replies = server.say("<script>alert('pigeon')</script>")
    assert "<script" not in json.dumps(replies)


NO_MESSAGE = {
    "missing message": b'{"sender": "anna"}',
    "null": b'{"sender": "anna", "message": null}',
    "null sender": b'{"sender": null, "message": "hello"}',
    "lone surrogate": b'{"sender": "anna", "message": "how long \\ud800 do I hold it \\udfff"}',
    "only a lone surrogate": b'{"sender": "anna", "message": "\\ud800"}',
    "more fields": b'{"sender": "anna", "message": "hello", "metadata": {"a": [1]}, "input_channel": "x"}',
    "the same field twice": b'{"sender": "anna", "message": "hello", "message": "bye"}',
    "another content type": b'{"sender": "anna", "message": "hello"}',
}


@pytest.mark.parametrize("content", NO_MESSAGE.values(), ids=NO_MESSAGE)
def test_an_odd_body_gets_a_friendly_reply_or_a_refusal(server: LimberServer, content: bytes) -> None:
    check_either(post(server, content, "text/plain" if b"another" in content else "application/json"))


REFUSED = {
    "nothing": b"",
    "binary": bytes(range(256)),
    "no utf-8": b'{"sender": "anna", "message": "\xff\xfe"}',
    "broken json": b'{"sender": "anna", "message": "hel',
    "a list": b'[{"sender": "anna", "message": "hello"}]',
    "a string": b'"hello"',
    "a number": b"1",
    "null": b"null",
    "a number for a message": b'{"sender": "anna", "message": 5}',
    "a list for a message": b'{"sender": "anna", "message": ["hello"]}',
    "an object for a message": b'{"sender": "anna", "message": {"text": "hello"}}',
    "a number for a sender": b'{"sender": 5, "message": "hello"}',
    "a list for a sender": b'{"sender": ["anna"], "message": "hello"}',
    "sender with NUL": b'{"sender": "an\\u0000na", "message": "hello"}',
    "sender with a lone surrogate": b'{"sender": "anna\\ud800", "message": "hello"}',
    "sender with a line end": b'{"sender": "anna\\n", "message": "hello"}',
    "sender of other letters": '{"sender": "\u00e4nna", "message": "hello"}'.encode(),
    "sender with a path": b'{"sender": "../anna", "message": "hello"}',
    "sender too long": json.dumps({"sender": "a" * 129, "message": "hello"}).encode(),
    "100 kB": json.dumps({"sender": "anna", "message": "hello " * 17_000}).encode(),
    "deep json": b'{"message": ' + b"[" * 30_000 + b"]" * 30_000 + b"}",
    "deep objects": b'{"a": ' * 5_000 + b"1" + b"}" * 5_000,
    "a form": b"sender=anna&message=hello",
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED)
def test_a_wrong_body_is_refused_clearly(server: LimberServer, content: bytes) -> None:
    check_refusal(post(server, content))


SIGN = "I can't control my bladder any more"

REFUSED_WITH_A_SIGN = {
    "sender with a path": json.dumps({"sender": "../anna", "message": SIGN}).encode(),
    "sender of another channel": json.dumps({"sender": "web-0", "message": SIGN}).encode(),
    "a number for a sender": json.dumps({"sender": 5, "message": SIGN}).encode(),
    "a short id of the message": json.dumps({"message": SIGN, "message_id": "1"}).encode(),
    "a list for a message": json.dumps({"message": [SIGN]}).encode(),
    "broken json": json.dumps({"message": SIGN})[:-2].encode(),
    "100 kB, first": json.dumps({"sender": "anna", "message": f"{SIGN}. {'hello ' * 17_000}"}).encode(),
    "100 kB, later": json.dumps({"message": f"{'hello ' * 10_000} {SIGN}. {'hello ' * 7_000}"}).encode(),
    "no json": SIGN.encode(),
}


@pytest.mark.parametrize("content", REFUSED_WITH_A_SIGN.values(), ids=REFUSED_WITH_A_SIGN)
def test_a_sign_in_what_is_refused_gets_its_words(server: LimberServer, content: bytes) -> None:
    answer = post(server, content)
    assert check_reply(answer) == "escalation"
    assert contract_of(answer.json())["tier"] == "emergency"


def test_a_sign_behind_what_is_read_is_not_looked_for(server: LimberServer) -> None:
    answer = post(server, json.dumps({"message": f"{'hello ' * 17_000} {SIGN}"}).encode())
    assert answer.status_code == 413


def test_a_refusal_says_what_was_expected(server: LimberServer) -> None:
    assert "message" in server.post(b'{"message": 5}').json()["error"]
    assert "sender" in server.post(b'{"sender": 5, "message": "hello"}').json()["error"]
    assert "JSON" in server.post(b"hello").json()["error"]
    assert "bytes" in server.post(b" " * 100_000).json()["error"]


def test_a_body_of_megabytes_is_refused(server: LimberServer) -> None:
    answer = post(server, b" " * 3_000_000)
    assert answer.status_code == 413
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
def test_other_methods_are_refused(server: LimberServer, method: str) -> None:
    answer = httpx.request(method, f"{server.url}/webhooks/rest/webhook")
    assert answer.status_code == 405
    assert "Traceback" not in answer.text


@pytest.mark.parametrize("path", ["/nowhere", "/webhooks/rest/nowhere", "/%00", "/../etc/passwd"])
def test_unknown_addresses_are_refused(server: LimberServer, path: str) -> None:
    answer = httpx.get(server.url + path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.text
