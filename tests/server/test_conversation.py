"""A conversation over HTTP, and what the server tells about itself."""

from __future__ import annotations

import json
import os
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from tests.replies import contract_of, said
from tests.running import LimberServer, listens


def test_a_conversation_keeps_its_context_and_the_contract(server: LimberServer) -> None:
    sender = uuid.uuid4().hex
    steps = server.say("How do I do the pigeon pose?", sender)
    assert contract_of(steps)["kind"] == "steps"
    assert contract_of(steps)["content_ids"] == ["pigeon"]
    for question, words in (
        ("how long do I hold it?", "20-30 seconds"),
        ("is there an easier version?", "block"),
        ("which muscles does it stretch?", "piriformis"),
    ):
        replies = server.say(question, sender)
        assert contract_of(replies)["content_ids"][0] == "pigeon"
        assert words in said(replies)
    assert "repetitions" in said(server.say("and the cat cow, how long?", sender))
    assert contract_of(server.say("thanks, bye", sender))["kind"] == "small_talk"


@pytest.mark.parametrize(
    ("message", "place"),
    [("the second one", 1), ("how do I do the third one?", 2), ("show me the last one", -1)],
)
def test_a_stretch_can_be_counted_off_the_list(server: LimberServer, message: str, place: int) -> None:
    sender = uuid.uuid4().hex
    listed = contract_of(server.say("show me all stretches", sender))["content_ids"]
    assert contract_of(server.say(message, sender))["content_ids"] == [listed[place]]


def test_after_a_warning_sign_nothing_moves_before_a_professional_has_seen_it(server: LimberServer) -> None:
    sender = uuid.uuid4().hex
    reported = contract_of(server.say("how do I do the pigeon? my left foot is numb since today", sender))
    assert (reported["kind"], reported["tier"]) == ("escalation", "urgent")
    held = contract_of(server.say("ok but how do I do the pigeon?", sender))
    assert (held["kind"], held["tier"], held["hold"]) == ("escalation", "urgent", True)
    assert contract_of(server.say("what is the piriformis?", sender))["content_ids"] == ["piriformis"]
    server.say("/hold_seen", sender)
    assert contract_of(server.say("how do I do the pigeon?", sender))["kind"] == "steps"


def test_every_reply_is_addressed_to_its_sender(server: LimberServer) -> None:
    sender = uuid.uuid4().hex
    assert {reply["recipient_id"] for reply in server.say("hello", sender)} == {sender}


@pytest.mark.parametrize(
    "message",
    [
        "hello",
        "show me all stretches",
        "how long do I hold each stretch?",
        "what is the piriformis?",
        "something for tight hips",
        "an easier pigeon please",
        "I am pregnant, may I stretch?",
        "how long do I hold the twist and how many times?",
        "what is the capital of France?",
        "wibble wobble flurb",
        "is a massage gun any good?",
        "next",
        "say that again",
        "yes",
        "no",
        "where do you get this from?",
    ],
)
def test_every_first_message_gets_words_and_one_contract_message(server: LimberServer, message: str) -> None:
    replies = server.say(message)
    assert said(replies)
    contract_of(replies)


def test_buttons_lead_on(server: LimberServer) -> None:
    sender = uuid.uuid4().hex
    pending = [
        button["payload"] for reply in server.say("hello", sender) for button in reply.get("buttons", [])
    ]
    assert pending
    for payload in pending:
        replies = server.say(payload, sender)
        assert contract_of(replies)["kind"] in {"answer", "list", "steps"}


def test_conversations_at_the_same_time_do_not_mix(server: LimberServer) -> None:
    stretches = {"pigeon": "pigeon pose", "cat_cow": "cat cow", "side_bend": "side bend"}

    def talk(stretch: str) -> list[str]:
        sender = uuid.uuid4().hex
        server.say(f"how do I do the {stretches[stretch]}?", sender)
        return [contract_of(server.say("how long do I hold it?", sender))["content_ids"][0] for _ in range(5)]

    with ThreadPoolExecutor(len(stretches)) as people:
        for stretch, found in zip(stretches, people.map(talk, stretches), strict=True):
            assert found == [stretch] * 5


def test_messages_of_one_conversation_at_the_same_time_are_all_answered(server: LimberServer) -> None:
    sender = uuid.uuid4().hex
    with ThreadPoolExecutor(5) as people:
        for replies in people.map(lambda _: server.say("how long do I hold the pigeon?", sender), range(5)):
            assert contract_of(replies)["content_ids"] == ["pigeon"]


def test_health(server: LimberServer) -> None:
    assert httpx.get(f"{server.url}/health/live").json() == {"status": "live"}
    ready = httpx.get(f"{server.url}/health/ready").json()
    assert ready["status"] == "ready"
    assert ready["model"]
    assert not Path(ready["model"]).is_absolute()


@pytest.mark.parametrize(
    "path",
    ["/domain", "/conversations/anna/tracker", "/status", "/model", "/webhooks/callback/webhook"],
)
def test_nothing_but_the_channels_and_health_is_open(server: LimberServer, path: str) -> None:
    assert httpx.get(server.url + path).status_code in {404, 405}
    assert httpx.post(server.url + path, content=b"{}").status_code in {404, 405}


def test_only_this_machine_can_reach_it_by_default(server: LimberServer) -> None:
    with os.popen("hostname -I 2>/dev/null") as found:
        others = [address for address in found.read().split() if "." in address]
    for address in others:
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://{address}:{server.port}/health/live", timeout=5)
    assert listens(server.port)


def test_the_logs_hold_no_word_of_a_message(server: LimberServer) -> None:
    word = f"zyzzyva{uuid.uuid4().hex}"
    sender = uuid.uuid4().hex
    for message in (
        f"my {word} hurts, how long do I hold the pigeon?",
        f"/{word}",
        f'/ask_hold_time{{"stretch": "{word}"}}',
        f"/{word}{{",
        f"/restart {word}",
        f"{word} \U0001f600",
        word * 100,
    ):
        server.say(message, sender)
    server.post(json.dumps({"message": word, "sender": f"{word}\x00"}).encode())
    server.post(f'{{"message": "{word}'.encode())
    server.post(json.dumps([word]).encode())
    assert word not in server.output


def test_every_answer_is_logged_as_json_with_its_kind_and_content(server: LimberServer) -> None:
    before = len(server.output)
    server.say("how long do I hold the pigeon?")
    events = [json.loads(line) for line in server.output[before:].splitlines()]
    (answer,) = [event for event in events if event["event"] == "limber.reply"]
    assert answer["kind"] == "answer"
    assert answer["content_ids"] == ["pigeon"]
