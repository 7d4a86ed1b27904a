"""Stored events as the turns that a person saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from limber.content.store import ContentStore
from limber.replies import Kind, Reply, to_rasa, to_turn

TITLE = "title"
"""Key of a message's metadata: what the person saw themselves say, where another text is stored."""

Event = Mapping[str, Any]


def as_turns(events: Iterable[Event], store: ContentStore) -> list[dict[str, Any]]:
    """The turns of a conversation, oldest first.

    Args:
        events: messages, replies and feedback in order, as Rasa serialises them; replies before
            the first message are left out.
        store: for what the replies show of it.
    """
    turns: list[tuple[Event, list[Event]]] = []
    thumbs: dict[str, str] = {}
    for event in events:
        if event["event"] == "user":
            turns.append((event, []))
        elif event["event"] == "bot" and turns:
            turns[-1][1].append(event)
        elif event["event"] == "limber_feedback":
            thumbs[event["turn"]] = event["value"]
    return [
        {
            "id": said["message_id"],
            "text": (said.get("metadata") or {}).get(TITLE) or said["text"],
            "reply": as_reply(said["message_id"], answers, store),
            "feedback": thumbs.get(said["message_id"]),
        }
        for said, answers in turns
    ]


def as_reply(turn: str, answers: Iterable[Event], store: ContentStore) -> dict[str, Any]:
    """The reply of a turn; a turn that said nothing was apologised for.

    Args:
        turn: id of its message.
        answers: the stored replies.
        store: for what they show of it.
    """
    messages = [
        {**(answer.get("metadata") or {}), **(answer.get("data") or {}), "text": answer.get("text")}
        for answer in answers
    ]
    return to_turn(turn, messages or apology(store), store)


def apology(store: ContentStore) -> list[dict[str, Any]]:
    """What is said where a turn failed."""
    return to_rasa(Reply.of(Kind.FALLBACK, store.phrases.say("trouble")))
