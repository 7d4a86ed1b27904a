"""What Slack's requests tell."""

from __future__ import annotations

import json
from typing import Any

import pytest

from limber.channels.messaging.reading import UnreadableError
from limber.channels.slack.incoming import Incoming, Press, plain_text, read_body, read_request

MESSAGE = {
    "type": "message",
    "channel": "D1",
    "channel_type": "im",
    "user": "U1",
    "text": "How long?",
    "ts": "1700000000.000100",
}
BUTTON = {"type": "button", "value": "/ask", "text": {"type": "plain_text", "text": "How?"}}
SHOWN = {"ts": "1700000000.000200", "text": "Hello", "blocks": [{"type": "divider"}], "user": "U0"}
PRESS = {
    "type": "block_actions",
    "trigger_id": "1.2.a",
    "user": {"id": "U1"},
    "team": {"id": "T1"},
    "channel": {"id": "D1"},
    "container": {"type": "message"},
    "message": SHOWN,
    "actions": [BUTTON],
    "response_url": "https://hooks.slack.example/1",
}
COMMAND = {
    "command": "/limber",
    "trigger_id": "1.2.b",
    "user_id": "U1",
    "team_id": "T1",
    "channel_id": "C1",
    "text": "how long?",
    "response_url": "https://hooks.slack.example/2",
}


def event(**more: Any) -> Incoming | None:
    content = {name: value for name, value in {**MESSAGE, **more}.items() if value is not None}
    return read_request({"type": "event_callback", "event_id": "Ev1", "team_id": "T1", "event": content})


def test_a_direct_message() -> None:
    read = event()

    assert read == Incoming("Ev1", "T1", "D1", "U1", True, 1_700_000_000_000_100, "How long?")
    assert Incoming.from_json(json.loads(json.dumps(read.as_json()))) == read


def test_in_a_thread_it_is_answered_there() -> None:
    read = event(thread_ts="1600000000.000100")

    assert read is not None
    assert read.thread == "1600000000.000100"


def test_who_names_the_app_opens_a_thread() -> None:
    read = event(type="app_mention", channel="C1", channel_type=None, text="<@U0> how?")

    assert read is not None
    assert (read.text, read.private, read.thread) == ("how?", False, MESSAGE["ts"])


@pytest.mark.parametrize("subtype", ["me_message", "thread_broadcast", "file_share"])
def test_subtypes_that_people_write(subtype: str) -> None:
    assert event(subtype=subtype) is not None


def test_files_are_media() -> None:
    read = event(subtype="file_share", text="", files=[{"mimetype": "image/png"}, {}])

    assert read is not None
    assert read.media == "picture"


def test_a_changed_message_counts_where_its_words_changed() -> None:
    now = {"user": "U1", "text": "How long now?"}
    changed = {"subtype": "message_changed", "user": None, "text": None, "message": now}

    read = event(**changed, previous_message={"text": "How?"})
    assert read is not None
    assert (read.text, read.user) == ("How long now?", "U1")
    assert event(**changed, previous_message={"text": now["text"]}) is None
    assert event(**{**changed, "message": {**now, "bot_id": "B1"}}) is None


@pytest.mark.parametrize(
    "more",
    [
        {"channel_type": "channel"},
        {"channel_type": None},
        {"type": "reaction_added", "user": {"no": "id"}},
        {"type": "app_mention"},
        {"bot_id": "B1"},
        {"subtype": "bot_message"},
        {"subtype": "channel_join"},
        {"subtype": "message_deleted", "user": None},
        {"user": None},
    ],
)
def test_what_needs_no_answer(more: dict[str, Any]) -> None:
    assert event(**more) is None


def test_a_press_knows_the_message_that_shows_the_button() -> None:
    read = read_request(PRESS)

    assert read is not None
    assert read.press == Press("/ask", "How?", SHOWN["ts"], SHOWN["blocks"], "Hello")
    assert (read.private, read.reply_url, read.thread) == (True, None, None)
    assert Incoming.from_json(json.loads(json.dumps(read.as_json()))) == read


@pytest.mark.parametrize("more", [{"message": None}, {"container": {"is_ephemeral": True}}])
def test_a_press_on_what_only_one_person_sees_is_answered_there(more: dict[str, Any]) -> None:
    read = read_request({**PRESS, **more, "channel": {"id": "C1"}})

    assert read is not None
    assert (read.private, read.reply_url) == (True, PRESS["response_url"])
    assert read.press == Press("/ask", "How?")


def test_a_press_on_something_else_is_nothing() -> None:
    assert read_request({**PRESS, "actions": [{"type": "datepicker"}]}) is None


def test_a_command_is_private() -> None:
    read = read_request(COMMAND)

    assert read is not None
    assert (read.id, read.text, read.private) == ("1.2.b", "how long?", True)
    assert read.reply_url == COMMAND["response_url"]


@pytest.mark.parametrize("kind", ["view_submission", "app_rate_limited", "shortcut"])
def test_what_is_not_known_is_nothing(kind: str) -> None:
    assert read_request({"type": kind}) is None


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"type": 5},
        {"type": "event_callback"},
        {"type": "event_callback", "event_id": "a b", "team_id": "T1", "event": MESSAGE},
        {"type": "event_callback", "event_id": "Ev1", "team_id": "T1", "event": {**MESSAGE, "ts": "now"}},
        {"type": "event_callback", "event_id": "Ev1", "team_id": "T1", "event": {**MESSAGE, "channel": {}}},
        {**PRESS, "actions": []},
        {**PRESS, "trigger_id": ""},
        {**COMMAND, "response_url": None},
    ],
)
def test_what_has_another_form(fields: dict[str, Any]) -> None:
    with pytest.raises(UnreadableError):
        read_request(fields)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<@U0>how &lt;b&gt; &amp; why", "how <b> & why"),
        ("see <https://a.example|this> and <https://b.example>", "see this and https://b.example"),
        ("call <tel:999|999> in <#C1|general> <!here>", "call 999 in general"),
        ("a < b > c", "a < b > c"),
        ("two\nlines", "two\nlines"),
    ],
)
def test_words_as_people_see_them(text: str, shown: str) -> None:
    assert plain_text(text) == shown


class TestBody:
    def test_json_forms_and_json_in_forms(self) -> None:
        form = "application/x-www-form-urlencoded; charset=utf-8"

        assert read_body(b'{"a": 1}', "application/json") == {"a": 1}
        assert read_body(b"command=%2Fx&text=", form) == {"command": "/x", "text": ""}
        assert read_body(b"payload=%7B%22a%22%3A1%7D", form) == {"a": 1}

    @pytest.mark.parametrize(
        ("body", "kind"),
        [
            (b"", "application/json"),
            (b"[1]", "application/json"),
            (b"\xff", "application/json"),
            (b"[" * 100_000, ""),
            (b"payload=x", "application/x-www-form-urlencoded"),
            (b"\xff=1", "application/x-www-form-urlencoded"),
            (b"a=1&" * 1000, "application/x-www-form-urlencoded"),
        ],
    )
    def test_what_is_neither(self, body: bytes, kind: str) -> None:
        with pytest.raises(UnreadableError):
            read_body(body, kind)
