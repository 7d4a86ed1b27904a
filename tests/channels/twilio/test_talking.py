"""Conversations with a running Limber by SMS and WhatsApp, as a person has them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from limber.content import ContentStore
from tests.channels.conversation import hold_conversation, settle
from tests.channels.recording import Sent, fails_once
from tests.channels.twilio.account import TOKEN, Phone, PhoneTalker, TwilioServer, choices, new_number
from tests.channels.twilio.conftest import start_limber
from tests.running import ROOT, LimberServer

STORE = ContentStore.load(ROOT / "content")
SAY = STORE.phrases.say


class TestRecordedConversation:
    def test_by_sms(self, phone: Phone) -> None:
        hold_conversation(PhoneTalker(phone))

    def test_by_whatsapp(self, whatsapp: Phone) -> None:
        hold_conversation(PhoneTalker(whatsapp))


class TestNumbers:
    def test_a_number_stands_for_what_was_offered(self, phone: Phone) -> None:
        offered = choices(phone.write("how do i do the pigeon"))
        assert list(offered.values()) == ["1", "2", "3"]

        (said,) = phone.write(offered["How long?"])

        assert "Hold the pigeon pose for 20-30 seconds" in said

    def test_a_number_that_stands_for_nothing_gets_the_choices_again(self, phone: Phone) -> None:
        offered = choices(phone.write("how do i do the pigeon"))

        (said,) = phone.write("9")
        assert said.startswith(SAY("choose"))
        assert choices([said]) == offered
        assert "20-30" in phone.write(offered["How long?"])[0]

    def test_a_remark_takes_no_choices_away(self, phone: Phone) -> None:
        offered = choices(phone.write("how do i do the pigeon"))
        phone.write("", NumMedia="1", MediaContentType0="image/jpeg", MediaUrl0="https://api.twilio.com/x")

        assert "20-30" in phone.write(offered["How long?"])[0]

    def test_an_answer_without_choices_takes_those_before_away(self, phone: Phone) -> None:
        phone.write("how do i do the pigeon")
        assert not choices(phone.write("STOP"))

        assert "20-30" not in phone.write("2")[0]


class TestForms:
    def test_whatsapp_has_bold_and_sms_has_not(self, phone: Phone, whatsapp: Phone) -> None:
        (bold,), (plain,) = whatsapp.write("how do i do the cat cow"), phone.write("how do i do the cat cow")

        assert bold.startswith("*Here is how to do the cat-cow pose:*\n1. ")
        assert plain.startswith("Here is how to do the cat-cow pose:\n1. ")

    def test_the_number_that_was_written_to_answers(self, twilio: TwilioServer, whatsapp: Phone) -> None:
        whatsapp.write("hello")

        (values,) = [call.values for call in twilio.calls if call.values.get("To") == whatsapp.number]
        assert values["From"] == whatsapp.message()["To"]

    @pytest.mark.parametrize(
        ("mime", "media"),
        [
            ("image/jpeg", "picture"),
            ("audio/ogg", "voice"),
            ("video/mp4", "video"),
            ("text/x-vcard", "contact"),
        ],
    )
    def test_media_are_answered_politely(self, whatsapp: Phone, mime: str, media: str) -> None:
        assert whatsapp.write("", NumMedia="1", MediaContentType0=mime) == [SAY(f"media_{media}")]

    def test_words_beside_a_picture_are_read(self, whatsapp: Phone) -> None:
        (said,) = whatsapp.write(
            "how long do i hold the pigeon?", NumMedia="1", MediaContentType0="image/jpeg"
        )

        assert "20-30" in said
        assert SAY("media_beside") in said


class TestEscalation:
    @pytest.mark.parametrize("kind", ["phone", "whatsapp"])
    def test_the_emergency_stands_first_and_alone_and_its_numbers_come_next(
        self, kind: str, request: pytest.FixtureRequest
    ) -> None:
        person: Phone = request.getfixturevalue(kind)
        person.write("how do i do the pigeon")

        first, numbers, rest = person.write(
            "since this morning i can't feel my private parts, how long do i hold the pigeon?"
        )

        assert first.startswith("Please stop here")
        assert "pigeon" not in first
        assert "Reply" not in first
        assert numbers.split("\n") == [
            "Call 999 (UK): tel:999",
            "Call 112 (Europe, India): tel:112",
            "Call 911 (US, Canada): tel:911",
        ]
        assert rest == SAY("question_waits")

    def test_on_hold_there_is_the_reminder_and_then_the_way_out(self, phone: Phone) -> None:
        phone.write("i have lost control of my bladder")

        reminder, ways = phone.write("how do i do the cat cow?")

        assert reminder == SAY("hold_emergency", number=STORE.contacts.emergency_number)
        assert choices([ways]) == {SAY("button_seen"): "1"}

    def test_a_sign_beside_a_picture_counts(self, whatsapp: Phone) -> None:
        texts = whatsapp.write(
            "my left foot is numb, is this ok?", NumMedia="1", MediaContentType0="image/png"
        )

        assert texts[0].startswith("Please stop stretching for now")
        assert SAY("media_beside") not in "\n".join(texts)

    def test_a_sign_behind_a_command_counts(self, phone: Phone) -> None:
        assert phone.write("STOP my left foot is numb")[0].startswith("Please stop stretching for now")


class TestWords:
    @pytest.mark.parametrize("word", ["STOP", "stop", "Stop.", "UNSUBSCRIBE", "quit", "END", "Cancel"])
    def test_words_that_end(self, phone: Phone, word: str) -> None:
        assert phone.write(word) == [SAY("stopped", delete="DELETE")]

    @pytest.mark.parametrize("word", ["HELP", "help!", "INFO"])
    def test_words_for_help(self, phone: Phone, word: str) -> None:
        (said,) = phone.write(word)
        assert said.startswith(SAY("help", number=STORE.contacts.emergency_number))

    def test_who_carries_the_messages(self, phone: Phone, whatsapp: Phone) -> None:
        assert "your telephone company, through Twilio, carries it" in phone.write("PRIVACY")[0]
        assert "WhatsApp, through Twilio, carries it" in whatsapp.write("privacy")[0]

    def test_delete_leaves_nothing_in_the_database(self, limber: LimberServer, phone: Phone) -> None:
        phone.write("is kryptonite a muscle?")
        assert b"kryptonite" in files(limber)

        assert phone.write("DELETE") == [SAY("deleted")]

        assert b"kryptonite" not in files(limber)


def files(server: LimberServer) -> bytes:
    """Every byte that the database has on the disk, its log included."""
    return b"".join(path.read_bytes() for path in (server.folder / "var").glob("conversations.db*"))


class TestWhoIsWho:
    def test_nothing_tells_who_it_was_once_it_is_answered(self, limber: LimberServer, phone: Phone) -> None:
        phone.write("how do i do the cat cow")

        with closing(sqlite3.connect(limber.folder / "var" / "conversations.db")) as connection:
            tables = ("events", "limber_messages", "limber_deliveries", "limber_offers")
            rows = [row for table in tables for row in connection.execute(f"SELECT * FROM {table}")]
        digits = phone.number[1:]
        assert not any(digits in str(value) for row in rows for value in row)
        assert any("twilio-" in str(value) for row in rows for value in row)
        assert digits not in limber.output

    def test_the_same_number_by_sms_and_whatsapp_is_two_conversations(
        self, twilio: TwilioServer, limber: LimberServer, phone: Phone
    ) -> None:
        phone.write("how do i do the cat cow")
        whatsapp = Phone(twilio, limber, f"whatsapp:{phone.number}")

        assert "There is nothing to hold" not in whatsapp.write("how long?")[0]
        assert "There is nothing to hold" in phone.write("how long?")[0]

    def test_the_token_is_in_no_log(self, limber: LimberServer) -> None:
        assert TOKEN not in limber.output


class TestFaults:
    def test_a_busy_twilio_is_asked_again_when_it_says(self, twilio: TwilioServer, phone: Phone) -> None:
        twilio.fault = fails_once(Sent(429, {"code": 20429, "status": 429}, {"Retry-After": "2"}))
        before = len(twilio.calls)

        (said,) = phone.write("how do i do the cat cow")

        first, second = twilio.calls[before:]
        assert (first.answer.status, second.answer.status) == (429, 201)
        assert second.at - first.at >= 2
        assert "Cat:" in said

    def test_whoever_opted_out_crashes_nothing_and_may_come_back(
        self, twilio: TwilioServer, limber: LimberServer, phone: Phone
    ) -> None:
        twilio.fault = fails_once(Sent(400, {"code": 21610, "message": f"blocked {phone.number}"}))
        assert phone.write("how do i do the cat cow") == []

        assert "There is nothing to hold" in phone.write("how long?")[0]
        assert "Traceback" not in limber.output


def test_what_a_number_stands_for_survives_a_restart(tmp_path: Path, twilio: TwilioServer) -> None:
    number = new_number()
    limber = start_limber(tmp_path, twilio.url)
    try:
        phone = Phone(twilio, limber, number)
        offered = choices(phone.write("how do i do the pigeon"))
        # The one message that Twilio does not take is sent after the restart.
        twilio.fault = lambda path, values: Sent(503, "")
        assert phone.deliver(phone.message("what is the piriformis?")) == 200
        limber.wait_until(lambda: any(call.answer.status == 503 for call in twilio.calls))
    finally:
        limber.stop()
        twilio.fault = lambda path, values: None
    said = len(twilio.texts(number))

    limber = start_limber(tmp_path, twilio.url)
    try:
        limber.wait_until(lambda: len(twilio.texts(number)) > said)
        settle(limber)
        assert len(twilio.texts(number)) == said + 1
        phone = Phone(twilio, limber, number)
        again = choices(phone.write("how do i do the pigeon"))
        limber.stop()
        limber = start_limber(tmp_path, twilio.url)
        assert offered == again
        assert "20-30" in Phone(twilio, limber, number).write(again["How long?"])[0]
    finally:
        limber.kill()


@pytest.mark.parametrize("around", ["", "I love the pigeon stretch. " * 100], ids=["short", "long"])
def test_a_sign_is_read_however_much_was_written(phone: Phone, around: str) -> None:
    for _ in range(34):
        phone.deliver(phone.message("hello"))
    phone.write(f"{around} I can't control my bladder any more. {around}")

    assert any(text.startswith("Please stop here") for text in phone.texts)
