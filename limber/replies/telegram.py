"""A turn as Telegram's calls: one tidy message, a picture, a keyboard, numbers to tap."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable, Sequence
from typing import Any

from limber.content.store import ContentStore
from limber.replies.parts import plain_block
from limber.replies.reply import Block, Kind
from limber.replies.splitting import split_text, utf16_length
from limber.replies.turn import Choice, Turn

LONGEST_TEXT = 4096
LONGEST_CAPTION = 1024
"""Telegram counts what is shown, as UTF-16."""

_LONGEST_ROW = 24
"""Characters of titles that fit beside each other on a phone."""

Call = dict[str, Any]
"""``method`` and its parameters, without the chat; ``picture`` names a file to send as ``photo``."""


def to_calls(turn: Turn, store: ContentStore) -> list[Call]:
    """The calls that say a turn, in order.

    The words of an escalation stand alone in the first message: nothing comes before them, and
    numbers to tap come right behind.

    Args:
        turn: what is to be said.
        store: for pictures and numbers.
    """
    escalates = turn.kind is Kind.ESCALATION
    parts = [turn.blocks[:1], turn.blocks[1:]] if escalates else [turn.blocks]
    messages = [_message(text) for blocks in parts for text in _texts(blocks)]
    if messages and turn.choices:
        messages[-1]["reply_markup"] = {"inline_keyboard": keyboard(turn.choices)}
    first = len(_texts(parts[0])) if escalates else 0
    # The numbers of an earlier escalation still stand in the chat.
    cards = [] if turn.reminds else [_card(contact) for contact in turn.contacts(store)]
    return [*messages[:first], *cards, *_pictures(turn, store), *messages[first:]]


def _texts(blocks: Sequence[Block]) -> list[str]:
    """The words of some blocks as HTML, in parts that Telegram takes."""
    plain = "\n\n".join(filter(None, map(plain_block, blocks)))
    leads = {block.text for block in blocks if block.items and block.text}
    return [_as_html(part, leads) for part in split_text(plain, LONGEST_TEXT, utf16_length)]


def _as_html(text: str, leads: Iterable[str]) -> str:
    return "\n".join(
        f"<b>{html.escape(line, quote=False)}</b>" if line in leads else html.escape(line, quote=False)
        for line in text.split("\n")
    )


def plain_text(text: str) -> str:
    """The words of a message that was made by :func:`to_calls`, without its markup."""
    return html.unescape(re.sub(r"</?b>", "", text))


def _message(text: str) -> Call:
    return {
        "method": "sendMessage",
        "text": text,
        "parse_mode": "HTML",
        "link_preview_options": {"is_disabled": True},
    }


def _card(contact: dict[str, str]) -> Call:
    """A number as a contact: the one form that can be tapped for short numbers too."""
    return {"method": "sendContact", "phone_number": contact["number"], "first_name": contact["label"][:64]}


def _pictures(turn: Turn, store: ContentStore) -> list[Call]:
    """The picture of the stretch whose steps are shown."""
    if turn.kind is not Kind.STEPS:
        return []
    shown = [store.stretches[one] for one in turn.content_ids if one in store.stretches]
    return [
        {
            "method": "sendPhoto",
            "picture": stretch.image,
            "caption": _caption(stretch.title, stretch.image_alt or ""),
            "parse_mode": "HTML",
        }
        for stretch in shown
        if stretch.image
    ]


def _caption(title: str, alt: str) -> str:
    whole = split_text(f"{title}\n{alt}".strip(), LONGEST_CAPTION, utf16_length)[0]
    return _as_html(whole, {title})


def keyboard(choices: Sequence[Choice]) -> list[list[dict[str, str]]]:
    """Rows of buttons: short ones beside each other."""
    rows: list[list[dict[str, str]]] = []
    width = 0
    for number, choice in enumerate(choices):
        button = {"text": choice.title, "callback_data": callback_data(number, choice)}
        if rows and width + len(choice.title) <= _LONGEST_ROW:
            rows[-1].append(button)
            width += len(choice.title)
        else:
            rows.append([button])
            width = len(choice.title)
    return rows


def callback_data(number: int, choice: Choice) -> str:
    """A reference to a button that is short enough for Telegram's 64 bytes.

    Args:
        number: its place among its turn's buttons.
        choice: the button.
    """
    return f"{number}:{hashlib.sha256(choice.payload.encode()).hexdigest()[:16]}"


def choice_of(data: str, choices: Sequence[Choice]) -> Choice | None:
    """The button that a reference stands for, if it is among these."""
    return next(
        (choice for number, choice in enumerate(choices) if callback_data(number, choice) == data), None
    )
