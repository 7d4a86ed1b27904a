"""Conversations over the web channel, as the widget has them."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
import yaml

from limber.content import ContentStore
from tests.running import ROOT, LimberServer, free_port, run_limber, trained_model
from tests.web import Data, Tab, run, tab, words

PIGEON = '/ask_how_to{"stretch": "pigeon"}'
STORE = ContentStore.load(ROOT / "content")


CHANNEL = "limber.channels.web.WebChannel"


def start(folder: Path, **settings: Any) -> LimberServer:
    """A server with those settings of the channel, beside the rest channel."""
    trained_model()
    named = folder / "credentials.yml"
    named.write_text(yaml.safe_dump({"limber.channels.rest.RestChannel": None, CHANNEL: settings}), "utf-8")
    return LimberServer(folder, "--credentials", str(named))


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LimberServer]:
    """A server that lets a test say as much as it wants."""
    running = start(
        tmp_path_factory.mktemp("web"), messages_a_minute=10_000, messages_a_minute_per_address=100_000
    )
    yield running
    running.kill()


def new_id() -> str:
    return str(uuid.uuid4())


def database(server: LimberServer) -> Path:
    return server.folder / "var" / "conversations.db"


def stored(server: LimberServer, conversation: str) -> list[dict[str, Any]]:
    """The conversation's events in the database, in order."""
    with sqlite3.connect(database(server)) as connection:
        rows = connection.execute(
            "SELECT data FROM events WHERE sender_id = ? ORDER BY id", (conversation,)
        ).fetchall()
    return [json.loads(data) for (data,) in rows]


def stored_messages(server: LimberServer, conversation: str) -> list[str]:
    return [event["message_id"] for event in stored(server, conversation) if event["event"] == "user"]


def check_refused(ack: Data, code: str) -> str:
    """A refusal in friendly words; gives them."""
    assert ack["ok"] is False
    assert ack["error"]["code"] == code
    message = ack["error"]["message"]
    assert isinstance(message, str)
    assert message
    assert "Traceback" not in message
    return message


class TestSession:
    def test_a_new_one_has_an_id_of_128_bits_no_history_and_what_the_widget_must_know(
        self, server: LimberServer
    ) -> None:
        async def test() -> None:
            async with tab(server.url) as one, tab(server.url) as other:
                confirmed = await one.begin()
                await other.begin()
            assert re.fullmatch("web-[0-9a-f]{32}", one.session)
            assert one.session != other.session
            assert confirmed["history"] == []
            settings = confirmed["settings"]
            assert settings["max_length"] == 2000
            assert "112" in settings["emergency_number"]
            assert "tel:112" in [contact["href"] for contact in settings["emergency_contacts"]]
            assert settings["welcome"]["text"]
            assert all(button["payload"].startswith("/") for button in settings["welcome"]["buttons"])

        run(test)

    @pytest.mark.parametrize(
        "wanted",
        ["anna", "web-", "web-" + "0" * 31, "web-" + "G" * 32, "web-" + "0" * 33, "", 5, ["x"], {"a": 1}],
        ids=str,
    )
    def test_an_id_of_another_form_is_refused(self, server: LimberServer, wanted: object) -> None:
        async def test() -> None:
            async with tab(server.url) as one:
                check_refused(await one.call("session_request", {"session_id": wanted}), "bad_request")

        run(test)

    def test_an_unknown_id_is_an_empty_conversation(self, server: LimberServer) -> None:
        async def test() -> None:
            wanted = f"web-{uuid.uuid4().hex}"
            async with tab(server.url) as one:
                confirmed = await one.begin(wanted)
            assert (confirmed["session_id"], confirmed["history"]) == (wanted, [])

        run(test)

    def test_its_id_is_of_no_use_in_the_rest_channel(self, server: LimberServer) -> None:
        answer = httpx.post(
            f"{server.url}/webhooks/rest/webhook",
            json={"sender": f"web-{uuid.uuid4().hex}", "message": "hello"},
        )
        assert answer.status_code == 400
        assert "web-" in answer.json()["error"]

    @pytest.mark.parametrize("event", ["user_uttered", "feedback", "restart", "forget"])
    def test_nothing_works_without_one(self, server: LimberServer, event: str) -> None:
        async def test() -> None:
            async with tab(server.url) as one:
                data = {"id": new_id(), "text": "hello", "turn": new_id(), "value": "up"}
                check_refused(await one.call(event, data), "unknown_session")

        run(test)


