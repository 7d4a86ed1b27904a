"""People who talk through a fault, and the count of what they sent and got.

Each person has a conversation, sends a message, waits for the answer, and sends it again with the same
id where there was an error, as the widget does. Every second question is about the stretch of the one
before, so an answer without the conversation is noticed. Beside them somebody reports a warning sign
again and again, each time in a new conversation; at the end each of these asks for a stretch, and must be
reminded of the sign instead.
"""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

STRETCHES = {
    "cat_cow": "how do I do the cat cow?",
    "side_bend": "how do I do the side bend?",
    "pigeon": "how do I do the pigeon?",
}
FOLLOW_UP = "how long do I hold it?"
SIGN = "I can't control my bladder since this morning"
AFTER_A_SIGN = STRETCHES["pigeon"]

PEOPLE = 4
ATTEMPT_SECONDS = 20.0
"""How long a person waits for an answer."""

PATIENCE_SECONDS = 120.0
"""After how long without an answer a message counts as lost."""

PAUSE_SECONDS = 0.2
"""Between two attempts."""


@dataclass
class Count:
    """What was sent and what came back.

    Attributes:
        sent: messages; one that is sent again counts once.
        answered: messages that got their answer in the end.
        errors: attempts that got an error or a request to try again.
        refused: messages whose one answer is a request to try again.
        lost: messages without any answer, or answered and not stored.
        doubled: messages stored or answered in two ways.
        silent: responses without a word.
        wrong: answers without the conversation, or stored out of order.
        signs: reports of a warning sign.
        signs_missed: responses to them that were no escalation.
        holds_lost: conversations with a sign in which a stretch was shown afterwards.
        longest: seconds until a message had its answer, at most.
    """

    sent: int = 0
    answered: int = 0
    errors: int = 0
    refused: int = 0
    lost: int = 0
    doubled: int = 0
    silent: int = 0
    wrong: int = 0
    signs: int = 0
    signs_missed: int = 0
    holds_lost: int = 0
    longest: float = 0.0
    notes: list[str] = field(default_factory=list)

    @property
    def broken(self) -> int:
        """How often the promise was broken."""
        return self.lost + self.doubled + self.silent + self.wrong + self.signs_missed + self.holds_lost


@dataclass
class Person:
    """A conversation.

    Attributes:
        answers: message id to the words of its answer, in order.
    """

    id: str = field(default_factory=lambda: f"person-{uuid.uuid4().hex[:12]}")
    answers: dict[str, str] = field(default_factory=dict)
    asked: int = 0


Stored = Mapping[str, Sequence[str]]
"""Conversation to the ids of its stored messages, in order."""


