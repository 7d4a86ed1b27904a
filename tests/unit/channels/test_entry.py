"""The one entry of every message: what is let through, refused and answered in words."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rasa.core.channels.channel import OutputChannel, UserMessage
from structlog.testing import capture_logs

from limber.channels.entry import (
    MAX_CHARACTERS,
    BadSenderError,
    TurnFailedError,
    check_sender,
    guard,
    safe_text,
)
from limber.content import ContentStore, default_store
from limber.plain import read_yaml
from limber.replies import (
    Button,
    Kind,
    Reply,
    item_buttons,
    related_buttons,
    start_buttons,
    stretch_buttons,
    to_rasa,
)

ROOT = Path(__file__).resolve().parents[3]
STORE = default_store()
NAMED = {(name.entity, name.id) for name in STORE.names()}


class FakeChannel(OutputChannel):
    """A fake output channel: keeps what it is given to send, and sends nothing."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        return "fake"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.sent.append({"recipient": recipient_id, **message})

    @property
    def said(self) -> str:
        return "\n".join(message["text"] for message in self.sent if "text" in message)

    @property
    def kinds(self) -> list[str]:
        return [message["custom"]["data"]["limber"]["kind"] for message in self.sent if "custom" in message]


class Bot:
    """A fake bot behind the entry: keeps the texts that it is given, and answers each."""

    def __init__(self, answer: Callable[[UserMessage], Awaitable[None]] | None = None) -> None:
        self.heard: list[str] = []
        self._answer = answer

    async def __call__(self, message: UserMessage) -> str:
        self.heard.append(message.text)
        if self._answer is None:
            await message.output_channel.send_response(message.sender_id, {"text": "Here you are."})
        else:
            await self._answer(message)
        return "done"


def tell(bot: Bot, text: str | None, channel: FakeChannel, sender: str = "anna") -> Any:
    """Send one message through the entry."""

    async def turn() -> Any:
        return await guard(bot)(UserMessage(text, channel, sender))

    return asyncio.run(turn())


def heard(text: str) -> str:
    """What the bot is given of a text."""
    bot = Bot()
    tell(bot, text, FakeChannel())
    (passed,) = bot.heard
    return passed


class TestLetThrough:
    @pytest.mark.parametrize(
        "text", ["how long do I hold it?", "1/2 a minute", "and/or", "caf\u00e9 \U0001f9d8"]
    )
    def test_words_pass_as_they_are(self, text: str) -> None:
        assert heard(text) == text

    def test_the_bots_answer_is_given_back_and_nothing_is_added(self) -> None:
        channel = FakeChannel()

        assert tell(Bot(), "how long?", channel) == "done"
        assert channel.sent == [{"recipient": "anna", "text": "Here you are."}]

    def test_control_characters_and_lone_surrogates_become_spaces(self) -> None:
        assert heard("how\x00long\ud800do\x1bi\x7f hold") == "how long do i  hold"

    def test_the_longest_message_passes(self) -> None:
        assert len(heard("a" * MAX_CHARACTERS)) == MAX_CHARACTERS

    def test_spaces_around_do_not_count(self) -> None:
        assert heard("  hold  " + " " * MAX_CHARACTERS) == "hold"


def all_buttons(store: ContentStore) -> Iterator[Button]:
    """Every button that the store gives."""
    items = [*store.stretches.values(), *store.muscles.values(), *store.answers.values()]
    yield from start_buttons(store)
    yield from item_buttons(store, items)
    for item in items:
        yield from related_buttons(store, item)
    for stretch in store.stretches.values():
        yield from stretch_buttons(store, stretch, "")


def domain_payloads() -> Iterator[str]:
    """The buttons of the domain's own responses."""
    domain = read_yaml((ROOT / "domain.yml").read_text(encoding="utf-8"))
    for variants in domain["responses"].values():
        for variant in variants:
            for button in variant.get("buttons", ()):
                yield button["payload"]


PAYLOADS = sorted({*(button.payload for button in all_buttons(STORE)), *domain_payloads()})


