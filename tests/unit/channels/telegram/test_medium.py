"""What the medium does where its parts fail; the rest is tested over HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from limber.channels.messaging.patience import LaterError, NotSentError, RejectedError
from limber.channels.messaging.post import Means
from limber.channels.telegram.medium import TelegramMedium
from limber.channels.telegram.updates import Incoming, Press
from limber.content import ContentStore
from limber.replies import Choice, Kind, Reply, Turn
from limber.replies.telegram import callback_data
from limber.stores.deliveries import Call, Delivery
from limber.stores.offers import Offer, Offers

CONVERSATION = "telegram-" + "0" * 32
HOW_LONG = Choice("How long?", "/ask_hold_time")


class FakeApi:
    """A fake Bot API that keeps what is called and fails as it is told."""

    def __init__(self) -> None:
        self.called: list[tuple[str, dict[str, Any]]] = []
        self.errors: dict[str, NotSentError] = {}

    async def call(self, method: str, values: dict[str, Any], **_: Any) -> Any:
        self.called.append((method, values))
        if method in self.errors:
            raise self.errors[method]
        return {"message_id": len(self.called)}


class FakeAnswering:
    """A fake bot that repeats what it hears, or fails."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.heard: list[Any] = []

    async def reply(self, conversation: str, said: Any) -> Turn:
        self.heard.append(said)
        if self.error:
            raise self.error
        return Turn.from_reply(Reply.of(Kind.ANSWER, f"heard {said.text}"))


class Bench:
    """A medium with fakes at its edges and real buttons."""

    def __init__(self, folder: Path, error: Exception | None = None) -> None:
        self.api = FakeApi()
        self.answering = FakeAnswering(error)
        self.offers = Offers(sa.create_engine(f"sqlite:///{folder / 'x.db'}"))
        means = Means(self.answering, self.offers, None)  # type: ignore[arg-type]
        self.medium = TelegramMedium(self.api, means)  # type: ignore[arg-type]

    def answer(self, **incoming: Any) -> list[Call]:
        content = Incoming(3, 7, 7, 0, True, **incoming).as_json()
        delivery = Delivery("99:3", CONVERSATION, 3, content)
        return list(run(lambda: self.medium.answer(delivery)))

    def send(self, call: Call) -> None:
        delivery = Delivery("99:3", CONVERSATION, 3, Incoming(3, 7, 7, 0, True, text="x").as_json())
        run(lambda: self.medium.send(delivery, call))


def run(act: Callable[[], Awaitable[Any]]) -> Any:
    async def whole() -> Any:
        return await act()

    return asyncio.run(whole())


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_a_turn_that_fails_is_apologised_for(tmp_path: Path, store: ContentStore) -> None:
    (call,) = Bench(tmp_path, RuntimeError("out of order")).answer(text="how long?")

    assert call["text"] == store.phrases.say("trouble").replace("&", "&amp;")
    assert call["chat_id"] == 7


def test_typing_that_fails_harms_nothing(bench: Bench) -> None:
    bench.api.errors["sendChatAction"] = LaterError("429")

    assert [call["text"] for call in bench.answer(text="how long?")] == ["heard how long?"]


def test_a_button_is_what_it_stands_for_and_its_keyboard_goes(bench: Bench) -> None:
    bench.offers.make(CONVERSATION, [HOW_LONG], "41")

    calls = bench.answer(press=Press("q", 41, callback_data(0, HOW_LONG), "How long?"))

    assert (bench.answering.heard[0].text, bench.answering.heard[0].payload) == (
        "How long?",
        "/ask_hold_time",
    )
    assert calls[-1] == {"method": "editMessageReplyMarkup", "chat_id": 7, "message_id": 41}
    assert ("answerCallbackQuery", {"callback_query_id": "q", "text": "How long?"}) in bench.api.called


def test_an_acknowledgement_that_comes_too_late_harms_nothing(bench: Bench) -> None:
    bench.api.errors["answerCallbackQuery"] = RejectedError("query is too old")

    calls = bench.answer(press=Press("q", 41, "0:feed", "How long?"))

    assert calls[0]["text"] == "heard How long?"
    assert bench.answering.heard[0].payload is None


def test_a_keyboard_that_can_not_be_taken_away_holds_up_nothing(bench: Bench) -> None:
    bench.api.errors["editMessageReplyMarkup"] = LaterError("502")

    bench.send({"method": "editMessageReplyMarkup", "chat_id": 7, "message_id": 41})

    assert len(bench.api.called) == 1


def test_what_a_message_offers_is_known_with_its_place(bench: Bench) -> None:
    bench.send(
        {"method": "sendMessage", "chat_id": 7, "text": "x", "choices": [["How long?", "/ask_hold_time"]]}
    )

    assert bench.offers.now(CONVERSATION) == Offer((HOW_LONG,), "1")
    assert "choices" not in bench.api.called[0][1]


def test_a_message_without_buttons_offers_nothing_more(bench: Bench) -> None:
    bench.offers.make(CONVERSATION, [HOW_LONG], "41")
    bench.send({"method": "sendMessage", "chat_id": 7, "text": "x"})

    assert bench.offers.now(CONVERSATION) is None


def test_a_busy_telegram_is_to_be_asked_again(bench: Bench) -> None:
    bench.api.errors["sendMessage"] = LaterError("429", after=5)

    with pytest.raises(LaterError):
        bench.send({"method": "sendMessage", "chat_id": 7, "text": "x"})


def test_a_picture_that_is_not_there_is_left_out(bench: Bench) -> None:
    with pytest.raises(RejectedError, match="nowhere"):
        bench.send({"method": "sendPhoto", "chat_id": 7, "picture": "nowhere.svg", "caption": "x"})


@pytest.mark.parametrize("media", ["picture", "voice", "location"])
def test_things_beside_words_are_mentioned(bench: Bench, store: ContentStore, media: str) -> None:
    (call,) = bench.answer(text="how long?", media=media)

    assert call["text"] == f"heard how long?\n\n{store.phrases.say('media_beside')}"


def test_too_much_is_told_when_to_go_on(bench: Bench, store: ContentStore) -> None:
    (call,) = bench.answer(text="how long?", refused=9)

    assert "9 seconds" in call["text"]
    assert bench.answering.heard == []


def test_in_a_group_the_answer_is_a_reply_in_its_topic(bench: Bench) -> None:
    (call,) = bench.answer(text="how long?", reply_to=5, thread=12)

    assert call["reply_parameters"] == {"message_id": 5, "allow_sending_without_reply": True}
    assert call["message_thread_id"] == 12
