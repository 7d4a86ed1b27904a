"""Conversations with a running Limber over Telegram's webhook, as a person has them."""

from __future__ import annotations

import sqlite3

import pytest

from limber.content import ContentStore
from limber.replies.telegram import plain_text
from tests.channels.conversation import settle
from tests.channels.telegram.bot_api import TOKEN, BotApiServer, Called, Person, RefusedError, bad
from tests.running import ROOT, LimberServer

STORE = ContentStore.load(ROOT / "content")
SAY = STORE.phrases.say


def methods(calls: list[Called]) -> list[str]:
    return [call.method for call in calls]


def words(calls: list[Called]) -> str:
    """What people read."""
    return "\n".join(
        plain_text(call.values["text"]) for call in calls if call.method == "sendMessage" and call.ok
    )


def titles(calls: list[Called]) -> list[str]:
    """The buttons that came with some calls."""
    return [
        button["text"]
        for call in calls
        for row in call.values.get("reply_markup", {}).get("inline_keyboard", ())
        for button in row
    ]


class TestStart:
    def test_the_commands_are_listed_and_the_webhook_has_a_secret(
        self, telegram: BotApiServer, limber: LimberServer
    ) -> None:
        assert [command["command"] for command in telegram.commands] == [
            "start",
            "help",
            "stretches",
            "stop",
            "privacy",
            "delete",
        ]
        assert telegram.webhook["url"] == f"{limber.url}/webhooks/telegram/webhook"
        assert len(telegram.webhook["secret_token"]) == 64
        assert telegram.webhook["allowed_updates"] == ["message", "edited_message", "callback_query"]

    @pytest.mark.parametrize("text", ["/start", "/start from_the-poster", "/START", "/start@limber_test_bot"])
    def test_whoever_comes_is_greeted_with_buttons(self, person: Person, text: str) -> None:
        calls = person.write(text)

        assert words(calls) == SAY("welcome")
        assert titles(calls)[0] == SAY("title_find_stretch")


class TestTurn:
    def test_typing_is_shown_before_the_answer(self, person: Person) -> None:
        assert methods(person.write("how long do i hold the pigeon?")) == ["sendChatAction", "sendMessage"]

    def test_the_steps_of_a_stretch_are_one_tidy_message(self, person: Person) -> None:
        calls = person.write("how do i do the cat cow")

        (message,) = [call for call in calls if call.method == "sendMessage"]
        lines = message.values["text"].split("\n")
        assert lines[0].startswith("<b>Here is how")
        assert [line[:2] for line in lines[1:4]] == ["1.", "2.", "3."]
        assert len(titles(calls)) == 3

    def test_a_conversation_has_a_context(self, person: Person) -> None:
        person.write("how do i do the cat cow")

        assert "5-10" in words(person.write("how long?"))

    def test_what_people_write_is_shown_as_they_wrote_it(self, person: Person) -> None:
        calls = person.write("<b>how</b> do i do & undo the <script>cat cow</script>?")

        assert "sendMessage" in methods(calls)
        assert all(call.ok for call in calls)

    def test_an_edited_message_is_answered(self, telegram: BotApiServer, person: Person) -> None:
        update = person.message(text="how do i do the cat cow")
        update["edited_message"] = update.pop("message") | {"edit_date": 1}

        assert "Cat:" in words(person.after(lambda: telegram.deliver(update)))


class TestButtons:
    def test_a_press_is_acknowledged_understood_and_its_buttons_go(
        self, telegram: BotApiServer, person: Person
    ) -> None:
        person.write("how do i do the pigeon")
        message, _ = person.button("How long?")

        calls = person.press("How long?")

        assert methods(calls)[0] in ("answerCallbackQuery", "sendChatAction")
        (acknowledged,) = [call for call in calls if call.method == "answerCallbackQuery"]
        assert acknowledged.values["text"] == "How long?"
        assert "20-30 seconds" in words(calls)
        telegram.wait_for(lambda: not telegram.keyboard(person.chat, message))

    def test_buttons_that_were_not_pressed_go_with_the_next_answer(
        self, telegram: BotApiServer, person: Person
    ) -> None:
        person.write("how do i do the pigeon")
        message, _ = person.button("How long?")
        person.write("what is the piriformis?")

        telegram.wait_for(lambda: not telegram.keyboard(person.chat, message))

    def test_an_old_button_is_read_by_its_words(self, telegram: BotApiServer, person: Person) -> None:
        person.write("how do i do the pigeon")
        message, data = person.button("How long?")
        old = person.pressed(message, data)
        person.write("hello")
        telegram.wait_for(lambda: not telegram.keyboard(person.chat, message))

        assert "Hold the pigeon pose" in words(person.after(lambda: telegram.deliver(old)))

    def test_a_button_that_nothing_is_known_of_gets_words(
        self, telegram: BotApiServer, person: Person
    ) -> None:
        person.write("hello")
        message, _ = person.button("Find a stretch")
        old = person.pressed(message, "0:feedfeedfeedfeed")
        old["callback_query"].pop("message")

        assert words(person.after(lambda: telegram.deliver(old))) == SAY("button_gone")