@pytest.mark.parametrize("transport", ["websocket", "polling"])
class TestTurn:
    def test_the_steps_of_a_stretch_come_as_one_reply_with_its_card(
        self, server: LimberServer, transport: str
    ) -> None:
        async def test() -> None:
            async with tab(server.url, transport) as one:
                await one.begin()
                reply = await one.say("how do i do the pigeon")
            assert len(one.events("reply")) == 1
            assert (reply["kind"], reply["content_ids"]) == ("steps", ["pigeon"])
            steps, rest = reply["blocks"][0], reply["blocks"][1:]
            assert steps["numbered"] is True
            assert len(steps["items"]) == len(STORE.stretches["pigeon"].steps)
            assert not re.match(r"\d\.", steps["items"][0])
            assert rest
            assert all(button.keys() == {"title", "payload"} for button in reply["buttons"])
            assert reply["contacts"] == []
            (card,) = reply["cards"]
            assert card["hold_seconds"] == [20, 30]
            assert card["targets"][0] == "Piriformis"
            assert {"title": "Seated glute stretch", "payload": '/ask_how_to{"stretch": "seated_glute"}'} in (
                card["easier"]
            )

        run(test)

    def test_an_escalation_has_numbers_to_call(self, server: LimberServer, transport: str) -> None:
        async def test() -> None:
            async with tab(server.url, transport) as one:
                await one.begin()
                reply = await one.say("I can't control my bladder since this morning")
            assert (reply["kind"], reply["tier"]) == ("escalation", "emergency")
            assert reply["cards"] == []
            assert {"label": "Call 112 (Europe, India)", "href": "tel:112", "number": "112"} in (
                reply["contacts"]
            )

        run(test)


class TestAcknowledgement:
    def test_it_comes_when_the_turn_is_stored(self, server: LimberServer) -> None:
        async def test() -> None:
            message = new_id()
            async with tab(server.url) as one:
                await one.begin()
                ack = await one.call("user_uttered", {"id": message, "text": "how long do I hold it?"})
                assert ack == {"ok": True, "duplicate": False}
                assert stored_messages(server, one.session) == [message]

        run(test)

    def test_the_same_message_is_handled_once_and_answered_again(self, server: LimberServer) -> None:
        async def test() -> None:
            message = new_id()
            async with tab(server.url) as one, tab(server.url) as other:
                await one.begin()
                await other.begin(one.session)
                first = await one.say("how do i do the cat cow", message=message)
                ack = await one.call("user_uttered", {"id": message, "text": "how do i do the cat cow"})
                assert ack == {"ok": True, "duplicate": True}
                assert one.events("reply") == [first, first]
                await other.say("how long?")
                assert [said["id"] for said in other.events("said")] == [message]
                assert stored_messages(server, one.session).count(message) == 1

        run(test)

    def test_messages_sent_at_once_are_handled_in_their_order(self, server: LimberServer) -> None:
        async def test() -> None:
            messages = [new_id() for _ in range(8)]
            async with tab(server.url) as one:
                await one.begin()
                for message in messages:
                    await one.send("user_uttered", {"id": message, "text": "how long do I hold it?"})
                await one.wait_for("reply", turn=messages[-1])
                assert [reply["turn"] for reply in one.events("reply")] == messages
                assert stored_messages(server, one.session) == messages

        run(test)


class TestRoom:
    def test_every_tab_gets_the_reply_and_the_others_what_was_said(self, server: LimberServer) -> None:
        async def test() -> None:
            message = new_id()
            async with tab(server.url) as one, tab(server.url, "polling") as other, tab(server.url) as alien:
                await one.begin()
                await other.begin(one.session)
                await alien.begin()
                reply = await one.say("Pigeon pose", PIGEON, message)
                assert await other.wait_for("reply") == reply
                assert other.events("said") == [{"id": message, "text": "Pigeon pose"}]
                assert one.events("said") == []
                await alien.say("hello")
                assert len(alien.events("reply")) == 1
                assert alien.events("said") == []

        run(test)

    def test_a_socket_that_changes_its_conversation_leaves_the_old_one(self, server: LimberServer) -> None:
        async def test() -> None:
            async with tab(server.url) as one, tab(server.url) as other:
                await one.begin()
                old = one.session
                await other.begin(old)
                await one.begin()
                await other.say("hello")
                await one.say("how long do I hold it?")
                assert len(one.events("reply")) == 1

        run(test)


