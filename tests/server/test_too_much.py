"""What is too much is not read, and a warning sign in it is heard all the same."""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from limber.channels.entry import MAX_CHARACTERS
from limber.channels.unread import WHOLE_A_MINUTE
from tests.running import LimberServer, trained_model
from tests.web import Data, Tab, run, tab

REST = "limber.channels.rest.RestChannel"
WEB = "limber.channels.web.WebChannel"
SIGN = "I can't control my bladder any more"
QUIET = "I have felt like a stranger below the belt since Sunday when I sit on the loo"
"""A sign that no pattern has."""

SIGNS = 20
"""More signs in a row than the screen has time for."""

LONG = "I love the pigeon stretch. " * (MAX_CHARACTERS // 20)


def start(folder: Path, **settings: Any) -> LimberServer:
    trained_model()
    named = folder / "credentials.yml"
    named.write_text(yaml.safe_dump(settings.get("channels")), "utf-8")
    return LimberServer(folder, "--credentials", str(named))


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LimberServer]:
    """A server whose channels take little."""
    web = {"messages_a_minute": 2, "messages_a_minute_per_address": 100_000, "max_length": 100}
    channels = {REST: {"messages_a_minute": 2}, WEB: web}
    running = start(tmp_path_factory.mktemp("strict"), channels=channels)
    yield running
    running.kill()


@pytest.fixture(scope="module")
def narrow(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LimberServer]:
    """A server that takes one message at a time."""
    running = start(tmp_path_factory.mktemp("narrow"), channels={REST: {"turns_at_once": 1}})
    yield running
    running.kill()


def post(server: LimberServer, text: str, sender: str) -> httpx.Response:
    return server.post(json.dumps({"sender": sender, "message": text}).encode())


def kind(answer: httpx.Response) -> tuple[int, str, str | None]:
    contract = answer.json()[-1]["custom"]["data"]["limber"]
    return answer.status_code, contract["kind"], contract["tier"]


