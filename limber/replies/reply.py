"""A reply as data: the same for every channel."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

from limber.content.models import Item, Tier
from limber.content.store import ContentStore


class Kind(str, Enum):
    """What a reply is; part of the contract with every channel."""

    ANSWER = "answer"
    STEPS = "steps"
    LIST = "list"
    ESCALATION = "escalation"
    SAFETY_CHECK = "safety_check"
    CLARIFY = "clarify"
    DECLINE = "decline"
    FALLBACK = "fallback"
    SMALL_TALK = "small_talk"
    ROUTINE = "routine"


CANNOT_WAIT = (Kind.ESCALATION, Kind.SAFETY_CHECK)
"""Kinds of replies that are said even if the turn can't be stored; the first one leads."""


@dataclass(frozen=True)
class Button:
    """A tappable question: its words and what it asks.

    Attributes:
        title: what the person sees.
        intent: the intent that a tap sends.
        entities: entity to id, sent with the intent.
    """

    title: str
    intent: str
    entities: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def payload(self) -> str:
        """The button in Rasa's payload form, ``/intent{"entity": "id"}``."""
        return f"/{self.intent}{json.dumps(self.entities) if self.entities else ''}"


@dataclass(frozen=True)
class Block:
    """One paragraph, or a lead-in with list items.

    Attributes:
        text: the paragraph.
        items: the list below it.
        numbered: whether the items are steps in order.
    """

    text: str
    items: tuple[str, ...] = ()
    numbered: bool = False


@dataclass(frozen=True)
class Reply:
    """Everything that one turn says.

    Attributes:
        kind: what it is.
        blocks: its words, in order.
        buttons: follow-up questions, best first.
        content_ids: ids of the items that it speaks of, most important first.
        sources: what backs it, as "title, section".
        tier: how urgent, for escalations and signs.
        groups: red-flag groups.
        flags: further marks of the contract, such as ``precaution``.
        offer: what "yes" means after this reply.
    """

    kind: Kind
    blocks: tuple[Block, ...]
    buttons: tuple[Button, ...] = ()
    content_ids: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    tier: Tier | None = None
    groups: tuple[str, ...] = ()
    flags: Mapping[str, bool] = field(default_factory=dict)
    offer: Button | None = None

    @classmethod
    def of(cls, kind: Kind, *texts: str, buttons: Iterable[Button] = ()) -> Reply:
        """A reply of plain paragraphs."""
        return cls(kind, tuple(Block(text) for text in texts if text), tuple(buttons))

    def about(self, store: ContentStore, *items: Item) -> Reply:
        """The same reply, with these items' ids and sources."""
        return replace(
            self,
            content_ids=tuple(dict.fromkeys([*self.content_ids, *(item.id for item in items)])),
            sources=tuple(dict.fromkeys([*self.sources, *cited(store, items)])),
        )


def cited(store: ContentStore, items: Iterable[Item]) -> list[str]:
    """The sources of some items, as "title, section"."""
    return [
        f"{store.sources[citation.source].title}, {citation.section}"
        for item in items
        for citation in item.sources
    ]


def joined(replies: Sequence[Reply]) -> Reply:
    """Several answers to one message as one reply: the strongest tier, the last one's follow-ups.

    What cannot wait stays what it is, with its own follow-ups, whatever is said beside it.
    """
    first, last = replies[0], replies[-1]
    if len(replies) == 1:
        return first
    kinds = {reply.kind for reply in replies}
    tiers = {reply.tier for reply in replies}
    urgent = next((one for kind in CANNOT_WAIT for one in replies if one.kind is kind), None)
    last = urgent or last
    return Reply(
        kind=urgent.kind if urgent else first.kind if len(kinds) == 1 else Kind.ANSWER,
        blocks=tuple(dict.fromkeys(block for reply in replies for block in reply.blocks)),
        buttons=last.buttons,
        content_ids=tuple(dict.fromkeys(one for reply in replies for one in reply.content_ids)),
        sources=tuple(dict.fromkeys(one for reply in replies for one in reply.sources)),
        tier=next((tier for tier in Tier if tier in tiers), None),
        groups=tuple(dict.fromkeys(one for reply in replies for one in reply.groups)),
        flags={name: value for reply in replies for name, value in reply.flags.items()},
        offer=last.offer,
    )
