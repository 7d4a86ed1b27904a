"""Every check holds where it should, and says what it found where it does not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from limber.testing import checks
from limber.testing.answers import Answer, Inside, together
from limber.testing.cases import Check
from tests.unit.testing.bots import contract, said

ANSWER = Answer(
    [
        *said("Hold it for 20\u201330 seconds,\ntwice.", "Then swap sides.", Harder='/ask_harder{"a": "b"}'),
        contract("escalation", "hold_time", "pigeon", tier="urgent", groups=["neuro", "saddle"], hold=True),
    ],
    Inside(
        slots={"stretch": "pigeon", "hold": None, "count": 0},
        intents=("ask_hold_time",),
        actions=("action_hold_time",),
        utters=("utter_greet",),
    ),
)
SILENCE = Answer([], Inside({}))

HOLDS: list[Check] = [
    checks.contains("20-30 seconds, TWICE"),
    checks.not_contains("minutes"),
    checks.matches("hold.*sides"),
    checks.not_matches("[5-9]0"),
    checks.max_words(9),
    checks.kind(["steps", "escalation"]),
    checks.tier("urgent"),
    checks.content(["pigeon", "hold_time"]),
    checks.group(["saddle"]),
    checks.flag("hold", True),
    checks.flag("precaution", False),
    checks.buttons(["harder"]),
    checks.buttons(['/ask_harder{"a": "b"}']),
    checks.says("Then  swap sides."),
    checks.utters("utter_greet"),
    checks.runs("action_hold_time"),
    checks.intent("ask_hold_time"),
    checks.slot_was_set("stretch"),
    checks.slot_was_set("stretch", "pigeon"),
    checks.slot_was_set("count", 0),
    checks.slot_was_not_set("hold"),
    checks.slot_was_not_set("stretch", "cat_cow"),
]


@pytest.mark.parametrize("check", HOLDS, ids=lambda check: check.expected)
def test_it_holds(check: Check) -> None:
    assert check.found(ANSWER) is None


@pytest.mark.parametrize(
    ("check", "found"),
    [
        (checks.contains("40 seconds"), "not said"),
        (checks.not_contains("SWAP sides"), "said"),
        (checks.matches("40"), "no match"),
        (checks.not_matches("swap \\w+"), '"swap sides"'),
        (checks.max_words(8), "9 words"),
        (checks.kind(["steps"]), "escalation"),
        (checks.tier("emergency"), "tier urgent"),
        (checks.tier("none"), "tier urgent"),
        (checks.content(["pigeon", "cat_cow"]), "content hold_time, pigeon"),
        (checks.content([]), "content hold_time, pigeon"),
        (checks.group(["bladder"]), "group neuro, saddle"),
        (checks.flag("hold", False), "hold true"),
        (checks.flag("precaution", True), "precaution false"),
        (checks.buttons(["Easier"]), "buttons Harder"),
        (checks.buttons([]), "buttons Harder"),
        (checks.says("swap sides"), "not said"),
        (checks.utters("utter_bye"), "utter utter_greet"),
        (checks.runs("action_feel"), "action action_hold_time"),
        (checks.intent("greet"), "intent ask_hold_time"),
        (checks.slot_was_set("hold"), "hold is None"),
        (checks.slot_was_set("stretch", "cat_cow"), "stretch is 'pigeon'"),
        (checks.slot_was_not_set("count"), "count is 0"),
        (checks.slot_was_not_set("stretch", "pigeon"), "stretch is 'pigeon'"),
    ],
    ids=lambda value: value.expected if isinstance(value, Check) else "",
)
def test_it_says_what_it_found(check: Check, found: str) -> None:
    assert check.found(ANSWER) == found


@pytest.mark.parametrize(
    "check",
    [
        checks.contains("a"),
        checks.matches("."),
        checks.kind(["answer"]),
        checks.tier("urgent"),
        checks.content(["pigeon"]),
        checks.group(["neuro"]),
        checks.buttons(["Harder"]),
        checks.says("a"),
        checks.utters("utter_greet"),
        checks.slot_was_set("stretch"),
    ],
    ids=lambda check: check.expected,
)
def test_silence_meets_no_expectation(check: Check) -> None:
    assert check.found(SILENCE) is not None


@pytest.mark.parametrize("each", [checks.content, checks.group, checks.buttons])
def test_nothing_can_be_expected(each: Callable[[list[str]], Check]) -> None:
    assert each([]).found(SILENCE) is None


def test_the_parts_of_a_split_message_are_looked_at_together() -> None:
    parts = [
        Answer([*said("One."), contract("clarify")], Inside({"a": 1}, ("greet",)), ("x failed",)),
        Answer([*said("Two."), contract("steps", "pigeon")], Inside({"a": 2}, ("ask_how_to",))),
    ]
    both = together(parts)
    for check in (
        checks.contains("One. Two."),
        checks.kind(["steps"]),
        checks.content(["pigeon"]),
        checks.intent("greet"),
        checks.slot_was_set("a", 2),
    ):
        assert check.found(both) is None
    assert both.troubles == ("x failed",)
    assert together(parts[:1]) is parts[0]