class Flood:
    """So many messages beyond a limit that the whole screen reads no more of them, but one a second."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._sent = 0

    def goes_on(self) -> bool:
        """Whether one more is to be sent."""
        self._sent += 1
        return self._sent <= WHOLE_A_MINUTE * (1 + (time.monotonic() - self._began) / 60) + 1


def exhausted(server: LimberServer) -> str:
    """A sender that has sent what it may."""
    sender = uuid.uuid4().hex
    for text in ("hello", "how long?"):
        assert post(server, text, sender).status_code == 200
    return sender


class TestRest:
    def test_too_much_is_refused_with_the_time_to_wait(self, strict: LimberServer) -> None:
        answer = post(strict, "why?", exhausted(strict))

        assert answer.status_code == 429
        assert answer.headers["retry-after"].isdigit()
        assert answer.headers["retry-after"] in answer.json()["error"]
        assert post(strict, "why?", uuid.uuid4().hex).status_code == 200

    @pytest.mark.parametrize("text", [SIGN, QUIET, f"{LONG} {SIGN}. {LONG}"], ids=["sign", "quiet", "long"])
    def test_a_sign_beyond_the_limit_has_its_turn(self, strict: LimberServer, text: str) -> None:
        sender = exhausted(strict)

        assert kind(post(strict, text, sender)) == (200, "escalation", "emergency")
        (message,) = [one for one in stored(strict, sender) if one not in ("hello", "how long?")]
        assert message in text

    def test_in_a_flood_a_sign_gets_its_words(self, strict: LimberServer) -> None:
        sender = exhausted(strict)
        flood = Flood()
        while flood.goes_on():
            assert post(strict, "why?", sender).status_code == 429

        for _ in range(SIGNS):
            assert kind(post(strict, SIGN, sender)) == (200, "escalation", "emergency")
        assert stored(strict, sender).count(SIGN) < SIGNS / 2
        assert post(strict, "why?", sender).status_code == 429

    def test_more_at_once_than_a_server_takes_is_refused_but_a_sign_is_heard(
        self, narrow: LimberServer
    ) -> None:
        questions, signs = ["how do i do the pigeon"] * 10, [SIGN] * 10

        async def test() -> None:
            url = f"{narrow.url}/webhooks/rest/webhook"

            async def post_at_once(texts: list[str]) -> list[httpx.Response]:
                bodies = [{"sender": uuid.uuid4().hex, "message": text} for text in texts]
                return await asyncio.gather(*(client.post(url, json=body) for body in bodies))

            async with httpx.AsyncClient(timeout=60) as client:
                # By themselves: beside signs, which are read too, none of them might be among the first.
                alone = await post_at_once(questions)
                both = await post_at_once(questions + signs)
            assert {answer.status_code for answer in alone} == {200, 429}
            assert {kind(answer) for answer in both[len(questions) :]} == {(200, "escalation", "emergency")}

        run(test)


def stored(server: LimberServer, sender: str) -> list[str]:
    """The messages of a conversation that had their turns."""
    with sqlite3.connect(server.folder / "var" / "conversations.db") as connection:
        rows = connection.execute(
            "SELECT data FROM events WHERE sender_id = ? AND type_name = 'user' ORDER BY id", (sender,)
        )
        return [json.loads(data)["text"] for (data,) in rows]


class TestWeb:
    async def _exhaust(self, one: Tab) -> None:
        await one.begin()
        for text in ("hello", "how long?"):
            await one.say(text)

    async def _refused(self, one: Tab, text: str, **more: str) -> Data:
        """Send something that is too much; the acknowledgement."""
        ack = await one.call("user_uttered", {"id": uuid.uuid4().hex, "text": text, **more})
        assert ack["error"]["code"] == "too_many"
        return ack

    def test_a_sign_beyond_the_limit_has_its_turn(self, strict: LimberServer) -> None:
        async def test() -> None:
            async with tab(strict.url) as one:
                await self._exhaust(one)
                assert (await one.say(SIGN))["tier"] == "emergency"
                assert (await one.say(QUIET))["tier"] == "emergency"
                await self._refused(one, "why?")
                assert stored(strict, one.session) == ["hello", "how long?", SIGN, QUIET]

        run(test)

    def test_an_answer_to_the_check_question_is_heard(self, strict: LimberServer) -> None:
        async def test() -> None:
            async with tab(strict.url) as one:
                await one.begin()
                await one.say("hello")
                assert (await one.say("what if my leg goes numb?"))["kind"] == "safety_check"
                assert (await one.say("Yes", payload="/affirm"))["tier"] == "urgent"

        run(test)

    def test_a_sign_in_a_message_that_is_too_long_has_its_turn(self, strict: LimberServer) -> None:
        async def test() -> None:
            async with tab(strict.url) as one:
                await one.begin()
                ack = await one.call("user_uttered", {"id": uuid.uuid4().hex, "text": LONG})
                assert ack["error"]["code"] == "too_long"
                assert (await one.say(f"{LONG} {SIGN}. {LONG}"))["tier"] == "emergency"

        run(test)

    def test_a_sign_in_a_reason_is_heard_however_long_or_late(self, strict: LimberServer) -> None:
        async def test() -> None:
            async with tab(strict.url) as one:
                await one.begin()
                turn = uuid.uuid4().hex
                await one.say("how do i do the pigeon", message=turn)
                for reason in (f"{LONG} {SIGN}. {LONG}", SIGN):
                    before = len(one.got)
                    thumb = {"turn": turn, "value": "down", "reason": reason}
                    ack = await one.call("feedback", thumb)
                    assert ack["ok"], ack
                    if reason is not SIGN:
                        said = await one.wait_for("said", after=before)
                        assert one.reply(said["id"])["tier"] == "emergency"
                ack = await one.call("feedback", {"turn": turn, "value": "up"})
                assert ack["error"]["code"] == "too_many"

        run(test)

    # The last one: it uses up what the screen reads of this address.
    def test_in_a_flood_a_sign_gets_its_words_now_and_its_turn_later(self, strict: LimberServer) -> None:
        async def test() -> None:
            async with tab(strict.url) as one, tab(strict.url) as other:
                await self._exhaust(one)
                await other.begin(one.session)
                flood = Flood()
                while flood.goes_on():
                    await self._refused(one, "why?")
                acks = []
                for _ in range(SIGNS):
                    message = uuid.uuid4().hex
                    acks.append(await one.call("user_uttered", {"id": message, "text": SIGN}))
                    assert one.reply(message)["tier"] == "emergency"
                    assert (await other.wait_for("said", id=message))["text"] == SIGN
                    await other.wait_for("reply", turn=message)
                refused = [ack["error"] for ack in acks if not ack["ok"]]
                assert len(refused) > SIGNS / 2
                assert {error["code"] for error in refused} == {"too_many"}
                assert all(error["retry_after"] > 0 for error in refused)
                assert stored(strict, one.session).count(SIGN) == SIGNS - len(refused)

        run(test)