class TestButtons:
    @pytest.mark.parametrize("payload", PAYLOADS)
    def test_every_button_passes(self, payload: str) -> None:
        assert safe_text(payload, STORE) == payload

    @pytest.mark.parametrize(
        "text",
        [
            "/restart",
            "/session_start",
            "/back",
            "/greet",
            "/thank",
            "//restart",
            "/ /restart",
            "/ask_hold_time{",
            '/ask_hold_time{"stretch": "elbow"}',
            '/ask_hold_time{"stretch": null}',
            '/ask_hold_time{"muscle": "pigeon"}',
            '/ask_hold_time{"text": "my legs are numb"}',
            '/ask_hold_time{"stretch": "pigeon"} my legs are numb',
            "/ask_hold_time my legs are numb",
            "/ask_hold_time@1.0",
            '/ask_hold_time["pigeon"]',
            "/ASK_HOLD_TIME",
            "/etc/passwd",
        ],
    )
    def test_other_commands_are_read_as_words(self, text: str) -> None:
        assert not obeyed(heard(text))

    @pytest.mark.parametrize("value", [["pigeon"], {"a": 1}], ids=str)
    def test_values_that_are_no_ids_are_read_as_words(self, value: object) -> None:
        assert not obeyed(heard(f"/ask_hold_time{json.dumps({'stretch': value})}"))

    @pytest.mark.parametrize("text", ["/\t/restart", "/\n/restart", "/\u00a0/restart", "/\x00\t/restart"])
    def test_a_slash_behind_whitespace_is_no_command(self, text: str) -> None:
        assert not obeyed(heard(text))

    def test_words_hidden_in_a_key_given_twice_are_read(self) -> None:
        assert not obeyed(heard('/ask_muscle{"muscle": "my legs are numb", "muscle": "piriformis"}'))

    @pytest.mark.parametrize(
        "text",
        [
            '/ask_muscle{ "muscle": "piriformis"}',
            '/ask_muscle{"muscle":"piriformis"}',
            '/ask_muscle{"muscle": "\\u0070iriformis"}',
            "/ask_muscle{}",
        ],
    )
    def test_what_no_button_writes_is_read_as_words(self, text: str) -> None:
        assert not obeyed(heard(text))

    def test_an_unknown_intent_is_read_as_words(self) -> None:
        assert not obeyed(heard("/ask_my_legs_are_numb"))

    @given(st.text(max_size=60))
    def test_no_text_of_a_person_is_a_command(self, text: str) -> None:
        assert not obeyed(safe_text(f"/x{text}".strip(), STORE))

    @given(st.text(alphabet="/ \t\n\u00a0\u2003ar{}", max_size=12))
    @example("\t/restart")
    def test_no_run_of_slashes_and_spaces_is_a_command(self, text: str) -> None:
        assert not obeyed(safe_text(f"/{text}".strip(), STORE))

    @given(
        st.sampled_from(["ask_how_to", "ask_muscle", "find_stretch", "restart", "greet"]),
        st.dictionaries(
            st.sampled_from(["stretch", "muscle", "place", "text"]),
            st.sampled_from(["pigeon", "piriformis", "chair", "numb", "", 1, True, None]),
            max_size=2,
        ),
    )
    def test_only_buttons_about_the_store_are_commands(self, intent: str, entities: dict[str, Any]) -> None:
        text = f"/{intent}{json.dumps(entities) if entities else ''}"
        button = intent not in {"restart", "greet"} and set(entities.items()) <= NAMED

        assert obeyed(safe_text(text, STORE)) == button


def obeyed(text: str) -> bool:
    """Whether Rasa takes a text for a command: it looks for a slash behind any whitespace."""
    return text.strip().startswith("/")


