"""When a clear question is answered below the check question."""

from __future__ import annotations

from typing import Any

import pytest

from limber.safety.dialogue import CLEAR_QUESTION, LIGHT_DOUBT, RED_FLAG, UNBACKED, light_doubt

CLEAR = [(RED_FLAG, 1.0), ("ask_hold_time", CLEAR_QUESTION)]
UNCLEAR = [(RED_FLAG, 1.0), ("ask_hold_time", CLEAR_QUESTION - 0.01)]


def trained(probability: float) -> dict[str, Any]:
    return {"layer": "classifier", "tier": "emergency", "probability": probability}


def pattern(tier: str) -> dict[str, Any]:
    return {"layer": "patterns", "tier": tier, "probability": 1.0}


def screening(*mentions: dict[str, Any], suspected: float = 0.0, tier: str | None = None) -> dict[str, Any]:
    return {"tier": tier, "check": tier is None, "mentions": mentions, "suspected": suspected}


def test_a_faint_suspicion_of_the_trained_layer_is_light() -> None:
    assert light_doubt(screening(trained(LIGHT_DOUBT - 0.01)), CLEAR)
    assert not light_doubt(screening(trained(LIGHT_DOUBT)), CLEAR)


@pytest.mark.parametrize("tier", ["urgent", "see_professional"])
def test_what_patterns_alone_read_is_light_where_the_trained_layer_sees_next_to_nothing(tier: str) -> None:
    assert light_doubt(screening(pattern(tier), suspected=UNBACKED - 0.01), CLEAR)
    assert not light_doubt(screening(pattern(tier), suspected=UNBACKED), CLEAR)


def test_an_emergency_that_patterns_read_is_never_light() -> None:
    assert not light_doubt(screening(pattern("emergency")), CLEAR)
    assert not light_doubt(screening(pattern("urgent"), pattern("emergency")), CLEAR)


def test_a_screening_that_does_not_say_what_was_suspected_is_not_light() -> None:
    told = screening(pattern("urgent"))
    del told["suspected"]
    assert not light_doubt(told, CLEAR)


def test_a_report_is_never_light() -> None:
    assert not light_doubt(screening(pattern("urgent"), tier="urgent"), CLEAR)


def test_an_unclear_message_gets_the_check_question_alone() -> None:
    assert not light_doubt(screening(trained(0.1)), UNCLEAR)


def test_a_failed_screen_is_never_light() -> None:
    assert not light_doubt(screening(), CLEAR)
