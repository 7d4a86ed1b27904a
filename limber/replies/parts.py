"""A turn as the messages of a service, before they get their form."""

from __future__ import annotations

from dataclasses import dataclass

from limber.content.store import ContentStore
from limber.replies.reply import Block, Kind
from limber.replies.turn import Choice, Turn


@dataclass(frozen=True)
class Part:
    """One message.

    Attributes:
        blocks: its words.
        contacts: numbers to call, as :meth:`Turn.contacts` gives them.
        choices: its buttons.
    """

    blocks: tuple[Block, ...] = ()
    contacts: tuple[dict[str, str], ...] = ()
    choices: tuple[Choice, ...] = ()


def in_parts(turn: Turn, store: ContentStore) -> list[Part]:
    """The messages that say a turn, in order.

    The words of an escalation stand alone in the first one; numbers to tap come right behind, unless it
    only reminds: then they still stand in the chat.

    Args:
        turn: what is to be said.
        store: whose numbers are used.
    """
    if turn.kind is not Kind.ESCALATION:
        return [Part(turn.blocks, choices=turn.choices)]
    parts = [
        Part(turn.blocks[:1]),
        Part(contacts=() if turn.reminds else tuple(turn.contacts(store))),
        Part(turn.blocks[1:], choices=turn.choices),
    ]
    return [part for part in parts if part != Part()]


def plain_block(block: Block, bullet: str = "\u2022") -> str:
    """A block as lines without markup.

    Args:
        block: a paragraph or a list.
        bullet: what stands before items without numbers.
    """
    lines = [block.text] if block.text else []
    for number, item in enumerate(block.items, start=1):
        lines.append(f"{number}. {item}" if block.numbered else f"{bullet} {item}")
    return "\n".join(lines)