class Traffic:
    """Everybody who talks at the moment.

    Args:
        url: of the proxy.
        people: how many conversations.
    """

    def __init__(self, url: str, people: int = PEOPLE) -> None:
        self.count = Count()
        self.people = [Person() for _ in range(people)]
        self._client = httpx.AsyncClient(base_url=url, timeout=ATTEMPT_SECONDS)
        self._turned = asyncio.Event()
        self._going_on = asyncio.Event()
        self._going_on.set()
        self._ends = False
        self._under_way = 0
        self._warned: list[str] = []
        self._tasks: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def talking(self) -> AsyncIterator[Traffic]:
        """Let everybody talk meanwhile; at the end each one waits for the last answer."""
        everybody: list[Awaitable[None]] = [self._talk(person) for person in self.people]
        self._tasks = [asyncio.ensure_future(one) for one in (*everybody, self._report_signs())]
        try:
            yield self
        finally:
            self._ends = True
            self._going_on.set()
            await asyncio.gather(*self._tasks)
            await self._ask_the_warned()
            await self._client.aclose()

    async def turns(self, number: int) -> None:
        """Wait until everybody had so many further answers."""
        wanted = [len(person.answers) + number for person in self.people]
        while any(len(one.answers) < least for one, least in zip(self.people, wanted, strict=True)):
            for task in self._tasks:
                if task.done():
                    task.result()
            self._turned.clear()
            await asyncio.wait_for(self._turned.wait(), PATIENCE_SECONDS)

    async def errors(self, number: int) -> None:
        """Wait until there were so many further errors or unusable answers."""
        wanted = self.count.errors + number
        await self.until(lambda: self.count.errors >= wanted)

    async def pause(self) -> None:
        """Let everybody be silent, and wait until nothing is under way."""
        self._going_on.clear()
        await self.until(lambda: not self._under_way)

    def resume(self) -> None:
        """Let everybody go on."""
        self._going_on.set()

    async def until(self, happened: Callable[[], bool]) -> None:
        """Wait for something that is seen from here."""
        while not happened():
            await asyncio.sleep(0.005)

    def check(self, stored: Stored) -> Count:
        """The whole count.

        Args:
            stored: what the database holds.
        """
        for person in self.people:
            ids = list(stored.get(person.id, ()))
            answered = list(person.answers)
            self._note("doubled", len(ids) - len(set(ids)), f"{person.id}: {ids}")
            self._note("lost", len(set(answered) - set(ids)), f"{person.id}: not stored")
            once = list(dict.fromkeys(ids))
            if [one for one in once if one in person.answers] != [one for one in answered if one in once]:
                self._note("wrong", 1, f"{person.id}: stored out of order")
        for sender in self._warned:
            ids = list(stored.get(sender, ()))
            self._note("doubled", len(ids) - len(set(ids)), f"{sender}: {ids}")
            self._note("lost", _first_id(sender) not in ids, f"{sender}: the sign is not stored")
        return self.count

    async def _talk(self, person: Person) -> None:
        while not self._ends:
            stretch = list(STRETCHES)[(person.asked // 2) % len(STRETCHES)]
            text = FOLLOW_UP if person.asked % 2 else STRETCHES[stretch]
            message = f"{person.id[-8:]}-{len(person.answers):05d}"
            replies = await self._send(person.id, message, text)
            if replies is None:
                return
            person.answers[message] = _words(replies)
            if _contract(replies)["kind"] == "fallback":
                # Stored, but an action failed: an error was shown, and the person asks anew.
                self.count.errors += 1
                self.count.refused += 1
                continue
            person.asked += 1
            self.count.answered += 1
            if stretch not in _contract(replies)["content_ids"][:1]:
                self._note("wrong", 1, f"{message}: {text} was answered with {person.answers[message][:80]}")
            if person.asked % 5 == 0:
                await self._send_again(person, message, text)
            self._turned.set()

    async def _send_again(self, person: Person, message: str, text: str) -> None:
        """A client that did not get the answer asks for it again: the same words, no second turn."""
        replies = await self._send(person.id, message, text, new=False)
        if replies is not None and _words(replies) != person.answers[message]:
            self._note("doubled", 1, f"{message}: answered in two ways")

    async def _report_signs(self) -> None:
        while not self._ends:
            sender = f"sign-{uuid.uuid4().hex[:12]}"
            self.count.signs += 1
            replies = await self._send(sender, _first_id(sender), SIGN)
            if replies is not None:
                self.count.answered += 1
                self._warned.append(sender)
            await asyncio.sleep(PAUSE_SECONDS)

    async def _ask_the_warned(self) -> None:
        """Ask for a stretch where a sign was reported, whatever had failed just then."""
        for sender in self._warned:
            replies = await self._send(sender, f"{sender[-8:]}-00001", AFTER_A_SIGN)
            if replies is None:
                continue
            self.count.answered += 1
            if not _contract(replies).get("hold"):
                self._note("holds_lost", 1, f"{sender}: {_words(replies)[:80]}")

    async def _send(self, sender: str, message: str, text: str, new: bool = True) -> list[Any] | None:
        """Send a message until it is answered; None where it never is."""
        await self._going_on.wait()
        self._under_way += 1
        try:
            return await self._insist(sender, message, text, new)
        finally:
            self._under_way -= 1

    async def _insist(self, sender: str, message: str, text: str, new: bool) -> list[Any] | None:
        self.count.sent += new
        began = time.monotonic()
        body = {"sender": sender, "message": text, "message_id": message}
        while time.monotonic() - began < PATIENCE_SECONDS:
            replies = await self._attempt(body)
            if replies is not None:
                contract = _contract(replies)
                if text == SIGN and contract["kind"] != "escalation":
                    self._note("signs_missed", 1, f"{message}: {contract['kind']}")
                if not contract.get("retry"):
                    self.count.longest = max(self.count.longest, time.monotonic() - began)
                    return replies
                self.count.errors += 1
            await asyncio.sleep(PAUSE_SECONDS)
        self._note("lost", 1, f"{message}: no answer")
        return None

    async def _attempt(self, body: Mapping[str, Any]) -> list[Any] | None:
        try:
            response = await self._client.post("/webhooks/rest/webhook", json=body)
            replies = response.json() if response.status_code == 200 else None
        except (httpx.TransportError, ValueError):
            replies = None
        if replies is None:
            # The client shows it as an error.
            self.count.errors += 1
        elif not _words(replies):
            self._note("silent", 1, str(body["message_id"]))
            return None
        return replies

    def _note(self, what: str, number: int, note: str) -> None:
        if number:
            setattr(self.count, what, getattr(self.count, what) + number)
            self.count.notes.append(f"{what}: {note}")


def read_stored(connection: Any) -> Stored:
    """What the database holds.

    Args:
        connection: to it, as psycopg2 or sqlite3 give it.
    """
    cursor = connection.cursor()
    cursor.execute("SELECT sender_id, data FROM events WHERE type_name = 'user' ORDER BY id")
    stored: dict[str, list[str]] = {}
    for sender, data in cursor.fetchall():
        stored.setdefault(sender, []).append(json.loads(data)["message_id"])
    connection.close()
    return stored


def _first_id(sender: str) -> str:
    return f"{sender[-8:]}-00000"


def _words(replies: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(reply["text"] for reply in replies if reply.get("text"))


def _contract(replies: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    contract: Mapping[str, Any] = replies[-1]["custom"]["data"]["limber"]
    return contract