class TestHistory:
    def test_it_shows_titles_and_whole_replies(self, server: LimberServer) -> None:
        async def test() -> None:
            first, second = new_id(), new_id()
            async with tab(server.url) as one:
                await one.begin()
                replies = [
                    await one.say("Pigeon pose", PIGEON, first),
                    await one.say("how long?", message=second),
                ]
            async with tab(server.url) as again:
                confirmed = await again.begin(one.session)
            assert [(turn["id"], turn["text"]) for turn in confirmed["history"]] == [
                (first, "Pigeon pose"),
                (second, "how long?"),
            ]
            assert [turn["reply"] for turn in confirmed["history"]] == replies
            assert [turn["feedback"] for turn in confirmed["history"]] == [None, None]

        run(test)

    def test_it_shows_what_was_typed_even_where_it_was_read_otherwise(self, server: LimberServer) -> None:
        async def test() -> None:
            typed = ["/restart", "/ how long?", '/ask_hold_time{"stretch": "elbow"}']
            async with tab(server.url) as one:
                await one.begin()
                for text in typed:
                    await one.say(text)
                history = (await one.begin(one.session))["history"]
                assert [turn["text"] for turn in history] == typed

        run(test)

    def test_a_reply_made_while_the_line_was_down_is_there(self, server: LimberServer) -> None:
        async def test() -> None:
            message = new_id()
            async with tab(server.url) as one, tab(server.url) as witness:
                await one.begin()
                await witness.begin(one.session)
                await one.send("user_uttered", {"id": message, "text": "how do i do the pigeon"})
                await witness.wait_for("said", id=message)
                await one.close()
                reply = await witness.wait_for("reply", turn=message)
                async with tab(server.url) as again:
                    (turn,) = (await again.begin(one.session))["history"]
                    assert (turn["id"], turn["reply"]) == (message, reply)
                    ack = await again.call("user_uttered", {"id": message, "text": "how do i do the pigeon"})
                    assert ack == {"ok": True, "duplicate": True}

        run(test)

    def test_a_payload_that_no_button_sends_is_read_by_its_title(self, server: LimberServer) -> None:
        async def test() -> None:
            async with tab(server.url) as one:
                await one.begin()
                reply = await one.say("Elbow stretch", '/ask_how_to{"stretch": "elbow"}')
                assert reply["kind"] != "steps"
                assert words(reply)
                (turn,) = (await one.begin(one.session))["history"]
                assert turn["text"] == "Elbow stretch"

        run(test)


