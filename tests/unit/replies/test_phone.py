"""Turns as text messages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limber.content import ContentStore
from limber.content.models import Tier
from limber.replies import Block, Button, Choice, Kind, Reply, Turn
from limber.replies.phone import SMS, WHATSAPP, Style, choice_of, number_in, sms_length, to_texts
from limber.replies.splitting import utf16_length

HOW_LONG = Button("How long?", "ask_hold_time", {"stretch": "pigeon"})
STEPS = Reply(
    Kind.STEPS,
    (Block("Here is how:", ("Kneel.", "Lean *far* \u2013 20_30."), numbered=True), Block("Take care.")),
    buttons=(HOW_LONG, Button("Easier", "ask_easier", {"stretch": "pigeon"})),
)
EMERGENCY = Reply(
    Kind.ESCALATION, (Block("Call now."),), tier=Tier.EMERGENCY, groups=("saddle",), buttons=(HOW_LONG,)
)


def texts(reply: Reply, store: ContentStore, style: Style) -> list[str]:
    return to_texts(Turn.from_reply(reply), store, style)


def test_sms_has_plain_lines_and_numbers_to_reply(store: ContentStore) -> None:
    assert texts(STEPS, store, SMS) == [
        "Here is how:\n1. Kneel.\n2. Lean *far* - 20_30.\n\nTake care.\n\nReply 1: How long?\nReply 2: Easier"
    ]


def test_whatsapp_has_bold_and_nothing_is_taken_for_markup(store: ContentStore) -> None:
    (text,) = texts(STEPS, store, WHATSAPP)

    assert text.startswith("*Here is how:*\n1. Kneel.\n2. Lean \u2217far\u2217 \u2013 20\uff3f30.\n")
    assert text.count("*") == 2


def test_an_emergency_its_numbers_and_the_rest_are_three_messages(store: ContentStore) -> None:
    first, numbers, rest = texts(EMERGENCY, store, SMS)

    assert first == "Call now."
    assert numbers.split("\n")[1] == "Call 112 (Europe, India): tel:112"
    assert rest == "Reply 1: How long?"


@pytest.mark.parametrize("style", [SMS, WHATSAPP])
@pytest.mark.parametrize("sentence", ["Breathe out and in.", "Breathe \u2192 out \U0001f9d8."])
def test_long_words_come_in_parts_that_end_with_sentences(
    store: ContentStore, style: Style, sentence: str
) -> None:
    reply = Reply(
        Kind.LIST, (Block(f"{sentence} " * 200), Block("Lead:", (sentence,) * 50)), buttons=(HOW_LONG,)
    )

    made = texts(reply, store, style)

    assert len(made) > 1
    assert all(style.length(text) <= style.limit for text in made)
    assert all(utf16_length(text) <= 1600 for text in made)
    assert all(text.endswith(sentence[-1]) for text in made[:-1])
    assert made[-1].endswith("Reply 1: How long?")
    assert sum(text.count("Breathe") for text in made) == 250


class TestLength:
    @pytest.mark.parametrize(
        ("text", "length"),
        [
            ("", 0),
            ("How long?", 9),
            ("caf\u00e9 10\u20ac", 9),
            ("[a]", 5),
            ("\u2192" * 67, 153),
            ("\U0001f9d8", 5),
        ],
    )
    def test_as_networks_count(self, text: str, length: int) -> None:
        assert sms_length(text) == length

    @given(st.text(max_size=40), st.characters())
    def test_it_never_shrinks(self, text: str, more: str) -> None:
        assert sms_length(text + more) >= sms_length(text)


class TestNumbers:
    @pytest.mark.parametrize(
        "text",
        [
            "2",
            " 2. ",
            "2)",
            "(2)",
            "option 2",
            "Reply 2",
            "number 2",
            "no. 2",
            "2\ufe0f\u20e3",
            "\u0662",
            "2!",
            "#2",
        ],
    )
    def test_a_number(self, text: str) -> None:
        assert number_in(text) == 2

    @pytest.mark.parametrize(
        "text", ["", "two weeks", "2 weeks", "2-3", "1 2", "20-30", "-2", "2000", "how?"]
    )
    def test_other_words(self, text: str) -> None:
        assert number_in(text) is None

    def test_it_stands_for_a_choice_counted_from_one(self) -> None:
        choices = (Choice("a", "/a"), Choice("b", "/b"))

        assert [choice_of(number, choices) for number in (0, 1, 2, 3)] == [None, *choices, None]
