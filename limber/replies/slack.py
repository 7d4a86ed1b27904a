"""A turn as Slack's messages: Block Kit, and the same as text for notifications."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from limber.content.store import ContentStore
from limber.replies.buttons import in_sentence
from limber.replies.parts import Part, in_parts, plain_block
from limber.replies.reply import Block, Kind
from limber.replies.splitting import split_text
from limber.replies.turn import Choice, Turn

LONGEST_TEXT = 3000
"""Characters of one text in a block."""

MOST_BLOCKS = 50
_MOST_BUTTONS = 25
_LONGEST_TITLE = 75
_LONGEST_HEADER = 150

SlackMessage = dict[str, Any]
"""``text``, and ``blocks`` that show the same better."""


def to_messages(turn: Turn, store: ContentStore) -> list[SlackMessage]:
    """The messages that say a turn, in order.

    Args:
        turn: what is to be said.
        store: for the facts of stretches and the numbers.
    """
    messages = []
    for part in in_parts(turn, store):
        head, foot = _card(turn, store) if part.blocks else ([], [])
        body = [*_words(part.blocks), *_numbers(part.contacts)]
        buttons = _buttons(part.choices)
        shown = [*head, *body, *foot]
        for start in range(0, max(len(shown), 1), MOST_BLOCKS - len(buttons)):
            blocks = shown[start : start + MOST_BLOCKS - len(buttons)]
            messages.append({"text": _text(part) if not start else "\u2026", "blocks": blocks})
        messages[-1]["blocks"] = [*messages[-1]["blocks"], *buttons]
    return messages


def escaped(text: str) -> str:
    """A text in which nothing is taken for a link or a name."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _text(part: Part) -> str:
    """The words, for notifications and for programs that read to people."""
    lines = [plain_block(block) for block in part.blocks] or [
        *(contact["label"] for contact in part.contacts),
        *(choice.title for choice in part.choices),
    ]
    return escaped(split_text("\n".join(lines), LONGEST_TEXT)[0])


def _card(turn: Turn, store: ContentStore) -> tuple[list[SlackMessage], list[SlackMessage]]:
    """What stands above and below the steps of a stretch: its name, and where it works."""
    if turn.kind is not Kind.STEPS:
        return [], []
    stretches = [store.stretches[one] for one in turn.content_ids if one in store.stretches]
    if len(stretches) != 1:
        return [], []
    (stretch,) = stretches
    muscles = [in_sentence(store.muscles[one]) for one in stretch.targets]
    facts = store.phrases.say(
        "stretch_muscles", name=in_sentence(stretch), muscles=store.phrases.joined(muscles)
    )
    header = {"type": "header", "text": _plain(stretch.title[:_LONGEST_HEADER])}
    return [header], [{"type": "context", "elements": [_plain(facts)]}]


def _words(blocks: Iterable[Block]) -> list[SlackMessage]:
    """Paragraphs and lists: as data, in which nothing needs to be escaped."""
    return [{"type": "rich_text", "elements": [*_paragraphs(block), *_items(block)]} for block in blocks]


def _paragraphs(block: Block) -> list[SlackMessage]:
    style = {"style": {"bold": True}} if block.items else {}
    return [
        _section({"type": "text", "text": text, **style}) for text in split_text(block.text, LONGEST_TEXT)
    ]


def _items(block: Block) -> list[SlackMessage]:
    if not block.items:
        return []
    items = [_section({"type": "text", "text": item[:LONGEST_TEXT]}) for item in block.items if item]
    style = "ordered" if block.numbered else "bullet"
    return [{"type": "rich_text_list", "style": style, "elements": items}]


def _section(element: SlackMessage) -> SlackMessage:
    return {"type": "rich_text_section", "elements": [element]}


def _numbers(contacts: Sequence[dict[str, str]]) -> list[SlackMessage]:
    """Numbers to tap."""
    if not contacts:
        return []
    lines = [f"<{contact['href']}|{escaped(contact['label'])}>" for contact in contacts]
    return [{"type": "section", "text": {"type": "mrkdwn", "text": "\n".join(lines)}}]


def _buttons(choices: Sequence[Choice]) -> list[SlackMessage]:
    if not choices:
        return []
    elements = [
        {
            "type": "button",
            "action_id": f"choice_{number}",
            "text": _plain(_shortened(choice.title)),
            "value": choice.payload,
        }
        for number, choice in enumerate(choices[:_MOST_BUTTONS])
    ]
    return [{"type": "actions", "elements": elements}]


def _shortened(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}\u2026"


def _plain(text: str) -> SlackMessage:
    return {"type": "plain_text", "text": text, "emoji": False}


def without_buttons(blocks: Iterable[Any], chosen: str) -> list[SlackMessage]:
    """The blocks of a message whose button was pressed: what was chosen, instead of the buttons.

    Args:
        blocks: as Slack gives them back.
        chosen: the button's title.
    """
    kept = [block for block in blocks if isinstance(block, dict) and block.get("type") != "actions"]
    note = {"type": "context", "elements": [_plain(f"\u2713 {chosen}"[:LONGEST_TEXT])]}
    return [*kept[: MOST_BLOCKS - 1], note]