class TestFeedback:
    def test_it_is_stored_as_an_event_and_the_last_one_counts(self, server: LimberServer) -> None:
        async def test() -> None:
            message = new_id()
            async with tab(server.url) as one:
                await one.begin()
                await one.say("how long do I hold it?", message=message)
                for value, reason in (("up", None), ("down", "  too short ")):
                    ack = await one.call("feedback", {"turn": message, "value": value, "reason": reason})
                    assert ack == {"ok": True}
                (turn,) = (await one.begin(one.session))["history"]
                assert turn["feedback"] == "down"
                found = [
                    event for event in stored(server, one.session) if event["event"] == "limber_feedback"
                ]
                assert [(event["turn"], event["value"], event["reason"]) for event in found] == [
                    (message, "up", None),
                    (message, "down", "too short"),
                ]
                await one.say("and the cat cow?")
                assert one.events("reply")[-1]["content_ids"] == ["cat_cow"]

        run(test)

    @pytest.mark.parametrize(
        "data",
        [
            {"value": "sideways"},
            {"value": "up", "reason": 5},
            {"value": "up", "turn": "unknown-turn"},
            {"value": "up", "turn": None},
            {},
        ],
        ids=str,
    )
    def test_what_makes_no_sense_is_refused(self, server: LimberServer, data: Data) -> None:
        async def test() -> None:
            async with tab(server.url) as one:
                await one.begin()
                message = new_id()
                await one.say("how long do I hold it?", message=message)
                check_refused(await one.call("feedback", {"turn": message, **data}), "bad_request")

        run(test)

    def test_a_reason_that_tells_of_a_sign_is_answered(self, server: LimberServer) -> None:
        async def test() -> None:
            message = new_id()
            async with tab(server.url) as one:
                await one.begin()
                await one.say("how do i do the pigeon", message=message)
                reason = "after it I can't control my bladder any more"
                ack = await one.call("feedback", {"turn": message, "value": "down", "reason": reason})
                assert ack == {"ok": True}
                told = await one.wait_for("said", text=reason)
                assert one.reply(told["id"])["kind"] == "escalation"
                history = (await one.begin(one.session))["history"]
                assert [turn["text"] for turn in history] == ["how do i do the pigeon", reason]
                harmless = {"turn": message, "value": "down", "reason": "too long, and /restart"}
                assert await one.call("feedback", harmless) == {"ok": True}
                assert len(one.events("said")) == 1

        run(test)

    def test_each_reason_that_tells_of_a_sign_is_answered_even_of_an_unknown_turn(
        self, server: LimberServer
    ) -> None:
        async def test() -> None:
            message = new_id()
            async with tab(server.url) as one:
                await one.begin()
                await one.say("how do i do the pigeon", message=message)
                first, second, third = (
                    "my left foot is numb since then",
                    "now I can't control my bladder",
                    "and both my legs are numb",
                )
                for turn, reason, taken in (
                    (message, first, True),
                    (message, second, True),
                    (new_id(), third, False),
                ):
                    ack = await one.call("feedback", {"turn": turn, "value": "down", "reason": reason})
                    assert ack["ok"] is taken
                    told = await one.wait_for("said", text=reason)
                    assert one.reply(told["id"])["kind"] == "escalation"

        run(test)


class TestStartingOver:
    def test_nothing_of_before_counts_or_is_shown(self, server: LimberServer) -> None:
        async def test() -> None:
            async with tab(server.url) as one, tab(server.url) as other:
                await one.begin()
                await other.begin(one.session)
                await one.say("how do i do the cat cow")
                assert await one.call("restart", {}) == {"ok": True}
                await other.wait_for("restarted")
                assert (await one.begin(one.session))["history"] == []
                reply = await one.say("how long?")
                assert reply["content_ids"] != ["cat_cow"]
                assert len((await other.begin(one.session))["history"]) == 1

        run(test)

    def test_an_emergency_still_holds(self, server: LimberServer) -> None:
        async def test() -> None:
            async with tab(server.url) as one:
                await one.begin()
                first = await one.say("I can't feel it when I wipe and my back hurts")
                assert (first["kind"], first["tier"]) == ("escalation", "emergency")
                assert await one.call("restart", {}) == {"ok": True}
                for text in (
                    "show me a stretch for my back",
                    "it has stopped, it's fine now",
                    "ok the pigeon",
                ):
                    reply = await one.say(text)
                    assert (reply["kind"], reply["tier"]) == ("escalation", "emergency"), text
                    assert reply["cards"] == []
                await one.say("Yes, it was checked", payload="/hold_seen")
                assert (await one.say("how do i do the cat cow"))["content_ids"] == ["cat_cow"]

        run(test)

    def test_a_sign_that_was_asked_about_is_still_asked_about(self, server: LimberServer) -> None:
        async def test() -> None:
            async with tab(server.url) as one:
                await one.begin()
                assert (await one.say("what if my leg goes numb?"))["kind"] == "safety_check"
                assert await one.call("restart", {}) == {"ok": True}
                assert (await one.say("how do i do the cat cow"))["kind"] == "safety_check"
                assert (await one.say("yes"))["kind"] == "escalation"

        run(test)


