"""Follow-up questions as buttons."""

from __future__ import annotations

from collections.abc import Iterable

from limber.content.models import Answer, Item, Muscle, Stretch
from limber.content.store import ContentStore
from limber.replies.reply import Button

MOST_BUTTONS = 3
"""More than three choices under a message are not read on a phone."""


BUTTON_INTENTS = frozenset(
    {"ask_how_to", "ask_muscle", "ask_hold_time", "ask_easier", "ask_muscles", "ask_harder", "find_stretch"}
)
"""Intents that buttons send, besides those of the store's answers."""


def button_for(store: ContentStore, item: Item) -> Button:
    """The question that leads to an item."""
    if isinstance(item, Stretch):
        return Button(item.title, "ask_how_to", {"stretch": item.id})
    if isinstance(item, Muscle):
        return Button(item.title, "ask_muscle", {"muscle": item.id})
    assert isinstance(item, Answer)
    return Button(item.title, item.intent, {} if item.main else {"answer": item.id})


def related_buttons(store: ContentStore, item: Item, beside: Iterable[str] = ()) -> tuple[Button, ...]:
    """Buttons to the items that an item names as related, without those beside it."""
    shown = {item.id, *beside}
    others = [other for other in map(store.item, item.related) if other is not None and other.id not in shown]
    return tuple(button_for(store, other) for other in others[:MOST_BUTTONS])


def item_buttons(store: ContentStore, items: Iterable[Item]) -> tuple[Button, ...]:
    """Buttons to some items."""
    return tuple(button_for(store, item) for item in items)


def stretch_buttons(store: ContentStore, stretch: Stretch, asked: str) -> tuple[Button, ...]:
    """What people ask next about a stretch, without what was just asked."""
    say, about = store.phrases.say, {"stretch": stretch.id}
    choices = (
        Button(say("button_how_to", name=in_sentence(stretch)), "ask_how_to", about),
        Button(say("button_hold"), "ask_hold_time", about),
        Button(say("button_easier"), "ask_easier", about),
        Button(say("button_muscles"), "ask_muscles", about),
        Button(say("button_harder"), "ask_harder", about),
    )
    return tuple(button for button in choices if button.intent != asked)[:MOST_BUTTONS]


def in_sentence(item: Item) -> str:
    """A title as it stands inside a sentence: small first letter."""
    return item.title[:1].lower() + item.title[1:]


def start_buttons(store: ContentStore) -> tuple[Button, ...]:
    """Where to start, for somebody who has not asked anything yet."""
    answers = (store.main_answer(intent) for intent in ("ask_hold_time", "ask_when_to_seek_help"))
    return (
        Button(store.phrases.say("title_find_stretch"), "find_stretch"),
        *item_buttons(store, filter(None, answers)),
    )
