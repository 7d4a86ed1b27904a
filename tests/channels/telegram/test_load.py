"""500 updates of 20 chats through an emulator, with duplicates, errors and a restart."""

from __future__ import annotations

import uuid
from itertools import zip_longest
from pathlib import Path

import pytest

from limber.content import ContentStore
from limber.replies.telegram import plain_text
from tests.channels.conversation import unanswered
from tests.channels.telegram.conftest import start_limber
from tests.channels.telegram.emulator import Emulator, emulator
from tests.channels.telegram.relay import Relay, relay
from tests.running import ROOT, LimberServer, free_port

STORE = ContentStore.load(ROOT / "content")
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


def expected(limber: LimberServer) -> dict[str, str]:
    """The answer to each question, as the rest channel gives it."""
    sender = uuid.uuid4().hex
    return {
        question: "".join("".join(reply.get("text") or "" for reply in limber.say(question, sender)).split())
        for question in QUESTIONS
    }


def bare(text: str) -> str:
    """Words without markup, white space and bullets."""
    return "".join(plain_text(text).replace("\u2022", "-").split())


@pytest.mark.slow
@pytest.mark.parametrize(("kill", "chats"), [(False, 20), (True, 5)], ids=["stopped", "killed"])
def test_each_message_is_answered_once_and_in_order(tmp_path: Path, kill: bool, chats: int) -> None:
    total = chats * EACH
    port = free_port()
    with emulator(tmp_path) as telegram, relay(telegram.url, duplicates=0.05, errors=0.02, seed=7) as between:

        def start() -> LimberServer:
            return start_limber(tmp_path, between.url, port=port)

        limber = start()
        try:
            limber.wait_until(lambda: bool(between.webhook))
            write(telegram, between, chats, range(EACH // 2))
            limber.wait_until(lambda: between.sent > total // 4)
            if kill:
                limber.kill()
            else:
                assert limber.stop() == 0
            before = between.sent
            write(telegram, between, chats, range(EACH // 2, EACH))
            limber = start()
            limber.wait_until(lambda: between.sent >= total and not unanswered(tmp_path), MOST_SECONDS)

            answers = {
                chat: [bare(one["message"]["text"]) for one in telegram.sent(chat)]
                for chat in range(1, chats + 1)
            }
            known = expected(limber)
            asked = {chat: [known[one] for one in questions(chat)] for chat in answers}
            print(
                f"{total} updates, {between.duplicated} delivered twice, {between.failed} calls "
                f"failed, {between.tried_again} deliveries tried again, {before} answered before the restart"
            )
            assert between.duplicated > 0
            assert between.failed > 0
            assert between.tried_again > 0
            assert 0 < before < total
            if kill:
                # What was on its way in that moment may have come twice.
                answers = {chat: without_repeats(given) for chat, given in answers.items()}
            wrong = [
                (chat, place, one[:80])
                for chat, given in answers.items()
                for place, (one, wanted) in enumerate(zip_longest(given, asked[chat], fillvalue=""))
                if one != wanted
            ]
            told = [line for line in limber.output.splitlines() if '"error"' in line or '"warning"' in line]
            assert not wrong, "\n".join(["", *map(str, wrong), *told[-30:]])
        finally:
            limber.kill()


def write(telegram: Emulator, between: Relay, chats: int, numbers: range) -> None:
    """Let every chat write its next questions; each is under way before the next is written."""
    for number in numbers:
        for chat in range(1, chats + 1):
            telegram.write(chat, questions(chat)[number])
            between.wait_until_came(number * chats + chat)


def without_repeats(answers: list[str]) -> list[str]:
    """Answers of which none comes twice in a row."""
    return [one for one, before in zip(answers, ["", *answers], strict=False) if one != before]
