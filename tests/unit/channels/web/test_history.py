"""Stored events as turns."""

from __future__ import annotations

from typing import Any

from limber.channels.web.history import as_turns
from limber.content import ContentStore


def said(message: str, text: str, title: str | None = None) -> dict[str, Any]:
    metadata = {"title": title} if title else None
    return {"event": "user", "message_id": message, "text": text, "metadata": metadata}


def answered(text: str) -> dict[str, Any]:
    return {"event": "bot", "text": text, "data": {"buttons": None, "custom": None}, "metadata": {}}


def thumb(turn: str, value: str) -> dict[str, Any]:
    return {"event": "limber_feedback", "turn": turn, "value": value, "reason": None}


def test_each_message_has_its_answers_and_last_thumb(store: ContentStore) -> None:
    turns = as_turns(
        [
            answered("before anything was said"),
            said("m1", "/ask_hold_time", "How long?"),
            answered("Hold it."),
            answered("Breathe."),
            said("m2", "and now?"),
            thumb("m1", "up"),
            answered("Rest."),
            thumb("m1", "down"),
            thumb("gone", "up"),
        ],
        store,
    )

    assert [(turn["id"], turn["text"], turn["feedback"]) for turn in turns] == [
        ("m1", "How long?", "down"),
        ("m2", "and now?", None),
    ]
    assert [[block["text"] for block in turn["reply"]["blocks"]] for turn in turns] == [
        ["Hold it.", "Breathe."],
        ["Rest."],
    ]


def test_a_turn_that_said_nothing_shows_the_apology_that_was_made(store: ContentStore) -> None:
    (turn,) = as_turns([said("m1", "hello")], store)

    assert turn["reply"]["kind"] == "fallback"
    assert turn["reply"]["blocks"][0]["text"] == store.phrases.say("trouble")


def test_nothing_stored_is_no_history(store: ContentStore) -> None:
    assert as_turns([], store) == []
