"""500 updates of 20 chats through an emulator, with duplicates, errors and a restart."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from limber.content import ContentStore
from limber.replies.telegram import plain_text
from tests.channels.conversation import unanswered
from tests.channels.telegram.conftest import start_limber
from tests.channels.telegram.emulator import Emulator, emulator
from tests.channels.telegram.relay import relay
from tests.running import ROOT, LimberServer, free_port

STORE = ContentStore.load(ROOT / "content")
CHATS = 20
EACH = 25
MOST_SECONDS = 600
"""Many times what it takes on an idle machine."""

QUESTIONS = [
    *(f"how do i do the {stretch.title.lower()}?" for stretch in STORE.stretches.values()),
    *(f"how long do i hold the {stretch.title.lower()}?" for stretch in STORE.stretches.values()),
    *(f"what is the {muscle.title.lower()}?" for muscle in STORE.muscles.values()),
    *(f"which muscles does the {stretch.title.lower()} reach?" for stretch in STORE.stretches.values()),
][:EACH]


def questions(chat: int) -> list[str]:
    """A chat's questions: each chat begins elsewhere."""
    return [QUESTIONS[(chat + number) % EACH] for number in range(EACH)]


def expected(limber: LimberServer, chat: int) -> list[str]:
    """The answers to a chat's questions, as the rest channel gives them."""
    sender = uuid.uuid4().hex
    return [
        "".join("".join(reply.get("text") or "" for reply in limber.say(question, sender)).split())
        for question in questions(chat)
    ]


def bare(text: str) -> str:
    """Words without markup, white space and bullets."""
    return "".join(plain_text(text).replace("\u2022", "-").split())


@pytest.mark.slow
@pytest.mark.parametrize("kill", [False, True], ids=["stopped", "killed"])
def test_each_message_is_answered_once_and_in_order(tmp_path: Path, kill: bool) -> None:
    port = free_port()
    with emulator(tmp_path) as telegram, relay(telegram.url, duplicates=0.05, errors=0.02, seed=7) as between:

        def start() -> LimberServer:
            return start_limber(tmp_path, between.url, port=port)

        limber = start()
        try:
            limber.wait_until(lambda: bool(between.webhook))
            write(telegram, range(EACH // 2))
            limber.wait_until(lambda: between.sent > CHATS * EACH // 4)
            if kill:
                limber.kill()
            else:
                assert limber.stop() == 0
            before = between.sent
            limber = start()
            write(telegram, range(EACH // 2, EACH))
            limber.wait_until(lambda: between.sent >= CHATS * EACH and not unanswered(tmp_path), MOST_SECONDS)

            answers = {
                chat: [bare(one["message"]["text"]) for one in telegram.sent(chat)]
                for chat in range(1, CHATS + 1)
            }
            asked = {chat: expected(limber, chat) for chat in range(1, CHATS + 1)}
            print(
                f"{CHATS * EACH} updates, {between.duplicated} delivered twice, {between.failed} calls "
                f"failed, {between.tried_again} deliveries tried again, {before} answered before the restart"
            )
            assert between.duplicated > CHATS * EACH * 0.02
            assert between.failed > 0
            assert 0 < before < CHATS * EACH
            if kill:
                # What was on its way in that moment may have come twice.
                answers = {chat: without_repeats(given) for chat, given in answers.items()}
            assert answers == asked
        finally:
            limber.kill()


def write(telegram: Emulator, numbers: range) -> None:
    for number in numbers:
        for chat in range(1, CHATS + 1):
            telegram.write(chat, questions(chat)[number])


def without_repeats(answers: list[str]) -> list[str]:
    """Answers of which none comes twice in a row."""
    return [one for one, before in zip(answers, ["", *answers], strict=False) if one != before]
