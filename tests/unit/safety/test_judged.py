"""What the trained layer judges of a message."""

from __future__ import annotations

from limber.safety.judged import Judged
from limber.safety.mending import Mender

MENDER = Mender({"bladder", "numb"}, {"stretch"})


def test_a_message_without_slips_is_judged_as_typed() -> None:
    message = Judged.of("My foot is fine. I like the stretch.", MENDER)

    assert message.texts == [one.typed for one in message.parts]


def test_a_slip_adds_the_mended_spelling_of_its_parts() -> None:
    assert Judged.of("My foot is fine. I like the strecth.", MENDER).texts == [
        "My foot is fine. I like the strecth.",
        "My foot is fine. I like the stretch.",
        "My foot is fine.",
        "I like the strecth.",
        "I like the stretch.",
    ]


def test_nothing_but_white_space_has_nothing_to_judge() -> None:
    assert Judged.of(" \n", MENDER).texts == []