class TestSender:
    @pytest.mark.parametrize("sender", ["anna", "a", "x" * 128, "web:4f-2a@clinic.org+1"])
    def test_plain_ids_are_fine(self, sender: str) -> None:
        assert check_sender(sender) == sender

    @pytest.mark.parametrize(
        "sender",
        [
            "",
            " ",
            "x" * 129,
            "a\x00b",
            "a\ud800",
            "anna\n",
            "\u0661\u0662",
            "a b",
            "a/b",
            "'; drop",
            None,
            7,
            ["a"],
        ],
        ids=repr,
    )
    def test_others_are_refused(self, sender: object) -> None:
        with pytest.raises(BadSenderError, match="1 to 128"):
            check_sender(sender)

    @pytest.mark.parametrize("owner", ["web", "telegram", "twilio", "slack"])
    def test_conversations_of_a_channel_are_its_own(self, owner: str) -> None:
        theirs = f"{owner}-" + "0" * 32

        assert check_sender(theirs, owner) == theirs
        for channel in {"rest", "web", "telegram", None} - {owner}:
            with pytest.raises(BadSenderError, match=f"{owner} channel"):
                check_sender(theirs, channel)

    def test_a_bad_sender_reaches_neither_bot_nor_channel(self) -> None:
        bot, channel = Bot(), FakeChannel()

        with pytest.raises(BadSenderError):
            tell(bot, "hello", channel, sender="a\x00b")

        assert (bot.heard, channel.sent) == ([], [])


