"""The figures on understanding are right, and name what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from limber.testing.evaluation import (
    Named,
    Understood,
    accuracy,
    answered_below,
    found_names,
    intent_report,
    likeliest_intent,
    macro_f1,
    name_report,
    predicted_intent,
    read_messages,
    read_names,
    read_scope,
    scope_report,
    wrong_list,
)

ROWS = [
    Understood("hi", "greet", "greet"),
    Understood("hello there", "greet", "thank"),
    Understood("ta", "thank", "thank"),
    Understood("who won the match", "out_of_scope", "nlu_fallback"),
    Understood("buy me shoes", "out_of_scope", "greet"),
]


def test_accuracy_and_macro_f1() -> None:
    assert accuracy(ROWS) == pytest.approx(2 / 5)
    # greet: precision 1/2, recall 1/2; thank: 1/2 and 1; out_of_scope: 0.
    assert macro_f1(ROWS) == pytest.approx((0.5 + 2 / 3 + 0) / 3)


def test_the_report_counts_scope_and_confusions() -> None:
    text = intent_report(ROWS, "test")
    assert "2 of 5 right" in text
    assert "1 of 2 outside turned away" in text
    assert "0 of 3 inside declined" in text
    assert [line.split() for line in text.splitlines() if line.startswith("greet")] == [
        ["greet", "2", "1", "1"]
    ]
    assert any(line.split() == ["greet", "thank", "1"] for line in text.splitlines())
    assert "hello there" in wrong_list(ROWS)


def parsed(intent: str, second: float, doubt: float | None, layer: str = "classifier") -> dict[str, object]:
    mentions = [] if doubt is None else [{"layer": layer, "tier": "urgent", "probability": doubt}]
    ranking = [{"name": intent, "confidence": 1.0}, {"name": "ask_feel", "confidence": second}]
    return {
        "intent": ranking[0],
        "intent_ranking": ranking,
        "screening": {"check": True, "tier": None, "mentions": mentions},
    }


def test_a_clear_question_is_answered_below_a_light_doubt_only() -> None:
    assert answered_below(parsed("red_flag", 0.9, 0.3)) == "ask_feel"
    assert answered_below(parsed("red_flag", 0.9, 0.9)) is None
    assert answered_below(parsed("red_flag", 0.2, 0.3)) is None
    assert answered_below(parsed("red_flag", 0.9, None)) is None
    assert answered_below(parsed("red_flag", 0.9, 0.3, layer="pattern")) is None
    assert answered_below(parsed("ask_limits", 0.9, 0.3)) is None
    rows = [*ROWS, Understood("where do i feel it", "ask_feel", "red_flag", "ask_feel")]
    assert "at once, or below a check question: 3 of 6" in intent_report(rows, "test")


def test_the_likeliest_intent_counts_though_it_is_asked_back() -> None:
    assert likeliest_intent(parsed("red_flag", 0.9, 0.3)) == "ask_feel"
    assert likeliest_intent(parsed("nlu_fallback", 0.2, None)) == "ask_feel"
    assert likeliest_intent(parsed("ask_limits", 0.2, None)) == "ask_limits"
    assert likeliest_intent({}) is None
    rows = [*ROWS, Understood("where is it felt", "ask_feel", "nlu_fallback", best="ask_feel")]
    assert "2 of 6 right" in intent_report(rows, "test")
    assert "sure enough: 3 right, accuracy 50.0%" in intent_report(rows, "test")


def test_names_are_counted_over_all_messages() -> None:
    pigeon, twist = ("stretch", "pigeon"), ("stretch", "supine_spinal_twist")
    text = name_report(
        [
            Named("the pidgeon", frozenset([pigeon]), frozenset([pigeon])),
            Named("knees to the side", frozenset([twist]), frozenset()),
            Named("birds", frozenset(), frozenset([pigeon])),
        ]
    )
    assert "1 of 2 found, 1 wrongly" in text
    assert "F1 50.0%" in text
    assert "missed: supine_spinal_twist" in text


def test_scope_of_a_file() -> None:
    rows = [("a", True, "out_of_scope"), ("b", True, "greet"), ("c", False, "ask_unchecked")]
    assert scope_report(rows) == (
        "scope file: 1 of 2 outside turned away or asked about, 1 of 1 others declined"
    )


def test_files_are_read(tmp_path: Path) -> None:
    messages = tmp_path / "m.yml"
    messages.write_text("nlu:\n- intent: greet\n  examples: |\n    - hi\n    - hello\n")
    assert list(read_messages(messages)) == [("hi", "greet"), ("hello", "greet")]
    names = tmp_path / "n.yml"
    names.write_text(
        "messages:\n- text: the pidgeon\n  names: {stretch: [pigeon]}\n- text: hi\n  names: {}\n"
    )
    assert list(read_names(names)) == [
        ("the pidgeon", frozenset([("stretch", "pigeon")])),
        ("hi", frozenset()),
    ]
    assert list(read_scope(['{"text": "a", "label_intent": "out_of_scope"}', ""])) == [("a", True)]
    with pytest.raises(ValueError, match="line 1: expected"):
        list(read_scope(["no json"]))


def test_what_a_parsed_message_says() -> None:
    parsed = {"intent": {"name": None}, "entities": [{"entity": "stretch", "value": "pigeon"}]}
    assert predicted_intent(parsed) == "nlu_fallback"
    assert found_names(parsed, ["stretch"]) == {("stretch", "pigeon")}
    assert not found_names(parsed, ["muscle"])