class TestEscalation:
    def test_the_emergency_stands_first_and_alone_and_its_numbers_can_be_tapped(
        self, telegram: BotApiServer, limber: LimberServer, person: Person
    ) -> None:
        person.write("how do i do the pigeon")
        settle(limber)
        before = len(telegram.taken(chat=person.chat))
        person.write("since this morning i can't feel my private parts, how long do i hold the pigeon?")
        settle(limber)
        calls = [
            call
            for call in telegram.taken(chat=person.chat)[before:]
            if call.method not in ("sendChatAction", "editMessageReplyMarkup")
        ]

        assert methods(calls)[:4] == ["sendMessage", "sendContact", "sendContact", "sendContact"]
        first = calls[0].values
        assert first["text"].startswith("Please stop here")
        assert "pigeon" not in first["text"]
        assert "reply_markup" not in first
        assert [call.values["phone_number"] for call in calls[1:4]] == ["999", "112", "911"]
        assert words(calls[4:]) == SAY("question_waits")

    def test_on_hold_there_is_the_reminder_with_the_way_out_and_nothing_else(
        self, limber: LimberServer, person: Person
    ) -> None:
        person.write("i have lost control of my bladder")
        settle(limber)
        calls = person.write("how do i do the cat cow?")

        assert [method for method in methods(calls) if method != "sendChatAction"] == ["sendMessage"]
        assert words(calls) == SAY("hold_emergency", number=STORE.contacts.emergency_number)
        assert titles(calls) == [SAY("button_seen")]

    def test_a_sign_in_a_caption_counts(self, telegram: BotApiServer, person: Person) -> None:
        update = person.message(
            photo=[{"file_id": "x", "width": 1, "height": 1}], caption="my left foot is numb, is this ok?"
        )

        calls = person.after(lambda: telegram.deliver(update))

        assert words(calls).startswith("Please stop stretching for now")

    def test_a_sign_behind_a_command_counts(self, person: Person) -> None:
        assert words(person.write("/stop my left foot is numb")).startswith("Please stop stretching for now")


class TestCommands:
    @pytest.mark.parametrize(
        ("command", "said"),
        [
            ("/help", SAY("help", number=STORE.contacts.emergency_number)),
            ("/stop", SAY("stopped", delete="/delete")),
            ("/privacy", SAY("privacy", service="Telegram", delete="/delete")),
        ],
    )
    def test_each_says_what_it_is_for(self, person: Person, command: str, said: str) -> None:
        assert words(person.write(command)) == said

    def test_stretches_lists_them_with_buttons(self, person: Person) -> None:
        calls = person.write("/stretches")

        for stretch in STORE.stretches.values():
            assert stretch.title in words(calls)
        assert len(titles(calls)) >= 3

    def test_delete_leaves_nothing_in_the_database(self, limber: LimberServer, person: Person) -> None:
        secret = "kryptonite"
        person.write(f"is {secret} a muscle?")
        assert secret.encode() in files(limber)

        assert words(person.write("/delete")) == SAY("deleted")

        assert secret.encode() not in files(limber)

    def test_delete_forgets_what_was_spoken_of(self, telegram: BotApiServer, person: Person) -> None:
        person.write("how do i do the cat cow")
        person.write("/delete")

        stranger = Person(telegram, person.chat + 700_000)
        assert words(person.write("how long?")) == words(stranger.write("how long?"))

    def test_a_deleted_escalation_holds_nothing_any_more(self, person: Person) -> None:
        person.write("i have lost control of my bladder")
        person.write("/delete")

        assert words(person.write("how do i do the cat cow")).startswith("Here is how")


def files(server: LimberServer) -> bytes:
    """Every byte that the database has on the disk, its log included."""
    return b"".join(path.read_bytes() for path in (server.folder / "var").glob("conversations.db*"))


class TestWhoIsWho:
    def test_nothing_tells_who_it_was_once_it_is_answered(
        self, telegram: BotApiServer, limber: LimberServer
    ) -> None:
        anna = Person(telegram, 4242424242)
        anna.write("how do i do the cat cow")
        settle(limber)
        with sqlite3.connect(limber.folder / "var" / "conversations.db") as connection:
            tables = ("events", "limber_messages", "limber_deliveries", "limber_offers")
            rows = [row for table in tables for row in connection.execute(f"SELECT * FROM {table}")]

        assert not any("4242424242" in str(value) for row in rows for value in row)
        assert "4242424242" not in limber.output
        assert any("telegram-" in str(value) for row in rows for value in row)

    def test_two_chats_are_two_conversations(self, telegram: BotApiServer, person: Person) -> None:
        other = Person(telegram, person.chat + 500_000)
        person.write("how do i do the cat cow")

        assert words(other.write("how long?")) != words(person.write("how long?"))


