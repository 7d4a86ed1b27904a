"""Messages are read beside the event loop: it goes on while the pipeline works, and when that hangs."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest


class Pipeline:
    """Stands for Rasa's processor: a pipeline that waits until the event loop lets it go on."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.thread = ""

    def _parse_message_with_graph(self, message: Any, tracker: Any, only_output: bool) -> dict[str, Any]:
        self.thread = threading.current_thread().name
        assert self.let_go.wait(10), "the event loop stood still"
        return {"text": message.text, "sender": tracker.sender_id}

    def _update_full_retrieval_intent(self, parsed: dict[str, Any]) -> None:
        parsed["intent"] = {"name": "greet"}


def test_the_loop_goes_on_while_a_message_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from rasa.core.channels.channel import UserMessage
    from rasa.core.processor import MessageProcessor

    from limber.serving.parsing import parse_beside_the_loop

    monkeypatch.setattr(MessageProcessor, "parse_message", MessageProcessor.parse_message)
    parse_beside_the_loop()
    pipeline = Pipeline()

    async def one_turn() -> dict[str, Any]:
        reading = asyncio.ensure_future(
            MessageProcessor.parse_message(pipeline, UserMessage("hello", sender_id="anna"))
        )
        await asyncio.sleep(0)
        pipeline.let_go.set()
        return dict(await reading)

    assert asyncio.run(one_turn()) == {
        "text": "hello",
        "sender": "anna",
        "intent": {"name": "greet"},
    }
    assert pipeline.thread.startswith("limber-nlu")


def test_a_message_that_is_never_read_is_given_up_and_the_next_do_not_wait_behind_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from limber.serving import parsing
    from limber.serving.parsing import HangingError, Reader

    monkeypatch.setattr(parsing, "LONGEST_READ_SECONDS", 0.01)
    let_go, read = threading.Event(), []

    async def test() -> None:
        reader = Reader()
        assert not reader.hangs
        with pytest.raises(asyncio.TimeoutError):
            await reader.run(lambda: let_go.wait(10))
        assert reader.hangs
        with pytest.raises(HangingError):
            await reader.run(lambda: read.append("too late"))
        let_go.set()
        while reader.hangs:
            await asyncio.sleep(0)
        monkeypatch.undo()
        await reader.run(lambda: read.append("read"))

    asyncio.run(test())
    assert read == ["read"]
