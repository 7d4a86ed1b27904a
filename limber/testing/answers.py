"""What a bot said in one turn, and what is known of how it came to say it; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Replies = Sequence[Mapping[str, Any]]
"""The messages of one turn, as the ``rest`` channel gives them."""


@dataclass(frozen=True)
class Inside:
    """What only the bot's own process knows of a turn.

    Attributes:
        slots: every slot's value after the turn.
        intents: what was read in the message, first the one that led to the reply.
        actions: the actions that ran, in order, without those that every turn has.
        utters: names of the responses that were said.
        sent: the messages before a channel made them its own.
    """

    slots: Mapping[str, Any]
    intents: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    utters: tuple[str, ...] = ()
    sent: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Answer:
    """The replies to one message, or to the parts of one that was sent in several.

    Attributes:
        replies: the messages.
        inside: what the process knows; None if the bot is asked over HTTP.
        troubles: what failed, whether it was caught or not, each as one line.
    """

    replies: Replies
    inside: Inside | None = None
    troubles: tuple[str, ...] = ()

    @property
    def texts(self) -> list[str]:
        """The texts, in order."""
        return [str(reply["text"]) for reply in self.replies if reply.get("text")]

    @property
    def text(self) -> str:
        """All words."""
        return "\n".join(self.texts)

    @property
    def contracts(self) -> list[Mapping[str, Any]]:
        """Limber's contract messages: one for each message that was answered."""
        return list(_contracts(self.replies))

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """Title and payload of every button."""
        return [
            (str(button.get("title")), str(button.get("payload")))
            for reply in self.replies
            for button in reply.get("buttons") or ()
        ]

    def named(self, key: str) -> list[str]:
        """The ids under a key of the contracts, such as ``content_ids``, without doubles."""
        return list(dict.fromkeys(one for contract in self.contracts for one in contract.get(key) or ()))

    def has(self, key: str) -> list[Any]:
        """The values of a key of the contracts, such as ``kind``, without doubles."""
        return list(dict.fromkeys(contract.get(key) for contract in self.contracts))


def _contracts(replies: Replies) -> Iterator[Mapping[str, Any]]:
    for reply in replies:
        data = (reply.get("custom") or {}).get("data") or {}
        if isinstance(data.get("limber"), Mapping):
            yield data["limber"]


def together(answers: Sequence[Answer]) -> Answer:
    """The answers to the parts of one message as one answer; slots are those of the last."""
    if len(answers) == 1:
        return answers[0]
    insides = [answer.inside for answer in answers if answer.inside is not None]
    inside = None
    if insides:
        inside = Inside(
            slots=insides[-1].slots,
            intents=tuple(one for each in insides for one in each.intents),
            actions=tuple(one for each in insides for one in each.actions),
            utters=tuple(one for each in insides for one in each.utters),
            sent=tuple(one for each in insides for one in each.sent),
        )
    return Answer(
        [reply for answer in answers for reply in answer.replies],
        inside,
        tuple(trouble for answer in answers for trouble in answer.troubles),
    )
