"""Odd and hostile things that reach a Telegram webhook, what Limber does and what Rasa's connector does.

docs/channels.md shows this table; a test compares them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import httpx

from tests.channels.outcome import BURST, FAILS, Outcome, ok
from tests.channels.telegram.bot_api import SECRET_HEADER, BotApiServer, Data, Person

PHOTO = [{"file_id": "x", "file_unique_id": "x", "width": 1, "height": 1}]
FILE = {"file_id": "x", "file_unique_id": "x", "duration": 1, "length": 1}


@dataclass(frozen=True)
class Case:
    """One thing that comes in.

    Attributes:
        name: what it is, as the table says it.
        send: sends it and gives the last HTTP status.
        limber: what Limber does.
        stock: what Rasa's connector does once its event loop is mended; as installed, it answers
            500 wherever it reads the update at all.
    """

    name: str
    send: Callable[[BotApiServer, Person], int]
    limber: Outcome
    stock: Outcome


def post(telegram: BotApiServer, update: object) -> int:
    return telegram.post(json.dumps(update).encode()).status_code


def raw(body: bytes, secret: str | None = "") -> Callable[[BotApiServer, Person], int]:
    return lambda telegram, _: telegram.post(body, secret).status_code


def message(**content: object) -> Callable[[BotApiServer, Person], int]:
    return lambda telegram, person: post(telegram, person.message(**content))


def signed(secret: str | None) -> Callable[[BotApiServer, Person], int]:
    def send(telegram: BotApiServer, person: Person) -> int:
        body = json.dumps(person.message(text="how long do i hold the pigeon?")).encode()
        return telegram.post(body, secret).status_code

    return send


def of_kind(kind: str, **more: object) -> Callable[[BotApiServer, Person], int]:
    """The message of an update, under another name."""

    def send(telegram: BotApiServer, person: Person) -> int:
        update = person.message(text="how long do i hold the pigeon?")
        return post(telegram, {"update_id": update["update_id"], kind: {**update["message"], **more}})

    return send


def get(telegram: BotApiServer, _: Person) -> int:
    headers = {SECRET_HEADER: telegram.webhook.get("secret_token", "")}
    return httpx.get(telegram.webhook["url"], headers=headers).status_code


def replayed(telegram: BotApiServer, person: Person) -> int:
    update = person.message(text="how long do i hold the pigeon?")
    post(telegram, update)
    return post(telegram, update)


def retried_at_once(telegram: BotApiServer, person: Person) -> int:
    update = person.message(text="how long do i hold the pigeon?")
    with ThreadPoolExecutor(5) as pool:
        return max(pool.map(lambda _: post(telegram, update), range(5)))


def out_of_order(telegram: BotApiServer, person: Person) -> int:
    updates = [person.message(text=f"how long do i hold the {name}?") for name in ("pigeon", "figure 4")]
    return max(post(telegram, update) for update in reversed(updates))


def burst(telegram: BotApiServer, person: Person) -> int:
    now = int(time.time())
    return max(post(telegram, person.message(text="hello", date=now)) for _ in range(BURST))


def press(**query: object) -> Callable[[BotApiServer, Person], int]:
    def send(telegram: BotApiServer, person: Person) -> int:
        update = {
            "update_id": telegram.new_id(),
            "callback_query": {
                "id": "1",
                "from": {"id": person.chat, "is_bot": False, "first_name": "Anna"},
                "chat_instance": "1",
                **query,
            },
        }
        return post(telegram, update)

    return send


def in_group(telegram: BotApiServer, person: Person) -> int:
    update = person.message(text="how long do i hold the pigeon?")
    # A group whose id is the person's: what is written there counts.
    update["message"]["chat"] = {"id": person.chat, "type": "supergroup", "title": "Gym"}
    return post(telegram, update)


def from_a_bot(telegram: BotApiServer, person: Person) -> int:
    update = person.message(text="how long do i hold the pigeon?")
    update["message"]["from"]["is_bot"] = True
    return post(telegram, update)


def refused_once(code: int, **parameters: int) -> Callable[[BotApiServer, Person], int]:
    """A message to which the first answer is refused by Telegram."""

    def send(telegram: BotApiServer, person: Person) -> int:
        from tests.channels.telegram.bot_api import RefusedError

        left = [1]

        def refuse(method: str, values: Data) -> RefusedError | None:
            if method == "sendMessage" and left:
                left.pop()
                return RefusedError(code, "refused on demand", **parameters)
            return None

        telegram.fault = refuse
        return post(telegram, person.message(text="how long do i hold the pigeon?"))

    return send


CASES = (
    Case("a wrong secret", signed("wrong"), Outcome(403, 0), ok(1)),
    Case("no secret", signed(None), Outcome(403, 0), ok(1)),
    Case("a secret that is too short", signed("0"), Outcome(403, 0), ok(1)),
    Case("a GET", get, Outcome(405, 0), FAILS),
    Case("malformed JSON", raw(b'{"update_id": 1, "mess'), Outcome(400, 0), Outcome(400, 0)),
    Case("an empty body", raw(b""), Outcome(400, 0), FAILS),
    Case("JSON that is no object", raw(b"[1, 2]"), Outcome(400, 0), FAILS),
    Case("an object that is no update", raw(b'{"hello": 1}'), Outcome(400, 0), FAILS),
    Case("an update id that no database takes", raw(b'{"update_id": %d}' % 10**30), Outcome(400, 0), FAILS),
    Case("JSON nested 100,000 deep", raw(b"[" * 100_000), Outcome(400, 0), Outcome(400, 0)),
    Case("a body of 2 MB", raw(b" " * 2**21), Outcome(413, 0), Outcome(413, 0)),
    Case("4,096 letters", message(text="x " * 2048), ok(1), ok(1)),
    Case("white space only", message(text=" \n "), ok(1), ok(1)),
    Case("NUL, escapes and half an emoji", message(text="how\x00long\x1b[31m \ud83e?"), ok(1), ok(1)),
    Case("markup", message(text="<b>how & why</b> <script>x</script> *_`["), ok(1), ok(1)),
    Case("/restart, typed", message(text="/restart"), ok(1), ok(2)),
    Case("an intent, typed", message(text='/ask_how_to{"stretch": "elbow"}'), ok(1), ok(1)),
    Case("the same update twice", replayed, ok(1), ok(2)),
    Case("the same update five times at once", retried_at_once, ok(1), ok(5)),
    Case("two updates, the second first", out_of_order, ok(2), ok(2)),
    Case(f"{BURST} messages in a second", burst, ok(32), ok(BURST)),
    Case("a picture", message(photo=PHOTO), ok(1), ok(0)),
    Case("a picture with a caption", message(photo=PHOTO, caption="is this right?"), ok(1), ok(0)),
    Case("a voice message", message(voice=FILE), ok(1), ok(0)),
    Case("a sticker", message(sticker={**FILE, "is_animated": False}), ok(1), ok(0)),
    Case("a location", message(location={"longitude": 1.0, "latitude": 2.0}), ok(1), ok(1)),
    Case("a contact", message(contact={"phone_number": "1", "first_name": "Ben"}), ok(1), ok(0)),
    Case("a kind of message that nobody knows yet", message(hologram={"depth": 3}), ok(1), ok(0)),
    Case("an update that nobody knows yet", of_kind("hologram"), ok(0), FAILS),
    Case("an edited message", of_kind("edited_message", edit_date=1), ok(1), ok(1)),
    Case("an edited picture", of_kind("edited_message", text=None, photo=PHOTO), ok(0), ok(1)),
    Case("a post in a channel", of_kind("channel_post"), ok(0), FAILS),
    Case("somebody blocked the bot", of_kind("my_chat_member"), ok(0), FAILS),
    Case("a pinned message", message(pinned_message={"message_id": 1}), ok(0), ok(0)),
    Case("a button without its message", press(data="0:feed"), ok(1), FAILS),
    Case("a button without data", press(), ok(1), FAILS),
    Case("a message in a group, to others", in_group, ok(0), ok(1)),
    Case("a message from another bot", from_a_bot, ok(0), ok(1)),
    Case("Telegram answers 429", refused_once(429, retry_after=1), ok(1), FAILS),
    Case("Telegram answers 502", refused_once(502), ok(1), FAILS),
    Case("Telegram answers 403, the person left", refused_once(403), ok(0), FAILS),
)
