"""Coverage counts what conversations touch, and names what they don't."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from limber.testing.answers import Answer, Inside
from limber.testing.cases import Case, Step
from limber.testing.coverage import Rule, as_html, as_text, below_floor, coverage, read_rules
from limber.testing.running import Outcome, Turn
from tests.unit.testing.bots import contract, said

KNOWN = {
    "intents": ["greet", "bye", "ask"],
    "content": ["pigeon", "cat_cow"],
    "tiers": ["urgent", "emergency"],
    "groups": ["neuro"],
}
RULES = [
    Rule("greet", (("intent", "greet"), ("action", "utter_greet"))),
    Rule("ask", (("intent", "ask"), ("action", "action_other"))),
    Rule("both", (("intent", "greet"), ("intent", "ask"), ("action", "action_ask"))),
]


def outcome(*turns: tuple[str, Answer]) -> Outcome:
    return Outcome(
        Case("one", [], Path("a.yml")), None, [Turn(Step(text), [text], answer) for text, answer in turns]
    )


def answer(intent: str, action: str, content: list[str], **more: Any) -> Answer:
    messages = [
        *said("Hm.", **{"How long?": "/ask", "Easier": "/easier"}),
        contract("answer", *content, **more),
    ]
    return Answer(messages, Inside({}, intents=(intent,), actions=(action,)))


TALKS = [
    outcome(
        ("hi", answer("greet", "utter_greet", [])),
        ("/ask", answer("ask", "action_ask", ["pigeon"], tier="urgent", groups=["neuro"])),
    ),
    outcome(("hi", answer("greet", "utter_greet", ["pigeon"]))),
]


def test_conversations_are_counted_for_each_thing() -> None:
    areas = {area.name: area for area in coverage(TALKS, KNOWN, RULES)}
    assert areas["intents"].counts == {"ask": 1, "bye": 0, "greet": 2}
    assert areas["content"].counts == {"cat_cow": 0, "pigeon": 2}
    assert areas["tiers"].missing == ["emergency"]
    assert areas["groups"].missing == []
    assert areas["buttons"].counts == {"Easier": 0, "How long?": 1}
    assert areas["rules"].counts == {"greet": 2, "ask": 0, "both": 1}


def test_the_floor_is_every_intent_item_and_group() -> None:
    areas = coverage(TALKS, KNOWN, RULES)
    assert below_floor(areas) == [
        "intents: no conversation touches bye",
        "content: no conversation touches cat_cow",
    ]
    assert below_floor(coverage(TALKS, {"intents": ["greet"], "tiers": ["emergency"]}, RULES)) == []


def test_text_and_page_name_what_is_missing() -> None:
    areas = coverage(TALKS, {**KNOWN, "intents": ["<b>"]}, RULES)
    rows = [line.split() for line in as_text(areas).splitlines()]
    assert ["content", "1", "of", "2", "not:", "cat_cow"] in rows
    assert ["groups", "1", "of", "1"] in rows
    page = as_html(areas)
    assert "<tr class=missing><td>cat_cow</td><td>none</td></tr>" in page
    assert "<tr><td>pigeon</td><td>2</td></tr>" in page
    assert "&lt;b&gt;" in page
    assert "<b>" not in page


def test_rules_and_stories_are_read_below_a_folder(tmp_path: Path) -> None:
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "a.yml").write_text(
        "rules:\n- rule: greet\n  steps:\n  - intent: greet\n  - action: utter_greet\n", "utf-8"
    )
    (tmp_path / "b.yml").write_text(
        "stories:\n- story: s\n  steps:\n  - intent: x\n  - checkpoint: c\n", "utf-8"
    )
    (tmp_path / "empty.yml").write_text("", "utf-8")
    assert {rule.name: rule.steps for rule in read_rules(tmp_path)} == {
        "greet": (("intent", "greet"), ("action", "utter_greet")),
        "s": (("intent", "x"),),
    }
