"""Each delivery is answered once, in order, whatever the service and the process do."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from limber.channels.messaging import inbox
from limber.channels.messaging.desk import Desk
from limber.channels.messaging.patience import LaterError, RejectedError, UnreachableError
from limber.stores.deliveries import Call, Deliveries, Delivery


def delivery(number: int, conversation: str = "anna") -> Delivery:
    return Delivery(f"{conversation} {number}", conversation, number, {"text": str(number)})


class FakeMedium:
    """A fake channel: answers "1" with two parts, and fails as it is told.

    Attributes:
        sent: what was sent, in order.
        made: deliveries for which an answer was made.
        errors: what the next sends raise; None where they succeed.
        gate: keeps sends waiting until it is set.
    """

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.made: list[str] = []
        self.errors: list[Exception | None] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = asyncio.Event()

    async def answer(self, delivery: Delivery) -> Sequence[Call]:
        self.made.append(delivery.id)
        if delivery.content["text"] == "broken":
            raise RuntimeError("out of order")
        return [{"part": f"{delivery.id} a"}, {"part": f"{delivery.id} b"}]

    async def send(self, delivery: Delivery, call: Call) -> None:
        self.asked.set()
        await self.gate.wait()
        error = self.errors.pop(0) if self.errors else None
        if error is not None:
            raise error
        self.sent.append(call["part"])


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = sa.create_engine(f"sqlite:///{tmp_path / 'conversations.db'}")
    yield made
    made.dispose()


def run(engine: Engine, test: Callable[[Desk, FakeMedium], Awaitable[None]]) -> FakeMedium:
    """Let a test talk with a desk."""

    async def whole() -> FakeMedium:
        medium = FakeMedium()
        desk = Desk(Deliveries(engine, "telegram"), medium)
        await asyncio.wait_for(test(desk, medium), 20)
        await desk.inbox.stop()
        return medium

    return asyncio.run(whole())


def parts(*deliveries: str) -> list[str]:
    return [f"{one} {part}" for one in deliveries for part in "ab"]


def test_deliveries_are_answered_once_and_in_order(engine: Engine) -> None:
    async def test(desk: Desk, _: FakeMedium) -> None:
        assert [await desk.inbox.accept(delivery(number)) for number in (1, 2, 1, 3)] == [
            True,
            True,
            False,
            True,
        ]
        await desk.inbox.idle()
        assert not await desk.inbox.accept(delivery(2))
        await desk.inbox.idle()

    assert run(engine, test).sent == parts("anna 1", "anna 2", "anna 3")


def test_what_comes_out_of_order_is_answered_in_the_order_of_its_places(engine: Engine) -> None:
    async def test(desk: Desk, medium: FakeMedium) -> None:
        medium.gate.clear()
        for number in (1, 4, 2, 3):
            await desk.inbox.accept(delivery(number))
        await medium.asked.wait()
        medium.gate.set()
        await desk.inbox.idle()

    assert run(engine, test).sent == parts("anna 1", "anna 2", "anna 3", "anna 4")


def test_a_conversation_that_waits_holds_up_no_other(engine: Engine) -> None:
    async def test(desk: Desk, medium: FakeMedium) -> None:
        medium.errors = [LaterError("busy", after=3600)]
        await desk.inbox.accept(delivery(1))
        while medium.errors:
            await asyncio.sleep(0)
        await desk.inbox.accept(delivery(1, "ben"))
        while len(medium.sent) < 2:
            await asyncio.sleep(0)
        await desk.inbox.stop()

    assert run(engine, test).sent == parts("ben 1")


def test_a_part_that_is_refused_does_not_hold_up_the_others(engine: Engine) -> None:
    async def test(desk: Desk, medium: FakeMedium) -> None:
        medium.errors = [RejectedError("bad picture")]
        await desk.inbox.accept(delivery(1))
        await desk.inbox.idle()

    assert run(engine, test).sent == ["anna 1 b"]


def test_whoever_blocked_the_bot_gets_no_more_parts_and_the_next_answer_again(engine: Engine) -> None:
    async def test(desk: Desk, medium: FakeMedium) -> None:
        medium.errors = [UnreachableError("blocked")]
        await desk.inbox.accept(delivery(1))
        await desk.inbox.accept(delivery(2))
        await desk.inbox.idle()

    assert run(engine, test).sent == parts("anna 2")
    assert Deliveries(engine, "telegram").waiting() == []


def test_one_that_fails_does_not_end_the_conversation(engine: Engine) -> None:
    async def test(desk: Desk, _: FakeMedium) -> None:
        await desk.inbox.accept(Delivery("x", "anna", 1, {"text": "broken"}))
        await desk.inbox.accept(delivery(2))
        await desk.inbox.idle()

    assert run(engine, test).sent == parts("anna 2")


def test_a_server_that_ends_goes_on_where_it_was(engine: Engine) -> None:
    async def first(desk: Desk, medium: FakeMedium) -> None:
        medium.errors = [None, LaterError("busy", after=3600)]
        await desk.inbox.accept(delivery(1))
        await desk.inbox.accept(delivery(2))
        while medium.errors:
            await asyncio.sleep(0)
        await desk.inbox.stop()

    async def second(desk: Desk, _: FakeMedium) -> None:
        await desk.inbox.start()
        await desk.inbox.idle()

    before, after = run(engine, first), run(engine, second)

    assert (before.sent + after.sent) == parts("anna 1", "anna 2")
    assert before.made == ["anna 1"]
    # The first answer was made already: it is sent, not made again.
    assert after.made == ["anna 2"]


def refuse(*_: object, **__: object) -> None:
    raise sa.exc.OperationalError("UPDATE", {}, Exception("disk full"))


def test_a_database_that_fails_after_the_delivery_was_kept_silences_nobody(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def test(desk: Desk, _: FakeMedium) -> None:
        monkeypatch.setattr(Deliveries, "_write", refuse)
        await desk.inbox.accept(delivery(1))
        await desk.inbox.idle()

    assert run(engine, test).sent == parts("anna 1")


def test_what_is_answered_but_could_not_be_noted_is_noted_later_and_not_answered_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inbox, "ROUND_SECONDS", 0.01)

    async def test(desk: Desk, _: FakeMedium) -> None:
        await desk.inbox.start()
        with monkeypatch.context() as failing:
            failing.setattr(Deliveries, "_write", refuse)
            await desk.inbox.accept(delivery(1))
            await desk.inbox.idle()
        store = Deliveries(engine, "telegram")
        while store.waiting():
            await asyncio.sleep(0)

    assert run(engine, test).sent == parts("anna 1")


def test_what_another_server_takes_of_a_conversation_is_answered_where_it_goes_on(engine: Engine) -> None:
    async def test(desk: Desk, medium: FakeMedium) -> None:
        other = Desk(Deliveries(engine, "telegram"), FakeMedium())
        medium.gate.clear()
        await desk.inbox.accept(delivery(1))
        await medium.asked.wait()
        assert await other.inbox.accept(delivery(2))
        await other.inbox.idle()
        medium.gate.set()
        await desk.inbox.idle()

    assert run(engine, test).sent == parts("anna 1", "anna 2")


def test_what_another_server_may_answer_by_now_is_not_sent(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Deliveries, "is_shared", True)
    monkeypatch.setattr(inbox, "LEASE_SECONDS", -1.0)

    async def test(desk: Desk, _: FakeMedium) -> None:
        await desk.inbox.accept(delivery(1))
        await desk.inbox.idle()

    assert run(engine, test).sent == []
    assert len(Deliveries(engine, "telegram").waiting()) == 1
