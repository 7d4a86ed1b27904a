"""Everything that one turn said, collected from its messages: what a channel shows as one reply."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from limber.content.store import ContentStore
from limber.replies.contacts import contacts_for
from limber.replies.reply import Block, Kind, Reply
from limber.replies.rest import BLOCK_KEY, CONTRACT_KEY, to_rasa

_UNSAID: Mapping[str, Any] = {
    "kind": Kind.ANSWER.value,
    "content_ids": [],
    "tier": None,
    "groups": [],
    "sources": [],
}
"""The contract of messages that have none."""


@dataclass(frozen=True)
class Choice:
    """A button as a turn offers it.

    Attributes:
        title: what the person sees.
        payload: what a press sends.
    """

    title: str
    payload: str


@dataclass(frozen=True)
class Turn:
    """What a turn said.

    Attributes:
        blocks: its words, in order.
        choices: its buttons, in order.
        contract: what was said, for machines; see :func:`limber.replies.rest.contract_message`.
    """

    blocks: tuple[Block, ...]
    choices: tuple[Choice, ...]
    contract: Mapping[str, Any]

    @classmethod
    def of(cls, messages: Iterable[Mapping[str, Any]]) -> Turn:
        """Collect a turn's messages.

        Args:
            messages: what was said, as Rasa's channels get it.
        """
        blocks: list[Block] = []
        choices: list[Choice] = []
        contract = dict(_UNSAID)
        for message in messages:
            if message.get("text"):
                blocks.append(_block(message))
            choices += [Choice(button["title"], button["payload"]) for button in message.get("buttons") or ()]
            data = (message.get("custom") or {}).get("data") or {}
            contract.update(data.get(CONTRACT_KEY) or {})
        return cls(tuple(blocks), tuple(choices), contract)

    @classmethod
    def from_reply(cls, reply: Reply) -> Turn:
        """A reply that no action made, as a turn."""
        return cls.of(to_rasa(reply))

    @property
    def kind(self) -> Kind:
        """What the reply is."""
        return Kind(self.contract["kind"])

    @property
    def content_ids(self) -> tuple[str, ...]:
        """Ids of the items that it speaks of, most important first."""
        return tuple(self.contract["content_ids"])

    @property
    def reminds(self) -> bool:
        """Whether it reminds of an earlier escalation."""
        return bool(self.contract.get("hold"))

    def contacts(self, store: ContentStore) -> list[dict[str, str]]:
        """Numbers to call, as ``label``, ``href`` and ``number``; empty where it is no escalation."""
        if self.kind is not Kind.ESCALATION:
            return []
        return contacts_for(store, self.contract["tier"], self.contract["groups"])


def _block(message: Mapping[str, Any]) -> Block:
    listed = message.get(BLOCK_KEY)
    if isinstance(listed, Mapping):
        return Block(listed["text"], tuple(listed["items"]), listed["numbered"])
    return Block(message["text"])
