"""Stored events as the turns that a person saw."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from limber.channels.answering import TITLE
from limber.channels.backend import said_in
from limber.content.store import ContentStore
from limber.replies import to_turn

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
            "reply": to_turn(said["message_id"], said_in(answers), store),
            "feedback": thumbs.get(said["message_id"]),
        }
        for said, answers in turns
    ]
