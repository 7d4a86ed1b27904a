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
from limber.replies.contacts import Telephone, contacts_for, telephones
from limber.replies.reply import CANNOT_WAIT, Block, Button, Kind, Reply, joined
from limber.replies.rest import Message, to_messages, to_rasa
from limber.replies.turn import Choice, Turn
from limber.replies.web import cards, shown, to_turn

__all__ = [
    "BUTTON_INTENTS",
    "CANNOT_WAIT",
    "Block",
    "Button",
    "Choice",
    "Kind",
    "Message",
    "Reply",
    "Telephone",
    "Turn",
    "button_for",
    "cards",
    "contacts_for",
    "in_sentence",
    "item_buttons",
    "joined",
    "related_buttons",
    "shown",
    "start_buttons",
    "stretch_buttons",
    "telephones",
    "to_messages",
    "to_rasa",
    "to_turn",
]
