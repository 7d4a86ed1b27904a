"""What is kept of updates."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from limber.channels.backend import NotReadyError
from limber.channels.telegram.intake import Intake
from limber.channels.telegram.settings import TelegramSettings
from limber.channels.telegram.updates import Bot, Incoming, Update, parse_update
from limber.stores.deliveries import Delivery

TOKEN = "123456789:AAFakeTokenForTheTestsOfLimber-0000"


class FakePost:
    """A fake post that keeps what it is given, unless there is no model."""

    def __init__(self) -> None:
        self.kept: list[Delivery] = []
        self.ready = True

    async def knows(self, delivery: str) -> bool:
        if not self.ready:
            raise NotReadyError
        return any(one.id == delivery for one in self.kept)

    async def accept(self, delivery: Delivery) -> bool:
        self.kept.append(delivery)
        return True

    async def must_be_heard(self, conversation: str, text: str) -> bool:
        return "numb" in text

    def refused(self) -> list[int | None]:
        return [Incoming.from_json(one.content).refused for one in self.kept]


@pytest.fixture
def post() -> FakePost:
    return FakePost()


@pytest.fixture
def intake(post: FakePost) -> Intake:
    made = Intake(TelegramSettings.read({"token": TOKEN, "messages_a_minute": 2}), post)  # type: ignore[arg-type]
    made.bot = Bot(123456789, "limber_bot")
    return made


def update(number: int, date: int = 1_700_000_000, **more: Any) -> Any:
    message = {
        "message_id": number,
        "date": date,
        "chat": {"id": 7, "type": "private"},
        "from": {"id": 7},
        "text": "how long?",
        **more,
    }
    return parse_update({"update_id": number, "message": message})


def take(intake: Intake, given: Update) -> None:
    asyncio.run(intake.take(given))


def test_a_message_is_kept_under_the_bots_and_its_own_number(intake: Intake, post: FakePost) -> None:
    take(intake, update(5))

    (kept,) = post.kept
    assert (kept.id, kept.place) == ("123456789:5", 5)
    assert kept.conversation.startswith("telegram-")


def test_too_much_is_told_twice_and_then_no_more(intake: Intake, post: FakePost) -> None:
    for number in range(10):
        take(intake, update(number))

    assert post.refused() == [None, None, 30, 30]


def test_a_sign_is_never_too_much(intake: Intake, post: FakePost) -> None:
    for number in range(10):
        take(intake, update(number, text="my foot is numb" if number > 5 else "how long?"))

    assert post.refused() == [None, None, 30, 30, None, None, None, None]


def test_a_press_beyond_the_limit_is_screened_by_its_words(intake: Intake, post: FakePost) -> None:
    for number in range(6):
        take(intake, update(number))
    keyboard = {"inline_keyboard": [[{"text": "my foot is numb", "callback_data": "7"}]]}
    shown = {"message_id": 9, "chat": {"id": 7, "type": "private"}, "reply_markup": keyboard}
    press = {"id": "q", "from": {"id": 7}, "data": "7", "message": shown}
    take(intake, parse_update({"update_id": 99, "callback_query": press}))

    assert post.refused() == [None, None, 30, 30, None]


def test_what_was_kept_by_telegram_while_the_server_was_down_is_not_too_much(
    intake: Intake, post: FakePost
) -> None:
    for number in range(10):
        take(intake, update(number, date=1_700_000_000 + 60 * number))

    assert post.refused() == [None] * 10


def test_another_chat_has_a_limit_of_its_own(intake: Intake, post: FakePost) -> None:
    for number in range(4):
        take(intake, update(number, chat={"id": number, "type": "private"}))

    assert post.refused() == [None] * 4


def test_what_comes_again_is_neither_kept_nor_counted(intake: Intake, post: FakePost) -> None:
    post.ready = False
    for _ in range(10):
        with pytest.raises(NotReadyError):
            take(intake, update(1))
    post.ready = True
    for _ in range(10):
        take(intake, update(1))
    take(intake, update(2))

    assert post.refused() == [None, None]


def test_a_group_waits_until_the_bot_knows_its_name(intake: Intake, post: FakePost) -> None:
    group = {"chat": {"id": -5, "type": "group"}, "text": "@limber_bot how long?"}
    intake.bot = Bot(123456789, "")
    with pytest.raises(NotReadyError):
        take(intake, update(1, **group))
    intake.bot = Bot(123456789, "limber_bot")
    take(intake, update(1, **group))

    assert len(post.kept) == 1


def test_members_of_a_group_have_conversations_of_their_own(intake: Intake, post: FakePost) -> None:
    for number, member in enumerate((7, 8)):
        group = {"chat": {"id": -5, "type": "group"}, "text": "@limber_bot how?", "from": {"id": member}}
        take(intake, update(number, **group))

    assert len({one.conversation for one in post.kept}) == 2
