"""Conversations with a running Limber in Slack, as a person has them."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest

from limber.content import ContentStore
from tests.channels.conversation import hold_conversation
from tests.channels.recording import Data, Sent, fails_once
from tests.channels.slack.workspace import (
    SECRET,
    TOKEN,
    Member,
    SlackServer,
    SlackTalker,
    buttons,
    new_id,
    refused,
    words,
)
from tests.running import ROOT, LimberServer

STORE = ContentStore.load(ROOT / "content")
SAY = STORE.phrases.say


def titles(messages: list[Data]) -> list[str]:
    return [button["text"]["text"] for message in messages for button in buttons(message)]


def test_the_recorded_conversation(member: Member) -> None:
    hold_conversation(SlackTalker(member))


class TestTurn:
    def test_the_steps_of_a_stretch_are_one_card_with_buttons(self, member: Member) -> None:
        (message,) = member.write("how do i do the cat cow")

        kinds = [block["type"] for block in message["blocks"]]
        assert (kinds[0], kinds[-2:]) == ("header", ["context", "actions"])
        assert message["blocks"][0]["text"]["text"] == "Cat-cow pose"
        assert "targets: whole spine" in words(message)
        assert titles([message])[0] == SAY("button_hold")
        assert "Here is how" in message["text"]

    def test_in_a_direct_message_there_is_no_thread_unless_the_person_opened_one(
        self, member: Member
    ) -> None:
        (plain,) = member.write("hello")
        (inside,) = member.write("hello", thread_ts="1700000000.000100")

        assert "thread_ts" not in plain
        assert inside["thread_ts"] == "1700000000.000100"

    def test_whoever_names_the_app_is_answered_in_the_thread(self, member: Member) -> None:
        told = member.mention("how long do i hold the pigeon &amp; co?")

        (message,) = member.after(lambda: member.deliver(told))

        assert message["channel"] == member.channel
        assert message["thread_ts"] == told["event"]["ts"]
        assert "20-30 seconds" in words(message)

    def test_each_member_of_a_channel_has_a_conversation_of_their_own(
        self, slack: SlackServer, limber: LimberServer, member: Member
    ) -> None:
        other = Member(slack, limber, new_id("U"))

        def ask(who: Member, text: str) -> Data:
            told = who.mention(text)
            told["event"]["channel"] = member.channel
            return member.after(lambda: who.deliver(told))[0]

        ask(member, "i have lost control of my bladder")

        assert "Cat:" in words(ask(other, "how do i do the cat cow"))
        assert "I won't suggest any movement" in words(ask(member, "how do i do the cat cow"))


class TestButtons:
    def test_a_press_is_understood_and_its_buttons_go(self, slack: SlackServer, member: Member) -> None:
        (asked,) = member.write("how do i do the pigeon")

        (said,) = member.press("How long?")

        assert "20-30 seconds" in words(said)
        shown = slack.messages[member.direct, asked["ts"]]
        assert not buttons(shown)
        assert words(shown).endswith("\u2713 How long?")
        assert "hands and knees" in words(shown)

    def test_an_old_button_is_read_by_its_words(self, slack: SlackServer, member: Member) -> None:
        (asked,) = member.write("how do i do the pigeon")
        old = member.pressed(slack.messages[member.direct, asked["ts"]], buttons(asked)[0])
        member.write("hello")

        (said,) = member.after(lambda: member.deliver(old))

        assert "Hold the pigeon pose" in words(said)

    def test_a_button_can_not_lift_the_hold_of_another_time(self, slack: SlackServer, member: Member) -> None:
        member.write("my left foot has gone numb since yesterday")
        asked = member.write("how do i do the pigeon")[-1]
        title = SAY("button_stopped")
        button = next(one for one in buttons(asked) if one["text"]["text"] == title)
        member.press(title)
        member.write("i have lost control of my bladder")

        forged = {**button, "text": {"type": "plain_text", "text": "hello"}}
        member.after(lambda: member.deliver(member.pressed(asked, forged)))

        assert "I won't suggest any movement" in words(member.write("how do i do the cat cow")[0])


class TestCommand:
    def test_it_is_answered_so_that_only_this_person_sees_it(
        self, slack: SlackServer, member: Member
    ) -> None:
        (said,) = member.after(lambda: member.deliver(member.command("how do i do the pigeon")))

        assert said["response_type"] == "ephemeral"
        assert "hands and knees" in words(said)
        assert "channel" not in said

    def test_it_goes_on_where_the_direct_messages_are(self, member: Member) -> None:
        member.write("how do i do the cat cow")

        (said,) = member.after(lambda: member.deliver(member.command("how long?")))

        assert "There is nothing to hold" in words(said)

    def test_a_button_of_it_is_answered_in_the_same_way(self, slack: SlackServer, member: Member) -> None:
        (asked,) = member.after(lambda: member.deliver(member.command("how do i do the pigeon")))
        pressed = member.pressed({"channel": member.channel, "ts": "1.0"}, buttons(asked)[0])
        pressed["container"]["is_ephemeral"] = True
        del pressed["message"]

        (said,) = member.after(lambda: member.deliver(pressed))

        assert said["response_type"] == "ephemeral"
        assert "20-30" in words(said)

    def test_when_its_address_has_expired_the_answer_is_a_direct_message(
        self, slack: SlackServer, member: Member
    ) -> None:
        slack.fault = fails_once(Sent(404, '{"ok":false,"error":"expired_url"}'), "/hooks/")

        (said,) = member.after(lambda: member.deliver(member.command("how long do i hold the pigeon?")))

        assert said["channel"] == member.user
        assert "20-30" in words(said)


class TestEscalation:
    def test_the_emergency_stands_first_and_alone_and_its_numbers_can_be_tapped(self, member: Member) -> None:
        member.write("how do i do the pigeon")

        first, numbers, rest = member.write(
            "since this morning i can't feel my private parts, how long do i hold the pigeon?"
        )

        assert words(first).startswith("Please stop here")
        assert [block["type"] for block in first["blocks"]] == ["rich_text"]
        assert words(numbers).split("\n") == [
            "<tel:999|Call 999 (UK)>",
            "<tel:112|Call 112 (Europe, India)>",
            "<tel:911|Call 911 (US, Canada)>",
        ]
        assert words(rest) == SAY("question_waits")

    def test_on_hold_there_is_the_reminder_and_then_the_way_out(self, member: Member) -> None:
        member.write("i have lost control of my bladder")

        reminder, ways = member.write("how do i do the cat cow?")

        assert words(reminder) == SAY("hold_emergency", number=STORE.contacts.emergency_number)
        assert titles([reminder, ways]) == [SAY("button_seen")]

    def test_a_sign_beside_a_picture_counts(self, member: Member) -> None:
        files = [{"id": "F1", "mimetype": "image/png"}]
        first = member.write("my left foot is numb, is this ok?", subtype="file_share", files=files)[0]

        assert words(first).startswith("Please stop stretching for now")


class TestWords:
    @pytest.mark.parametrize(
        ("word", "said"),
        [
            ("stop", SAY("stopped", delete="DELETE")),
            ("privacy", SAY("privacy", service="Slack", delete="DELETE")),
            ("help", SAY("help", number=STORE.contacts.emergency_number)),
        ],
    )
    def test_commands(self, member: Member, word: str, said: str) -> None:
        assert words(member.write(word)[0]) == said
        assert words(member.after(lambda: member.deliver(member.command(word)))[0]) == said

    def test_media_are_answered_politely(self, member: Member) -> None:
        files = [{"id": "F1", "mimetype": "image/png"}]
        (said,) = member.write("", subtype="file_share", files=files)

        assert words(said) == SAY("media_picture")

    def test_delete_leaves_nothing_in_the_database(self, limber: LimberServer, member: Member) -> None:
        member.write("is unobtainium a muscle?")
        assert b"unobtainium" in files(limber)

        assert words(member.write("delete")[0]) == SAY("deleted")

        assert b"unobtainium" not in files(limber)


def files(server: LimberServer) -> bytes:
    """Every byte that the database has on the disk, its log included."""
    return b"".join(path.read_bytes() for path in (server.folder / "var").glob("conversations.db*"))


def test_nothing_tells_who_it_was_once_it_is_answered(limber: LimberServer, member: Member) -> None:
    member.write("how do i do the cat cow")

    with closing(sqlite3.connect(limber.folder / "var" / "conversations.db")) as connection:
        tables = ("events", "limber_messages", "limber_deliveries", "limber_offers")
        rows = [row for table in tables for row in connection.execute(f"SELECT * FROM {table}")]
    told = [*(str(value) for row in rows for value in row), limber.output]
    assert not any(member.user in one or member.direct in one for one in told)
    assert any("slack-" in one for one in told)
    assert TOKEN not in limber.output
    assert SECRET not in limber.output


class TestFaults:
    def test_a_busy_slack_is_asked_again_when_it_says(self, slack: SlackServer, member: Member) -> None:
        slack.fault = fails_once(Sent(429, {"ok": False, "error": "ratelimited"}, {"Retry-After": "2"}))
        before = len(slack.calls)

        (said,) = member.write("how do i do the cat cow")

        first, second = slack.calls[before:]
        assert second.at - first.at >= 2
        assert "Cat:" in words(said)

    def test_blocks_that_slack_refuses_lose_no_words(self, slack: SlackServer, member: Member) -> None:
        slack.fault = lambda path, values: refused("invalid_blocks") if values.get("blocks") else None

        (said,) = member.write("how do i do the cat cow")

        assert "blocks" not in said
        assert "Cat:" in said["text"]


@pytest.mark.parametrize("around", ["", "I love the pigeon stretch. " * 700], ids=["short", "long"])
def test_a_sign_is_read_however_much_was_written(member: Member, around: str) -> None:
    for _ in range(34):
        member.deliver(member.event("hello"))
    said = member.write(f"{around} I can't control my bladder any more. {around}")

    assert any("Please stop here" in words(one) for one in said)