class TestForgetting:
    def test_nothing_stays_in_the_database(self, server: LimberServer) -> None:
        async def test() -> None:
            secret = "kryptonite"
            message = new_id()
            async with tab(server.url) as one, tab(server.url) as other, tab(server.url) as alien:
                await one.begin()
                await other.begin(one.session)
                await alien.begin()
                await alien.say("how long do I hold it?")
                await one.say(f"is {secret} a muscle?", message=message)
                data = {"turn": message, "value": "down", "reason": f"no {secret}"}
                assert await one.call("feedback", data) == {"ok": True}
                assert secret.encode() in files(server)
                assert await one.call("forget", {}) == {"ok": True}
                await other.wait_for("forgotten")
                assert stored(server, one.session) == []
                assert secret.encode() not in files(server)
                assert one.session.encode() not in files(server)
                assert len(stored_messages(server, alien.session)) == 1
                for left in (one, other):
                    again = await left.call("user_uttered", {"id": new_id(), "text": "how long?"})
                    check_refused(again, "unknown_session")
                assert (await one.begin(one.session))["history"] == []
                # The same id is no duplicate any more.
                await one.say("how long?", message=message)

        run(test)

    def test_what_waits_meanwhile_does_not_bring_it_back(self, server: LimberServer) -> None:
        async def test() -> None:
            async with tab(server.url) as one:
                await one.begin()
                acks = await asyncio.gather(
                    one.call("user_uttered", {"id": new_id(), "text": "how long?"}),
                    one.call("forget", {}),
                    one.call("user_uttered", {"id": new_id(), "text": "how often?"}),
                )
                assert [ack["ok"] for ack in acks] == [True, True, False]
                check_refused(acks[2], "unknown_session")
                assert stored(server, one.session) == []

        run(test)


def files(server: LimberServer) -> bytes:
    """Every byte that the database has on the disk, its log included."""
    return b"".join(path.read_bytes() for path in database(server).parent.glob("conversations.db*"))


class TestRefusals:
    async def _ack(self, one: Tab, **data: Any) -> Data:
        return await one.call("user_uttered", {"id": new_id(), "text": "hello", **data})

    def test_a_long_message_is_told_the_limit_and_what_is_urgent(self, server: LimberServer) -> None:
        async def test() -> None:
            async with tab(server.url) as one:
                await one.begin()
                message = check_refused(await self._ack(one, text="x " * 1500), "too_long")
                assert "2,000" in message
                assert "doctor" in message
                assert one.events("reply") == []
                assert stored(server, one.session) == []

        run(test)

    @pytest.mark.parametrize("text", ["", "  ", "?!", "\x00", "\U0001f9d8"], ids=repr)
    def test_a_message_without_words_is_asked_for_some(self, server: LimberServer, text: str) -> None:
        async def test() -> None:
            async with tab(server.url) as one:
                await one.begin()
                message = check_refused(await self._ack(one, text=text), "bad_request")
                assert message == STORE.phrases.say("empty")

        run(test)

    @pytest.mark.parametrize(
        "data",
        [
            {"text": None},
            {"text": 5},
            {"text": ["hello"]},
            {"id": None},
            {"id": "short"},
            {"id": "x" * 65},
            {"id": "a b c d e f"},
            {"id": 12345678},
            {"payload": 5},
        ],
        ids=str,
    )
    def test_what_makes_no_sense_is_refused(self, server: LimberServer, data: Data) -> None:
        async def test() -> None:
            async with tab(server.url) as one:
                await one.begin()
                check_refused(await self._ack(one, **data), "bad_request")
                await one.say("how long do I hold it?")

        run(test)

    @pytest.mark.parametrize("data", [None, [], "hello", 5, [{"text": "hello"}]], ids=str)
    @pytest.mark.parametrize("event", ["session_request", "user_uttered", "feedback"])
    def test_what_is_no_object_is_answered(self, server: LimberServer, event: str, data: object) -> None:
        async def test() -> None:
            before = len(server.output)
            async with tab(server.url) as one:
                await one.begin()
                ack = await one.call(event, data)
                if event == "session_request" and data is None:
                    assert ack == {"ok": True}
                else:
                    check_refused(ack, "bad_request")
            assert "Traceback" not in server.output[before:]

        run(test)

    def test_behind_a_payload_that_is_none_the_words_are_read(self, server: LimberServer) -> None:
        async def test() -> None:
            async with tab(server.url) as one:
                await one.begin()
                assert (await one.say("how do i do the pigeon", payload="/" + "x" * 500))["kind"] == "steps"
                long = "I can't control my bladder any more. " + "I love to stretch. " * 20
                assert (await one.say(long, payload=PIGEON))["tier"] == "emergency"

        run(test)

    def test_odd_characters_are_read_as_words(self, server: LimberServer) -> None:
        async def test() -> None:
            async with tab(server.url) as one:
                await one.begin()
                for text in ("<img src=x onerror=alert(1)>", "how\x00long\x1b[31m", "/restart", "{{7*7}}"):
                    assert "<img" not in json.dumps(await one.say(text))

        run(test)