class TestRefusals:
    def test_of_a_too_long_message_the_part_with_a_sign_is_read(self) -> None:
        before = "I love the pigeon stretch. " * 100
        part = heard(f"{before} Since yesterday I can't control my bladder. {before}")

        assert "can't control my bladder" in part
        assert len(part) <= MAX_CHARACTERS

    def test_a_too_long_message_is_refused_with_the_limit_and_what_is_urgent(self) -> None:
        bot, channel = Bot(), FakeChannel()

        tell(bot, "a" * (MAX_CHARACTERS + 1), channel)

        assert bot.heard == []
        assert f"{MAX_CHARACTERS:,}" in channel.said
        assert "doctor" in channel.said
        assert channel.kinds == ["clarify"]

    def test_a_too_long_message_that_cannot_be_searched_is_refused_with_what_is_urgent(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fails(_: str) -> None:
            raise RuntimeError("broken")

        monkeypatch.setattr("limber.channels.signs._find", fails)
        bot, channel = Bot(), FakeChannel()

        tell(bot, "a " * MAX_CHARACTERS + "and I can't control my bladder", channel)

        assert bot.heard == []
        assert "doctor" in channel.said

    @pytest.mark.parametrize(
        "text", ["", "   ", "?!", "\x00\x01", "\ud83d", "\U0001f9d8", "///", "___"], ids=repr
    )
    def test_a_message_without_a_word_is_refused(self, text: str) -> None:
        bot, channel = Bot(), FakeChannel()

        tell(bot, text, channel)

        assert bot.heard == []
        assert channel.said == STORE.phrases.say("empty")
        assert channel.kinds == ["clarify"]

    def test_no_text_at_all_is_refused(self) -> None:
        channel = FakeChannel()

        tell(Bot(), None, channel)

        assert channel.kinds == ["clarify"]


async def fail(_: UserMessage) -> None:
    raise RuntimeError("out of order")


async def fail_late(message: UserMessage) -> None:
    await message.output_channel.send_response(message.sender_id, {"text": "Here you"})
    raise RuntimeError("out of order")


async def keep_silent(_: UserMessage) -> None:
    return


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    """What is logged meanwhile."""
    with capture_logs() as events:
        yield events


@pytest.mark.usefixtures("logged")
class TestFaults:
    @pytest.mark.parametrize("fault", [fail, keep_silent])
    def test_a_bot_that_says_nothing_is_apologised_for(
        self, fault: Callable[[UserMessage], Awaitable[None]]
    ) -> None:
        channel = FakeChannel()

        tell(Bot(fault), "how long?", channel)

        assert channel.said == STORE.phrases.say("trouble")
        assert channel.kinds == ["fallback"]
        assert {message["recipient"] for message in channel.sent} == {"anna"}

    def test_a_failure_is_logged_without_what_the_person_wrote(self, logged: list[Any]) -> None:
        tell(Bot(fail), "my legs are numb", FakeChannel())

        assert [event["event"] for event in logged] == ["limber.turn_failed"]
        assert logged[0]["error"] == "RuntimeError"
        assert "numb" not in str(logged)

    def test_the_apology_tells_what_can_not_wait(self) -> None:
        apology = STORE.phrases.say("trouble")

        assert "numbness" in apology
        assert "doctor" in apology

    def test_what_is_not_stored_is_not_said(self) -> None:
        """People would go on from words that the bot has forgotten."""
        channel = FakeChannel()

        tell(Bot(fail_late), "how long?", channel)

        assert channel.said == STORE.phrases.say("trouble")
        assert channel.sent[-1]["custom"]["data"]["limber"]["retry"] is True

    @pytest.mark.parametrize("kind", [Kind.ESCALATION, Kind.SAFETY_CHECK])
    def test_what_can_not_wait_is_said_though_it_is_not_stored(self, kind: Kind) -> None:
        async def warn(message: UserMessage) -> None:
            for one in to_rasa(Reply.of(kind, "Call 112.")):
                await message.output_channel.send_response(message.sender_id, one)
            raise RuntimeError("out of order")

        channel = FakeChannel()

        tell(Bot(warn), "my legs are numb", channel)

        assert channel.said == "Call 112."
        assert channel.kinds == [kind.value]

    def test_a_turn_that_fails_before_its_words_says_what_the_screen_has_to_say(self) -> None:
        async def give_up(_: UserMessage) -> None:
            raise TurnFailedError(to_rasa(Reply.of(Kind.ESCALATION, "Call 112.")))

        channel = FakeChannel()

        tell(Bot(give_up), "my legs are numb", channel)

        assert channel.said == "Call 112."
        assert channel.kinds == ["escalation"]

    def test_a_turn_that_fails_about_nothing_urgent_is_apologised_for(self) -> None:
        async def give_up(_: UserMessage) -> None:
            raise TurnFailedError([])

        channel = FakeChannel()

        tell(Bot(give_up), "how long?", channel)

        assert channel.kinds == ["fallback"]

    def test_a_cancelled_turn_stays_cancelled(self) -> None:
        async def cancel(_: UserMessage) -> None:
            raise asyncio.CancelledError

        channel = FakeChannel()

        with pytest.raises(asyncio.CancelledError):
            tell(Bot(cancel), "how long?", channel)
        assert channel.sent == []

    def test_a_channel_is_left_as_it_was(self) -> None:
        """One that serves many turns must not get slower with each."""
        channel = FakeChannel()
        before = channel.send_response

        tell(Bot(), "how long?", channel)

        assert channel.send_response == before

    def test_a_silent_turn_is_noticed_beside_another_on_the_same_channel(self) -> None:
        channel = FakeChannel()

        async def answer(message: UserMessage) -> None:
            if message.sender_id == "anna":
                await asyncio.sleep(0.01)  # the other one speaks meanwhile
            else:
                await message.output_channel.send_response(message.sender_id, {"text": "Here you are."})

        async def turns() -> None:
            handle = guard(Bot(answer))
            await asyncio.gather(*(handle(UserMessage("hold?", channel, who)) for who in ("anna", "ben")))

        asyncio.run(turns())

        assert [
            message["text"]
            for message in channel.sent
            if message["recipient"] == "anna" and "text" in message
        ] == [STORE.phrases.say("trouble")]
        assert [message["text"] for message in channel.sent if message["recipient"] == "ben"] == [
            "Here you are."
        ]

    def test_the_bot_sees_the_channel_that_it_knows(self) -> None:
        """Rasa asks a channel for its name and whether it collects its messages."""

        async def look(message: UserMessage) -> None:
            assert isinstance(message.output_channel, FakeChannel)
            assert message.output_channel.name() == "fake"
            assert message.output_channel.sent == []
            await message.output_channel.send_response(message.sender_id, {"text": "Here you are."})

        channel = FakeChannel()
        message = UserMessage("hold?", channel, "anna")
        asyncio.run(guard(Bot(look))(message))

        assert channel.said == "Here you are."
        assert message.output_channel is channel

    def test_an_error_of_the_entry_itself_is_apologised_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def broken(*_: object) -> str:
            raise TypeError("out of order")

        monkeypatch.setattr("limber.channels.entry.safe_text", broken)
        bot, channel = Bot(), FakeChannel()

        tell(bot, "how long?", channel)

        assert bot.heard == []
        assert channel.kinds == ["fallback"]
