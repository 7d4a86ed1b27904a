"""Turns as calls of Telegram."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from limber.content import ContentStore
from limber.content.models import Tier
from limber.replies import Block, Button, Choice, Kind, Reply, Turn
from limber.replies.splitting import utf16_length
from limber.replies.telegram import callback_data, choice_of, keyboard, plain_text, to_calls

HOW_LONG = Button("How long?", "ask_hold_time", {"stretch": "pigeon"})
STEPS = Reply(
    Kind.STEPS,
    (Block("Here is how:", ("Kneel.", "Lean <far> & breathe."), numbered=True), Block("Take care.")),
    buttons=(HOW_LONG,),
    content_ids=("pigeon",),
)
EMERGENCY = Reply(
    Kind.ESCALATION,
    (Block("Call now."), Block("Your question waits.")),
    buttons=(Button("Seen", "hold_seen"),),
    tier=Tier.EMERGENCY,
    groups=("saddle",),
)


def calls(reply: Reply, store: ContentStore) -> list[dict[str, Any]]:
    return to_calls(Turn.from_reply(reply), store)


def methods(reply: Reply, store: ContentStore) -> list[str]:
    return [call["method"] for call in calls(reply, store)]


def with_picture(store: ContentStore, image: str | None) -> ContentStore:
    """The store with a picture of the pigeon."""
    changed = store.stretches["pigeon"].copy(update={"image": image, "image_alt": "A person <bends>."})
    return replace(store, stretches={**store.stretches, "pigeon": changed})


def test_a_turn_is_one_message_with_its_steps_and_buttons(store: ContentStore) -> None:
    (message,) = calls(STEPS, store)

    assert message["text"] == (
        "<b>Here is how:</b>\n1. Kneel.\n2. Lean &lt;far&gt; &amp; breathe.\n\nTake care."
    )
    assert message["reply_markup"]["inline_keyboard"][0][0]["text"] == "How long?"
    assert plain_text(message["text"]).startswith("Here is how:\n1. Kneel.\n2. Lean <far> & breathe.")


def test_a_list_has_bullets(store: ContentStore) -> None:
    (message,) = calls(
        Reply(Kind.LIST, (Block("I know <2> & more:", ("one", "two")), Block("", ("three",)))), store
    )

    assert message["text"] == "<b>I know &lt;2&gt; &amp; more:</b>\n\u2022 one\n\u2022 two\n\n\u2022 three"


def test_a_picture_comes_before_the_steps_with_title_and_description(store: ContentStore) -> None:
    photo, message = calls(STEPS, with_picture(store, "pigeon.svg"))

    assert (photo["method"], photo["picture"]) == ("sendPhoto", "pigeon.svg")
    assert photo["caption"] == "<b>Pigeon pose</b>\nA person &lt;bends&gt;."
    assert "reply_markup" not in photo
    assert message["method"] == "sendMessage"


def test_only_steps_have_a_picture(store: ContentStore) -> None:
    assert methods(replace(STEPS, kind=Kind.ANSWER), with_picture(store, "pigeon.svg")) == ["sendMessage"]
    assert methods(STEPS, with_picture(store, None)) == ["sendMessage"]


def test_the_words_of_an_escalation_stand_first_and_alone(store: ContentStore) -> None:
    made = calls(EMERGENCY, store)

    assert [call["method"] for call in made] == ["sendMessage", *["sendContact"] * 3, "sendMessage"]
    assert made[0]["text"] == "Call now."
    assert "reply_markup" not in made[0]
    assert made[2] == {
        "method": "sendContact",
        "phone_number": "112",
        "first_name": "Call 112 (Europe, India)",
    }
    assert made[4]["reply_markup"]["inline_keyboard"][0][0]["text"] == "Seen"


def test_an_escalation_of_one_sentence_has_the_way_out_below_it(store: ContentStore) -> None:
    made = calls(replace(EMERGENCY, blocks=(Block("Call now."),)), store)

    assert [call["method"] for call in made] == ["sendMessage", *["sendContact"] * 3]
    assert "reply_markup" in made[0]


def test_a_reminder_has_no_numbers_to_tap_again(store: ContentStore) -> None:
    assert methods(replace(EMERGENCY, flags={"hold": True}), store) == ["sendMessage"] * 2


def test_numbers_come_only_where_they_are_said(store: ContentStore) -> None:
    assert methods(replace(EMERGENCY, tier=Tier.SEE_PROFESSIONAL), store) == ["sendMessage"] * 2


def test_long_words_come_in_parts_that_telegram_takes_and_the_buttons_with_the_last(
    store: ContentStore,
) -> None:
    sentence = "Breathe <out> & in \U0001f9d8. "
    reply = Reply(Kind.ANSWER, (Block(sentence * 500),), buttons=(HOW_LONG,))

    made = calls(reply, store)
    shown = [plain_text(call["text"]) for call in made]

    assert len(made) > 1
    assert all(utf16_length(text) <= 4096 and text.endswith("\U0001f9d8.") for text in shown)
    assert re.sub(r"\s", "", "".join(shown)) == re.sub(r"\s", "", sentence * 500)
    assert ["reply_markup" in call for call in made] == [False] * (len(made) - 1) + [True]


class TestKeyboard:
    CHOICES = tuple(
        Choice(title, f'/ask_how_to{{"stretch": "{"x" * 90}{title}"}}')
        for title in ("How long?", "Easier", "Supine figure-four stretch")
    )

    def test_short_titles_share_a_row(self) -> None:
        assert [[button["text"] for button in row] for row in keyboard(self.CHOICES)] == [
            ["How long?", "Easier"],
            ["Supine figure-four stretch"],
        ]

    def test_a_reference_is_short_and_leads_back(self) -> None:
        for number, choice in enumerate(self.CHOICES):
            data = callback_data(number, choice)
            assert len(data.encode()) <= 64
            assert choice_of(data, self.CHOICES) == choice

    @pytest.mark.parametrize("data", ["", "0", "0:", "9:feed", "/ask_how_to", "\u2603" * 64])
    def test_another_reference_leads_nowhere(self, data: str) -> None:
        assert choice_of(data, self.CHOICES) is None

    def test_the_same_place_among_other_buttons_is_another_reference(self) -> None:
        assert choice_of(callback_data(0, self.CHOICES[1]), self.CHOICES) is None
