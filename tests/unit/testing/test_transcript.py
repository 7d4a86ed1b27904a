"""A failure reads as a chat, with what was expected beside the turn that missed it."""

from __future__ import annotations

from pathlib import Path

from limber.testing.answers import Answer, Inside
from limber.testing.cases import Case, Step
from limber.testing.running import Fault, Outcome, Turn
from limber.testing.summary import summary
from limber.testing.transcript import place, short, transcript
from tests.unit.testing.bots import contract, said

CASE = Case("hold", [Step("hi", line=3), Step("how long?", line=6), Step("bye", line=9)], Path("cases.yml"))
FIRST = Turn(CASE.steps[0], ["hi"], Answer(said("Hello.", **{"How long?": "/ask"})))
MISSED = Turn(
    CASE.steps[1],
    ["how lnog?"],
    Answer(
        [*said("Hold it for thirty seconds.\nThen swap."), contract("answer", "hold_time", tier="urgent")],
        Inside({}, intents=("ask_hold_time",)),
    ),
    [Fault("content pigeon", "content hold_time")],
    ["kind answer"],
)
FAILED = Outcome(CASE, "typos", [FIRST, MISSED])
PASSED = Outcome(CASE, None, [FIRST], ["step 1: slot stretch"])
SKIPPED = Outcome(CASE, None, [], ["begins with slots"])

CHAT = """\
cases.yml:6: hold[typos], message 2 of 3

person: hi
bot:    Hello.
        [How long?]
person: how lnog?                                                | MISSED content pigeon
        (written: "how long?")                                   |   found content hold_time
bot:    Hold it for thirty seconds.                              | ok kind answer
bot:    Then swap.                                               |
        (answer, hold_time, urgent)                              |
        (read as ask_hold_time)                                  |"""


def test_a_failed_conversation() -> None:
    assert transcript(FAILED) == CHAT
    assert place(FAILED) == "cases.yml:6"
    assert short(FAILED) == '"how lnog?": expected content pigeon, found content hold_time'


def test_a_tap_shows_the_buttons_title() -> None:
    tap = Turn(Step("How long?", tap=True), ["/ask"], Answer(said("20 s")), [Fault("a", "b")])
    text = transcript(Outcome(CASE, None, [FIRST, tap]))
    assert "person: taps [How long?]" in text
    assert "/ask" not in text


def test_the_file_is_named_from_where_one_is() -> None:
    here = Case("hold", CASE.steps, Path.cwd() / "tests" / "a.yml")
    assert place(Outcome(here, None, [FIRST])) == "tests/a.yml:3"


def test_the_summary_has_chats_a_table_and_a_line_for_each_failure() -> None:
    text = summary([FAILED, PASSED, SKIPPED], 1.5)
    assert text.startswith(CHAT)
    rows = [line.split() for line in text.splitlines()]
    assert ["cases.yml", "1", "1", "1", "3"] in rows
    assert ["all", "1", "1", "1", "3"] in rows
    assert 'FAILED cases.yml:6: hold[typos]: "how lnog?": expected content pigeon' in text
    assert "not checked: cases.yml: hold: step 1: slot stretch" in text
    assert text.endswith("1 passed, 1 failed, 1 skipped in 1.5 s, 2 messages a second")
