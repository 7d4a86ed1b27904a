"""Cases are run up to the first turn that is not as expected; a scripted bot stands for a real one."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from limber.testing import checks
from limber.testing.answers import Answer, Inside
from limber.testing.cases import Case, Check, Step
from limber.testing.running import Outcome, plan, run_all, run_case
from tests.unit.testing.bots import ScriptedBot, contract, said

HELLO = Answer(said("Hello.", **{"How long?": "/ask_hold_time"}), Inside({"stretch": None}))
HOLD = Answer([*said("20-30 seconds."), contract("answer", "pigeon")], Inside({"stretch": "pigeon"}))
SCRIPT = {"hi": HELLO, "how long?": HOLD, "/ask_hold_time": HOLD}


def case(*steps: Step, **more: Any) -> Case:
    return Case("one", steps, Path("cases.yml"), **more)


def run(bot: ScriptedBot, wanted: Case, variation: str | None = None) -> Outcome:
    return asyncio.run(run_case(bot, wanted, variation))


def test_a_conversation_as_expected() -> None:
    bot = ScriptedBot(SCRIPT)
    outcome = run(
        bot,
        case(
            Step("hi", (checks.contains("hello"),), metadata={"os": "x"}),
            Step("how long?", (checks.content(["pigeon"]), checks.slot_was_set("stretch"))),
            slots={"muscle": "spine"},
        ),
    )
    assert not outcome.failed
    assert not outcome.skipped
    assert outcome.turns[1].passed == ["content pigeon", "slot stretch"]
    assert [text for text, _, _ in bot.heard] == ["hi", "how long?"]
    assert len({conversation for _, conversation, _ in bot.heard}) == 1
    assert bot.heard[0][2] == {"os": "x"}
    assert bot.begun == [{"muscle": "spine"}]


def test_it_ends_at_the_first_turn_that_is_missed() -> None:
    bot = ScriptedBot(SCRIPT)
    outcome = run(
        bot, case(Step("hi", (checks.contains("bye"), checks.contains("hello"))), Step("how long?"))
    )
    assert outcome.failed
    assert [text for text, _, _ in bot.heard] == ["hi"]
    (turn,) = outcome.turns
    assert [(fault.expected, fault.found) for fault in turn.faults] == [('contains "bye"', "not said")]
    assert turn.passed == ['contains "hello"']


def test_a_tap_sends_what_the_button_of_the_reply_before_sends() -> None:
    bot = ScriptedBot(SCRIPT)
    outcome = run(bot, case(Step("hi"), Step("how LONG?", (checks.content(["pigeon"]),), tap=True)))
    assert not outcome.failed
    assert bot.heard[1][0] == "/ask_hold_time"


def test_a_button_that_is_not_offered_can_not_be_tapped() -> None:
    bot = ScriptedBot(SCRIPT)
    outcome = run(bot, case(Step("hi"), Step("Easier", tap=True)))
    (fault,) = outcome.turns[1].faults
    assert (fault.expected, fault.found) == ('a button "Easier" to tap', "buttons How long?")
    assert len(bot.heard) == 1


def test_standing_checks_count_on_every_part_of_a_turn() -> None:
    standing = [Check("one word", lambda answer: None if len(answer.text.split()) == 1 else answer.text)]
    outcome = run(ScriptedBot(SCRIPT, standing), case(Step("hi"), Step("how long?")))
    assert [len(turn.faults) for turn in outcome.turns] == [0, 1]
    split = run(ScriptedBot({"hi.": HELLO}, standing), case(Step("hi. you?", ())), "split")
    assert [fault.expected for fault in split.turns[0].faults] == ["one word"]


def test_a_varied_message_is_what_is_sent() -> None:
    bot = ScriptedBot({})
    outcome = run(bot, case(Step("hello there, you")), "no_punctuation")
    assert [text for text, _, _ in bot.heard] == ["hello there you"]
    assert outcome.name == "one[no_punctuation]"


def test_over_http_what_is_inside_is_told_as_unchecked_and_not_as_passed() -> None:
    bot = ScriptedBot(SCRIPT, knows_inside=False)
    steps = [Step("hi", (checks.slot_was_set("stretch"), checks.contains("hello")))]
    outcome = run(bot, case(*steps))
    assert not outcome.failed
    assert outcome.unchecked == ["step 1: slot stretch"]
    assert outcome.turns[0].passed == ['contains "hello"']
    begun = run(bot, case(*steps, slots={"stretch": "pigeon"}))
    assert begun.skipped
    assert not begun.failed
    assert "begins with slots" in begun.unchecked[0]


def test_variations_are_planned_after_the_case_itself() -> None:
    varied, other = case(Step("hi"), vary=("typos", "case")), case(Step("hi"))
    assert plan([varied, other]) == [(varied, None), (varied, "typos"), (varied, "case"), (other, None)]


def test_several_at_once_never_more_than_that_and_in_order() -> None:
    running: list[str] = []
    most = 0

    class Slow(ScriptedBot):
        async def say(self, text: str, *rest: Any) -> Answer:
            nonlocal most
            running.append(text)
            most = max(most, len(running))
            await asyncio.sleep(0)
            running.remove(text)
            return await super().say(text, *rest)

    cases = [Case(str(number), [Step("hi")], Path("a.yml")) for number in range(7)]
    done: list[Outcome] = []
    outcomes = asyncio.run(run_all(Slow(SCRIPT), plan(cases), 3, done.append))
    assert [outcome.name for outcome in outcomes] == [one.name for one in cases]
    assert len(done) == 7
    assert most == 3