class TestOrigins:
    def handshake(self, server: LimberServer, origin: str, upgrade: bool) -> int:
        """The status of a first request from a page of that origin."""
        transport = "websocket" if upgrade else "polling"
        headers = {"Origin": origin}
        if upgrade:
            headers |= {
                "Connection": "Upgrade",
                "Upgrade": "websocket",
                "Sec-WebSocket-Version": "13",
                "Sec-WebSocket-Key": "bGltYmVyLWxpbWJlci1saQ==",
            }
        with httpx.stream(
            "GET", f"{server.url}/socket.io/?EIO=4&transport={transport}", headers=headers
        ) as answer:
            return answer.status_code

    @pytest.mark.parametrize("upgrade", [False, True], ids=["polling", "websocket"])
    def test_pages_of_other_sites_may_not_connect(self, server: LimberServer, upgrade: bool) -> None:
        fine = 101 if upgrade else 200
        assert self.handshake(server, server.url, upgrade) == fine
        for origin in ("https://evil.example", "null", f"{server.url}0", "http://127.0.0.1"):
            assert self.handshake(server, origin, upgrade) == 400

    @pytest.mark.parametrize("upgrade", [False, True], ids=["polling", "websocket"])
    def test_pages_of_named_sites_may(self, strict: LimberServer, upgrade: bool) -> None:
        fine = 101 if upgrade else 200
        assert self.handshake(strict, "https://clinic.example", upgrade) == fine
        assert self.handshake(strict, strict.url, upgrade) == fine
        for origin in (
            "http://clinic.example",
            "https://clinic.example.evil.example",
            "https://evil.example",
        ):
            assert self.handshake(strict, origin, upgrade) == 400


def test_the_front_door_is_limbers_and_health_is_where_it_was(server: LimberServer) -> None:
    front = httpx.get(server.url)
    assert "Rasa" not in front.text
    assert front.headers["x-content-type-options"] == "nosniff"
    for path in ("/health/live", "/health/ready", "/webhooks/web/", "/webhooks/rest/"):
        assert httpx.get(server.url + path).status_code == 200
    assert httpx.get(f"{server.url}/media/../contacts.yml").status_code == 404


KEY = "a key of at least thirty-two characters"


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LimberServer]:
    """A server with every limit narrow, and tokens."""
    running = start(
        tmp_path_factory.mktemp("strict"),
        origins=["https://clinic.example"],
        max_length=100,
        max_payload_bytes=16384,
        messages_a_minute=3,
        messages_a_minute_per_address=60,
        history_turns=2,
        jwt_key=KEY,
    )
    yield running
    running.kill()


def token(key: str = KEY, **claims: Any) -> str:
    return str(jwt.encode({"sub": "visitor", **claims}, key, algorithm="HS256"))


class TestSettings:
    @pytest.mark.parametrize(
        "bad", [None, "", 5, "x.y.z", token("another key of at least thirty-two"), token(exp=1)], ids=str
    )
    def test_without_a_good_token_nobody_comes_in(self, strict: LimberServer, bad: object) -> None:
        async def test() -> None:
            async with tab(strict.url) as one:
                ack = await one.call("session_request", {"session_id": None, "token": bad})
                check_refused(ack, "unauthorised")
                said = await one.call("user_uttered", {"id": new_id(), "text": "hello"})
                check_refused(said, "unknown_session")

        run(test)

    def test_length_rate_and_history_are_bounded_as_configured(self, strict: LimberServer) -> None:
        async def test() -> None:
            async with tab(strict.url) as one:
                settings = (await one.begin(token=token()))["settings"]
                assert settings["max_length"] == 100
                long = await one.call("user_uttered", {"id": new_id(), "text": "x " * 60})
                assert "100" in check_refused(long, "too_long")
            async with tab(strict.url) as one:
                await one.begin(token=f"Bearer {token()}")
                for text in ("hello", "how long?", "how often?"):
                    await one.say(text)
                ack = await one.call("user_uttered", {"id": new_id(), "text": "why?"})
                assert "doctor" in check_refused(ack, "too_many")
                assert 0 < ack["error"]["retry_after"] <= 20
                history = (await one.begin(one.session, token=token()))["history"]
                assert [turn["text"] for turn in history] == ["how long?", "how often?"]

        run(test)

    @pytest.mark.parametrize("transport", ["polling", "websocket"])
    def test_a_payload_above_the_limit_is_not_read(self, strict: LimberServer, transport: str) -> None:
        async def test() -> None:
            async with tab(strict.url, transport) as one:
                await one.begin(token=token())
                await one.send("user_uttered", {"id": new_id(), "text": "x" * 20_000})
                await asyncio.wait_for(one.closed(), 30)
                assert one.events("reply") == []
            assert strict.alive()
            assert "Traceback" not in strict.output

        run(test)


