"""A turn's messages as the one structured reply that the web widget shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from limber.content.models import Range, Stretch
from limber.content.store import ContentStore
from limber.replies.buttons import button_for
from limber.replies.reply import Button, Kind
from limber.replies.turn import Turn

MEDIA = "/media/"
"""Where pictures are served."""


def to_turn(turn: str, messages: Iterable[Mapping[str, Any]], store: ContentStore) -> dict[str, Any]:
    """One reply out of the messages of a turn.

    Args:
        turn: id of the message that is answered.
        messages: what was said, as Rasa's channels get it.
        store: for the facts of the stretches and the numbers to call.
    """
    said = Turn.of(messages)
    steps = said.kind is Kind.STEPS
    return {
        **said.contract,
        "turn": turn,
        "blocks": [
            {"text": block.text, "items": list(block.items), "numbered": block.numbered}
            for block in said.blocks
        ],
        "buttons": [{"title": choice.title, "payload": choice.payload} for choice in said.choices],
        "cards": cards(store, said.content_ids) if steps else [],
        "contacts": said.contacts(store),
    }


def cards(store: ContentStore, content_ids: Iterable[str]) -> list[dict[str, Any]]:
    """The facts of those items that are stretches."""
    return [_card(store, store.stretches[one]) for one in content_ids if one in store.stretches]


def _card(store: ContentStore, stretch: Stretch) -> dict[str, Any]:
    return {
        "id": stretch.id,
        "title": stretch.title,
        "image": MEDIA + stretch.image if stretch.image else None,
        "alt": stretch.image_alt or "",
        "targets": [store.muscles[one].title for one in stretch.targets],
        "kind": stretch.kind,
        "hold_seconds": _pair(stretch.hold_seconds),
        "repeats": _pair(stretch.repeats),
        "repetitions": _pair(stretch.repetitions),
        "per_side": stretch.per_side,
        "easier": [shown(button_for(store, store.stretches[one])) for one in stretch.easier],
        "harder": [shown(button_for(store, store.stretches[one])) for one in stretch.harder],
    }


def _pair(limits: Range | None) -> list[int] | None:
    return [limits.low, limits.high] if limits else None


def shown(button: Button) -> dict[str, str]:
    """A button as the widget gets it."""
    return {"title": button.title, "payload": button.payload}
