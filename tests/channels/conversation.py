"""The recorded conversation, for every channel: says and presses, and checks what is heard."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from limber.plain import read_yaml
from limber.replies.telegram import plain_text
from tests.channels.telegram.bot_api import Person
from tests.running import LimberServer

RECORDED: list[dict[str, Any]] = read_yaml(Path(__file__).with_name("conversation.yml").read_text("utf-8"))[
    "turns"
]


@dataclass(frozen=True)
class Heard:
    """What a person reads in one turn.

    Attributes:
        words: everything that is said.
        buttons: titles of what can be pressed.
    """

    words: str
    buttons: tuple[str, ...]


class Talker(Protocol):
    """A person in a channel."""

    def write(self, text: str) -> Heard:
        """Write, and wait for the answer."""

    def press(self, title: str) -> Heard:
        """Press a button of the last turn that has it, and wait for the answer."""


def hold_conversation(talker: Talker) -> None:
    """Hold the whole conversation; every turn must be as recorded."""
    for number, turn in enumerate(RECORDED, start=1):
        heard = talker.write(turn["says"]) if "says" in turn else talker.press(turn["presses"])
        words = heard.words.casefold()
        where = f"turn {number}: {heard}"
        missing = [fact for fact in turn.get("hears", ()) if fact.casefold() not in words]
        assert not missing, f"{where} lacks {missing}"
        too_much = [fact for fact in turn.get("not_hears", ()) if fact.casefold() in words]
        assert not too_much, f"{where} says {too_much}"
        unoffered = set(turn.get("buttons", ())) - set(heard.buttons)
        assert not unoffered, f"{where} does not offer {unoffered}"


@dataclass
class RestTalker:
    """A person of the rest channel, whose program shows the buttons."""

    limber: LimberServer
    sender: str = field(default_factory=lambda: uuid.uuid4().hex)
    payloads: dict[str, str] = field(default_factory=dict)

    def write(self, text: str) -> Heard:
        replies = self.limber.say(text, self.sender)
        buttons = [button for reply in replies for button in reply.get("buttons") or ()]
        self.payloads.update({button["title"]: button["payload"] for button in buttons})
        return Heard(
            "\n".join(reply["text"] for reply in replies if reply.get("text")),
            tuple(button["title"] for button in buttons),
        )

    def press(self, title: str) -> Heard:
        return self.write(self.payloads[title])


@dataclass
class TelegramTalker:
    """A person of the Telegram channel."""

    limber: LimberServer
    person: Person

    def write(self, text: str) -> Heard:
        return self._hear(lambda: self.person.write(text))

    def press(self, title: str) -> Heard:
        return self._hear(lambda: self.person.press(title))

    def _hear(self, act: Callable[[], object]) -> Heard:
        before = len(self.person.telegram.calls)
        act()
        settle(self.limber)
        calls = [
            call
            for call in self.person.telegram.calls[before:]
            if call.method == "sendMessage" and call.values["chat_id"] == self.person.chat
        ]
        return Heard(
            "\n".join(plain_text(call.values["text"]) for call in calls),
            tuple(
                button["text"]
                for call in calls
                for row in call.values.get("reply_markup", {}).get("inline_keyboard", ())
                for button in row
            ),
        )


def unanswered(folder: Path) -> int:
    """How many deliveries of messaging services wait for their answer, or for a part of it.

    Args:
        folder: where the server runs.
    """
    with closing(sqlite3.connect(folder / "var" / "conversations.db")) as connection:
        query = "SELECT COUNT(*) FROM limber_deliveries WHERE NOT answered"
        (count,) = connection.execute(query).fetchone()
    return int(count)


def settle(limber: LimberServer) -> None:
    """Wait until everything that was delivered is answered."""
    limber.wait_until(lambda: not unanswered(limber.folder))