def test_a_wrong_setting_ends_the_start_with_file_field_and_what_to_do(tmp_path: Path) -> None:
    trained_model()
    named = tmp_path / "credentials.yml"
    named.write_text(yaml.safe_dump({CHANNEL: {"origins": ["clinic.example"], "max_length": 1}}), "utf-8")
    ended = run_limber("serve", "--port", str(free_port()), "--credentials", str(named))
    assert ended.returncode == 1
    assert f"{named}: {CHANNEL}: origins.0: is 'clinic.example', expected scheme and host" in ended.stderr
    assert f"{named}: {CHANNEL}: max_length: is 1, expected 100 to 2000" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_store_that_can_not_forget_ends_the_start(tmp_path: Path) -> None:
    trained_model()
    named = tmp_path / "endpoints.yml"
    named.write_text(yaml.safe_dump({"tracker_store": {"type": "SQL", "db": "x.db"}}), "utf-8")
    ended = run_limber("serve", "--port", str(free_port()), "--endpoints", str(named))
    assert ended.returncode == 1
    assert f"{named}: tracker_store.type: is 'SQL', but the web and messaging channels need" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.fixture
def own(tmp_path: Path) -> Iterator[LimberServer]:
    """A server to do harm to."""
    running = start(tmp_path)
    yield running
    running.kill()


@pytest.mark.parametrize("table", ["events", "limber_messages"])
def test_a_database_that_fails_silences_nothing_and_loses_nothing(own: LimberServer, table: str) -> None:
    async def test() -> None:
        message = new_id()
        async with tab(own.url) as one:
            await one.begin()
            await one.say("how long do I hold it?")
            with sqlite3.connect(database(own)) as connection:
                connection.execute(f"ALTER TABLE {table} RENAME TO gone")
            ack = await one.call("user_uttered", {"id": message, "text": "how do i do the pigeon"})
            check_refused(ack, "failed")
            assert one.reply(message)["kind"] == "fallback"
            alarm = new_id()
            ack = await one.call("user_uttered", {"id": alarm, "text": "I can't control my bladder"})
            check_refused(ack, "failed")
            assert one.reply(alarm)["kind"] == "escalation"
            check_refused(await one.call("forget", {}), "failed")
            with sqlite3.connect(database(own)) as connection:
                connection.execute(f"ALTER TABLE gone RENAME TO {table}")
            # The sign's turn is stored now, so its hold stands.
            assert (await one.say("how do i do the pigeon", message=message))["kind"] == "escalation"
            stored = stored_messages(own, one.session)
            assert (stored.count(message), stored.count(alarm)) == (1, 1)
            assert "limber.turn_not_stored" in own.output
            assert "how do i do" not in own.output
            assert one.session not in own.output

    run(test)


def test_a_message_sent_again_after_a_restart_of_the_server_is_not_handled_again(own: LimberServer) -> None:
    message = new_id()
    session = ""

    async def before() -> None:
        nonlocal session
        async with tab(own.url) as one:
            await one.begin()
            session = one.session
            await one.say("how do i do the pigeon", message=message)

    async def after(url: str) -> None:
        async with tab(url) as one:
            (turn,) = (await one.begin(session))["history"]
            ack = await one.call("user_uttered", {"id": message, "text": "how do i do the pigeon"})
            assert ack == {"ok": True, "duplicate": True}
            assert one.reply(message) == turn["reply"]
            assert turn["reply"]["kind"] == "steps"

    run(before)
    own.kill()
    again = LimberServer(own.folder)
    try:
        run(lambda: after(again.url))
    finally:
        again.kill()
    assert stored_messages(again, session) == [message]