class TestGroups:
    GROUP = -100500

    def said(self, person: Person, text: str, **more: object) -> dict[str, object]:
        update = person.message(text=text, **more)
        update["message"]["chat"] = {"id": self.GROUP, "type": "supergroup", "title": "Gym"}
        return update

    def test_only_what_is_addressed_is_answered_and_in_reply(
        self, telegram: BotApiServer, person: Person
    ) -> None:
        aside = self.said(person, "how do i do the cat cow")
        for_another = self.said(person, "/help@other_bot")
        asked = self.said(person, "@Limber_Test_Bot how do i do the cat cow?")
        for update in (aside, for_another, asked):
            telegram.deliver(update)

        telegram.wait_for(lambda: telegram.texts(self.GROUP))
        (message,) = telegram.taken("sendMessage", self.GROUP)
        assert message.values["reply_parameters"]["message_id"] == asked["message"]["message_id"]  # type: ignore[index]
        assert "Cat:" in message.values["text"]

    def test_each_member_has_a_conversation_of_their_own(
        self, telegram: BotApiServer, person: Person
    ) -> None:
        other = Person(telegram, person.chat + 600_000)
        group = Person(telegram, self.GROUP)

        def ask(who: Person, text: str) -> str:
            return words(group.after(lambda: telegram.deliver(self.said(who, f"{text} @limber_test_bot"))))

        ask(person, "i have lost control of my bladder")

        assert "Here is how" in ask(other, "how do i do the cat cow")
        assert "I won't suggest any movement" in ask(person, "how do i do the cat cow")


class TestFaults:
    @pytest.mark.parametrize(
        "fault",
        [
            pytest.param(("sendMessage", 429, {"retry_after": 1}), id="429"),
            pytest.param(("sendMessage", 502, {}), id="502"),
            pytest.param(("sendChatAction", 500, {}), id="typing"),
        ],
    )
    def test_a_busy_telegram_is_asked_again(
        self, telegram: BotApiServer, person: Person, fault: tuple[str, int, dict[str, int]]
    ) -> None:
        method, code, parameters = fault
        left = [1]

        def refuse(called: str, values: dict[str, object]) -> RefusedError | None:
            if called == method and values.get("chat_id") == person.chat and left:
                left.pop()
                return RefusedError(code, "Busy", **parameters)
            return None

        telegram.fault = refuse
        calls = person.write("how do i do the cat cow")

        assert "Cat:" in words(calls)
        sent = [call for call in calls if call.method == "sendMessage"]
        assert sum(call.ok for call in sent) == 1
        if code == 429:
            assert sent[1].at - sent[0].at >= 1

    def test_half_an_answer_is_no_answer(self, telegram: BotApiServer, person: Person) -> None:
        left = [b'{"ok": tr', b"<html>Bad Gateway</html>"]
        telegram.fault = lambda method, _: left.pop() if method == "sendMessage" and left else None

        assert "Cat:" in words(person.write("how do i do the cat cow"))

    def test_markup_that_telegram_refuses_loses_no_words(
        self, telegram: BotApiServer, person: Person
    ) -> None:
        telegram.fault = lambda method, values: (
            bad("can't parse entities") if method == "sendMessage" and "parse_mode" in values else None
        )

        said = words(person.write("how do i do the cat cow"))

        assert said.startswith("Here is how")
        assert "Cat:" in said

    def test_whoever_blocks_the_bot_crashes_nothing_and_may_come_back(
        self, telegram: BotApiServer, limber: LimberServer, person: Person
    ) -> None:
        telegram.blocked.add(person.chat)
        telegram.deliver(person.message(text="how do i do the cat cow"))
        telegram.wait_for(
            lambda: [
                call
                for call in telegram.calls
                if call.method in ("sendPhoto", "sendMessage") and call.values["chat_id"] == person.chat
            ]
        )
        telegram.blocked.discard(person.chat)

        assert "5-10" in words(person.write("how long?"))
        assert "Traceback" not in limber.output

    def test_the_token_is_in_no_log(self, telegram: BotApiServer, limber: LimberServer) -> None:
        assert TOKEN not in limber.output


@pytest.mark.parametrize("around", ["", "I love the pigeon stretch. " * 70], ids=["short", "long"])
def test_a_sign_is_read_however_much_was_written(telegram: BotApiServer, person: Person, around: str) -> None:
    for _ in range(34):
        telegram.deliver(person.message(text="hello"))
    telegram.deliver(person.message(text=f"{around} I can't control my bladder any more. {around}"))

    telegram.wait_for(lambda: "Please stop here" in "".join(telegram.texts(person.chat)))

    # The limit itself stands: some 30 were read, and two were told that they were too many.
    *others, last = telegram.texts(person.chat)
    assert last.startswith("Please stop here")
    assert sum("That was a lot at once" in text for text in others) == 2
