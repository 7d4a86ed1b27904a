"""What to say (:class:`Reply`) and how to say it in a channel; no Rasa import."""

from limber.replies.buttons import (
    BUTTON_INTENTS,
    button_for,
    in_sentence,
    item_buttons,
    related_buttons,
    start_buttons,
    stretch_buttons,
)
from limber.replies.reply import Block, Button, Kind, Reply, joined
from limber.replies.rest import Message, to_messages, to_rasa

__all__ = [
    "BUTTON_INTENTS",
    "Block",
    "Button",
    "Kind",
    "Message",
    "Reply",
    "button_for",
    "in_sentence",
    "item_buttons",
    "joined",
    "related_buttons",
    "start_buttons",
    "stretch_buttons",
    "to_messages",
    "to_rasa",
]
