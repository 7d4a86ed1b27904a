"""What Telegram delivers, read."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limber.channels.telegram.updates import (
    Bot,
    Incoming,
    UnreadableError,
    needs_name,
    parse_update,
    read_update,
)

BOT = Bot(99, "limber_bot")
ANNA = {"id": 7, "is_bot": False, "first_name": "Anna"}
PRIVATE = {"id": 7, "type": "private"}
GROUP = {"id": -100, "type": "supergroup"}


def message(chat: dict[str, Any] = PRIVATE, **content: Any) -> dict[str, Any]:
    return {"message_id": 5, "date": 1700000000, "chat": chat, "from": ANNA, **content}


def read(kind: str = "message", chat: dict[str, Any] = PRIVATE, **content: Any) -> Incoming | None:
    return read_update(parse_update({"update_id": 3, kind: message(chat, **content)}), BOT)


def heard(kind: str = "message", chat: dict[str, Any] = PRIVATE, **content: Any) -> Incoming:
    found = read(kind, chat, **content)
    assert found is not None
    return found


def test_words_in_a_private_chat() -> None:
    assert heard(text="how long?") == Incoming(3, 7, 7, 1700000000, True, text="how long?")


@pytest.mark.parametrize(
    ("content", "media"),
    [
        ({"photo": [{"file_id": "x"}]}, "picture"),
        ({"voice": {"file_id": "x"}}, "voice"),
        ({"audio": {"file_id": "x"}}, "voice"),
        ({"video": {"file_id": "x"}}, "video"),
        ({"video_note": {"file_id": "x"}}, "video"),
        ({"animation": {"file_id": "x"}, "document": {"file_id": "x"}}, "video"),
        ({"document": {"file_id": "x"}}, "document"),
        ({"sticker": {"file_id": "x"}}, "sticker"),
        ({"location": {"longitude": 1, "latitude": 2}}, "location"),
        ({"venue": {"title": "x"}, "location": {"longitude": 1, "latitude": 2}}, "location"),
        ({"contact": {"phone_number": "1"}}, "contact"),
        ({"poll": {"id": "1"}}, "other"),
        ({"dice": {"value": 1}}, "other"),
        ({"something_of_2030": {"a": 1}}, "other"),
        ({"something_of_2030": {"a": 1}, "forward_origin": {}, "media_group_id": "1"}, "other"),
    ],
    ids=str,
)
def test_things_that_are_no_words(content: dict[str, Any], media: str) -> None:
    assert (heard(**content).media, heard(**content).text) == (media, "")


def test_a_caption_is_words_and_says_what_came_with_them() -> None:
    found = heard(photo=[{"file_id": "x"}], caption="is this right?", caption_entities=[{"type": "bold"}])

    assert (found.text, found.media) == ("is this right?", "picture")


@pytest.mark.parametrize(
    "content",
    [
        {"pinned_message": {"message_id": 4}},
        {"new_chat_members": [ANNA]},
        {"left_chat_member": ANNA},
        {"group_chat_created": True},
        {"migrate_to_chat_id": -1001},
        {"message_auto_delete_timer_changed": {"message_auto_delete_time": 5}},
        {"video_chat_started": {}},
        {"write_access_allowed": {"from_request": True}},
        {},
    ],
    ids=str,
)
def test_what_happens_in_a_chat_is_no_message(content: dict[str, Any]) -> None:
    assert read(**content) is None


@pytest.mark.parametrize(
    "kind",
    [
        "channel_post",
        "edited_channel_post",
        "my_chat_member",
        "chat_member",
        "inline_query",
        "poll",
        "message_reaction",
        "something_of_2030",
    ],
)
def test_other_kinds_of_updates_are_not_for_limber(kind: str) -> None:
    assert read(kind, text="how long?") is None


def test_edited_words_are_heard_and_other_edits_are_not() -> None:
    assert heard("edited_message", text="how long?", edit_date=1).text == "how long?"
    assert heard("edited_message", photo=[{}], caption="is this right?").text == "is this right?"
    assert read("edited_message", photo=[{"file_id": "x"}]) is None
    assert read("edited_message", location={"longitude": 1, "latitude": 2}) is None


def test_other_bots_are_not_answered() -> None:
    assert read(text="how long?", **{"from": {**ANNA, "is_bot": True}}) is None


@pytest.mark.parametrize(
    ("text", "more", "heard_as"),
    [
        ("@limber_bot how long?", {}, "how long?"),
        ("how long, @Limber_Bot, do i hold?", {}, "how long, , do i hold?"),
        ("@limber_bot\nhow long?", {}, "how long?"),
        ("/help@limber_bot", {}, "/help"),
        ("how long?", {"reply_to_message": message(**{"from": {"id": 99, "is_bot": True}})}, "how long?"),
        ("@limber_bot", {}, ""),
    ],
)
def test_in_a_group_whoever_addresses_the_bot_is_heard(
    text: str, more: dict[str, Any], heard_as: str
) -> None:
    found = heard(chat=GROUP, text=text, **more)

    assert (found.text, found.reply_to, found.private) == (heard_as, 5, False)


@pytest.mark.parametrize(
    ("text", "more"),
    [
        ("how long?", {}),
        ("/help", {}),
        ("/help@other_bot", {}),
        ("@limber_bots how long?", {}),
        ("how long?", {"reply_to_message": message(**{"from": {"id": 98, "is_bot": True}})}),
        ("/help@other_bot", {"reply_to_message": message(**{"from": {"id": 99, "is_bot": True}})}),
    ],
)
def test_in_a_group_nothing_else_is_heard(text: str, more: dict[str, Any]) -> None:
    assert read(chat=GROUP, text=text, **more) is None
    assert read(chat=GROUP, sticker={"file_id": "x"}) is None


def test_a_topic_is_kept() -> None:
    found = heard(chat=GROUP, text="@limber_bot hi", is_topic_message=True, message_thread_id=12)

    assert found.thread == 12


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/help", "help"),
        ("/HELP ", "help"),
        ("/start", "start"),
        ("/start from-the_poster", "start"),
        ("/start my foot is numb", None),
        ("/stop my foot is numb", None),
        ("/help\nmy foot is numb", None),
        ("help", None),
        ('/ask_how_to{"stretch": "pigeon"}', None),
        ("/ help", None),
    ],
)
def test_a_command_stands_alone(text: str, command: str | None) -> None:
    assert heard(text=text).command == command


def pressed(**message_: Any) -> Incoming:
    query = {"id": "q1", "from": ANNA, "data": "0:ab", "message": message_ or None}
    found = read_update(parse_update({"update_id": 3, "callback_query": query}), BOT)
    assert found is not None
    return found


def test_a_press_has_the_buttons_words() -> None:
    keyboard = [[{"text": "How long?", "callback_data": "0:ab"}, {"text": "Easier", "callback_data": "1:cd"}]]

    press = pressed(**message(reply_markup={"inline_keyboard": keyboard})).press

    assert press is not None
    assert (press.query, press.message, press.data, press.title) == ("q1", 5, "0:ab", "How long?")


@pytest.mark.parametrize("markup", [None, {}, {"inline_keyboard": 5}, {"inline_keyboard": [5, [5]]}])
def test_a_press_without_words_is_a_press(markup: Any) -> None:
    press = pressed(**message(reply_markup=markup)).press

    assert press is not None
    assert press.title is None
    assert pressed().chat == ANNA["id"]


def test_what_is_kept_comes_back_as_it_was() -> None:
    for incoming in (heard(text="how long?"), pressed(), replace(heard(text="x"), refused=9)):
        assert Incoming.from_json(incoming.as_json()) == incoming


def test_only_groups_need_the_bots_name() -> None:
    assert needs_name(parse_update({"update_id": 3, "message": message(GROUP, text="x")}))
    assert not needs_name(parse_update({"update_id": 3, "message": message(text="x")}))
    assert not needs_name(parse_update({"update_id": 3}))
    assert (
        read_update(parse_update({"update_id": 3, "message": message(text="@ x")}), Bot(99, "")) is not None
    )


@pytest.mark.parametrize(
    "data",
    [
        None,
        5,
        "x",
        [],
        {},
        {"update_id": "x"},
        {"update_id": 1, "message": 5},
        {"update_id": 1, "message": {}},
    ],
    ids=str,
)
def test_what_is_no_update_is_refused(data: object) -> None:
    with pytest.raises(UnreadableError):
        parse_update(data)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["text", "caption", "photo", "from", "reply_markup", "date"]), JSON))
def test_whatever_a_message_holds_it_is_read_or_refused(content: dict[str, Any]) -> None:
    try:
        update = parse_update({"update_id": 3, "message": {**message(), **content}})
    except UnreadableError:
        return
    read_update(update, BOT)
