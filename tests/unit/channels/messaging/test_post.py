"""The way from a service's call to an answer, before and after there is a model."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from rasa.core.channels.channel import UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa.shared.core.events import BotUttered, UserUttered

from limber.channels.answering import Said
from limber.channels.backend import NotReadyError
from limber.channels.entry import guard
from limber.channels.messaging.desk import Medium
from limber.channels.messaging.post import Means, Post
from limber.replies import Choice
from limber.stores.deliveries import Call, Delivery
from tests.unit.stores.test_tracker import open_store

CONVERSATION = "telegram-" + "0" * 32


class FakeAgent:
    """A fake agent with real stores, whose model may be missing."""

    def __init__(self, folder: Path, ready: bool) -> None:
        self.ready = ready
        self.tracker_store = open_store(folder)
        self.lock_store = InMemoryLockStore()

    def is_ready(self) -> bool:
        return self.ready


class FakeApp:
    """A fake server with an agent."""

    def __init__(self, folder: Path, ready: bool = True) -> None:
        self.ctx = self
        self.agent = FakeAgent(folder, ready)


class EchoMedium:
    """A fake medium that says what the bot says and keeps what it sends."""

    def __init__(self, means: Means) -> None:
        self.means = means
        self.sent: list[str] = []

    async def answer(self, delivery: Delivery) -> Sequence[Call]:
        if delivery.content["text"] == "/delete":
            await self.means.delete(delivery.conversation)
            return [{"text": "deleted"}]
        said = Said(delivery.id, delivery.content["text"])
        turn = await self.means.answering.reply(delivery.conversation, said)
        return [{"text": block.text} for block in turn.blocks]

    async def send(self, delivery: Delivery, call: Call) -> None:
        self.sent.append(call["text"])


def delivery(number: int, text: str) -> Delivery:
    return Delivery(str(number), CONVERSATION, number, {"text": text})


def run(app: FakeApp, test: Callable[[Post, list[EchoMedium]], Awaitable[None]]) -> list[str]:
    """Run a test with a bot that stores what it hears; what was sent in the end."""
    made: list[EchoMedium] = []

    async def bot(message: UserMessage) -> None:
        tracker = await app.agent.tracker_store.get_or_create_tracker(message.sender_id)
        tracker.update(UserUttered(message.text, message_id=message.message_id))
        tracker.update(BotUttered(f"heard {message.text}"))
        await app.agent.tracker_store.save(tracker)
        await message.output_channel.send_response(message.sender_id, {"text": f"heard {message.text}"})

    def medium(means: Means) -> Medium:
        made.append(EchoMedium(means))
        return made[-1]

    async def whole() -> None:
        post = Post("telegram", guard(bot), medium)
        await asyncio.wait_for(test(post, made), 20)
        await post.stop()

    try:
        asyncio.run(whole())
    finally:
        app.agent.tracker_store.engine.dispose()
    return [text for one in made for text in one.sent]


async def settle(made: list[EchoMedium], parts: int) -> None:
    while sum(len(one.sent) for one in made) < parts:
        await asyncio.sleep(0)


def test_a_delivery_is_answered_by_the_bot_and_kept_by_its_id(tmp_path: Path) -> None:
    app = FakeApp(tmp_path)

    async def test(post: Post, made: list[EchoMedium]) -> None:
        post.start(app)  # type: ignore[arg-type]
        assert await post.accept(delivery(1, "how long?"))
        await settle(made, 1)
        assert made[0].means.backend.turns.has(CONVERSATION, "1")

    assert run(app, test) == ["heard how long?"]


def test_without_a_model_the_service_hears_that_it_must_come_again(tmp_path: Path) -> None:
    app = FakeApp(tmp_path, ready=False)

    async def test(post: Post, made: list[EchoMedium]) -> None:
        with pytest.raises(NotReadyError):
            await post.accept(delivery(1, "too early"))
        post.start(app)  # type: ignore[arg-type]
        with pytest.raises(NotReadyError):
            await post.accept(delivery(1, "still early"))
        app.agent.ready = True
        assert await post.accept(delivery(1, "how long?"))
        await settle(made, 1)

    assert run(app, test) == ["heard how long?"]


def test_a_message_that_is_not_read_is_told_why(tmp_path: Path) -> None:
    app = FakeApp(tmp_path)

    async def test(post: Post, made: list[EchoMedium]) -> None:
        post.start(app)  # type: ignore[arg-type]
        await post.accept(delivery(1, "x " * 1500))
        await settle(made, 1)

    (said,) = run(app, test)
    assert "2,000" in said


def test_deleting_leaves_neither_turns_nor_buttons(tmp_path: Path) -> None:
    app = FakeApp(tmp_path)

    async def test(post: Post, made: list[EchoMedium]) -> None:
        post.start(app)  # type: ignore[arg-type]
        await post.accept(delivery(1, "how long?"))
        await settle(made, 1)
        made[0].means.offers.make(CONVERSATION, [Choice("How long?", "/ask_hold_time")])
        await post.accept(delivery(2, "/delete"))
        await settle(made, 2)
        assert not made[0].means.backend.turns.has(CONVERSATION, "1")
        assert made[0].means.offers.now(CONVERSATION) is None

    assert run(app, test)[-1] == "deleted"


def test_a_job_that_fails_ends_nothing(tmp_path: Path) -> None:
    app = FakeApp(tmp_path)

    async def fail() -> None:
        raise RuntimeError("no network")

    async def test(post: Post, made: list[EchoMedium]) -> None:
        post.start(app, [fail])  # type: ignore[arg-type]
        await post.accept(delivery(1, "how long?"))
        await settle(made, 1)

    assert run(app, test) == ["heard how long?"]


def test_a_job_ends_with_the_server(tmp_path: Path) -> None:
    app, ended = FakeApp(tmp_path), []

    async def last() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(True)

    async def test(post: Post, _: Any) -> None:
        post.start(app, [last])  # type: ignore[arg-type]
        await asyncio.sleep(0)

    run(app, test)
    assert ended == [True]
