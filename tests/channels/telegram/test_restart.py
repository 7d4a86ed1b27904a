"""What is known, and what is still to be done, after a restart; and starting without network."""

from __future__ import annotations

import json
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.channels.telegram.bot_api import TOKEN, BotApiServer, Data, Person, RefusedError, bot_api_server
from tests.channels.telegram.conftest import start_limber
from tests.running import LimberServer, free_port, trained_model


@pytest.fixture
def telegram() -> Iterator[BotApiServer]:
    with bot_api_server() as server:
        yield server


def refuse_messages(telegram: BotApiServer, after: int = 0) -> Callable[[], int]:
    """Let Telegram be down for messages behind the first ones; counts those that it refused."""
    seen, refused = [0], [0]

    def fault(method: str, _: Data) -> RefusedError | None:
        if method != "sendMessage":
            return None
        seen[0] += 1
        if seen[0] <= after:
            return None
        refused[0] += 1
        return RefusedError(503, "Service Unavailable")

    telegram.fault = fault
    return lambda: refused[0]


def test_what_was_answered_is_known_and_what_was_not_is_answered(
    tmp_path: Path, telegram: BotApiServer
) -> None:
    port = free_port()
    limber = start_limber(tmp_path, telegram.url, port=port)
    try:
        telegram.wait_for(lambda: telegram.webhook)
        anna = Person(telegram, 1)
        answered = anna.message(text="how do i do the cat cow")
        anna.after(lambda: telegram.deliver(answered))
        refused = refuse_messages(telegram)
        telegram.deliver(anna.message(text="how long?"))
        telegram.deliver(anna.message(text="how do i do the pigeon"))
        telegram.wait_for(refused)
        assert limber.stop() == 0

        telegram.fault = lambda method, values: None
        limber = start_limber(tmp_path, telegram.url, port=port)
        telegram.wait_for(lambda: len(telegram.texts(1)) == 3)
        telegram.deliver(answered)
        last = "".join(call.values["text"] for call in anna.write("/stop") if "text" in call.values)

        assert "only write when you write" in last
        cat_cow, how_long, pigeon = telegram.texts(1)[:-1]
        assert "Cat:" in cat_cow
        assert "5-10" in how_long
        assert "pigeon" in pigeon
    finally:
        limber.kill()


def test_a_process_that_is_killed_goes_on_in_the_middle_of_an_answer(
    tmp_path: Path, telegram: BotApiServer
) -> None:
    port = free_port()
    limber = start_limber(tmp_path, telegram.url, port=port)
    try:
        telegram.wait_for(lambda: telegram.webhook)
        anna = Person(telegram, 1)
        # Two messages: the words of the sign are sent, those about the question are not.
        refused = refuse_messages(telegram, after=1)
        telegram.deliver(anna.message(text="my left foot is numb, how long do i hold the pigeon?"))
        telegram.wait_for(refused)
        limber.kill()

        telegram.fault = lambda method, values: None
        limber = start_limber(tmp_path, telegram.url, port=port)
        telegram.wait_for(lambda: len(telegram.texts(1)) == 2)
        anna.write("/stop")

        sign, waits, _ = telegram.texts(1)
        assert sign.startswith("Please stop stretching")
        assert waits.startswith("I have read your question")
    finally:
        limber.kill()


@pytest.mark.parametrize("options", [(), ("--telegram-polling",)], ids=["webhook", "polling"])
def test_without_network_the_other_channels_are_up_and_telegram_follows(
    tmp_path: Path, options: tuple[str, ...]
) -> None:
    trained_model()
    with bot_api_server() as telegram:
        down = [True]
        telegram.fault = lambda method, values: RefusedError(502, "Bad Gateway") if down else None
        limber = start_limber(tmp_path, telegram.url, *options)
        try:
            assert limber.say("hello")
            telegram.wait_for(lambda: len(telegram.calls) > 1)
            down.clear()
            assert "pigeon" in "".join(
                call.values["text"]
                for call in Person(telegram, 1).after(
                    lambda: (
                        telegram.wait_for(lambda: telegram.webhook or telegram.taken("deleteWebhook")),
                        telegram.deliver(Person(telegram, 1).message(text="how long do i hold the pigeon?")),
                    )
                )
                if call.method == "sendMessage"
            )
        finally:
            limber.kill()


def test_an_address_where_nobody_listens_stops_nothing(tmp_path: Path) -> None:
    limber = start_limber(tmp_path, f"http://127.0.0.1:{free_port()}")
    try:
        assert limber.say("hello")
        limber.wait_until(lambda: "limber.telegram_waits" in limber.output)
        assert limber.answers("/webhooks/telegram/")
        assert TOKEN not in limber.output
        assert limber.stop(signal.SIGTERM) == 0
    finally:
        limber.kill()


class TestPolling:
    @pytest.fixture
    def polling(self, tmp_path: Path, telegram: BotApiServer) -> Iterator[LimberServer]:
        telegram.webhook = {"url": "https://earlier.example"}
        limber = start_limber(tmp_path, telegram.url, "--telegram-polling")
        yield limber
        limber.kill()

    def test_one_token_and_one_command_are_enough(
        self, telegram: BotApiServer, polling: LimberServer
    ) -> None:
        telegram.wait_for(lambda: not telegram.webhook)
        anna = Person(telegram, 1)

        anna.write("how do i do the pigeon")
        told = anna.press("How long?")

        assert "20-30 seconds" in "".join(call.values.get("text", "") for call in told)

    def test_what_is_no_update_stops_nothing_and_a_conflict_is_waited_for(
        self, telegram: BotApiServer, polling: LimberServer
    ) -> None:
        telegram.wait_for(lambda: not telegram.webhook)
        conflicts = [1]

        def fault(method: str, _: Data) -> RefusedError | None:
            if method == "getUpdates" and conflicts:
                conflicts.pop()
                return RefusedError(409, "Conflict: terminated by other getUpdates request")
            return None

        telegram.fault = fault
        telegram.deliver({"update_id": telegram.new_id(), "message": 5})
        telegram.wait_for(lambda: not conflicts)

        assert "sendMessage" in [call.method for call in Person(telegram, 1).write("hello")]

    def test_the_webhook_needs_its_secret_even_then(
        self, telegram: BotApiServer, polling: LimberServer
    ) -> None:
        telegram.wait_for(lambda: not telegram.webhook)
        telegram.webhook = {"url": f"{polling.url}/webhooks/telegram/webhook"}

        body = json.dumps(Person(telegram, 1).message(text="hello")).encode()
        assert telegram.post(body, "guessed").status_code == 403


def test_polling_without_a_token_says_what_is_missing(tmp_path: Path) -> None:
    from tests.running import run_limber

    trained_model()
    ended = run_limber("serve", "--telegram-polling", "--port", str(free_port()))

    assert ended.returncode == 1
    assert "LIMBER_TELEGRAM_TOKEN" in ended.stderr
    assert "Traceback" not in ended.stderr
