"""Conversation cases: what they say about a reply, and how files of them are read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from limber.testing.cases import Assertion, CaseError, Step, contract_of, contracts, read_cases, said

CONTRACT = {"kind": "answer", "tier": "urgent", "content_ids": ["hold_time", "pigeon"]}
TEXT = "Hold it for 20-30 seconds.\nThen swap sides."
REPLIES: list[dict[str, Any]] = [
    {"recipient_id": "anna", "text": "Hold it for 20-30 seconds."},
    {"recipient_id": "anna", "text": "Then swap sides.", "buttons": []},
    {"recipient_id": "anna", "custom": {"data": {"limber": CONTRACT}}},
]


@pytest.mark.parametrize(
    "assertion",
    [
        {"matches": "20-30"},
        {"matches": "HOLD IT"},
        {"matches": "hold.*sides"},
        {"not_matches": "minutes"},
        {"kind": "answer"},
        {"kind": ["steps", "answer"]},
        {"tier": "urgent"},
        {"content": "pigeon"},
        {"content": ["pigeon", "hold_time"]},
        {},
    ],
    ids=str,
)
def test_an_assertion_holds(assertion: dict[str, Any]) -> None:
    assert Assertion.parse_obj(assertion).fault(TEXT, CONTRACT) is None


@pytest.mark.parametrize(
    ("assertion", "fault"),
    [
        ({"matches": "40"}, "expected a match of /40/"),
        ({"not_matches": "SWAP"}, "expected no match of /SWAP/"),
        ({"kind": "steps"}, "expected kind steps, found answer"),
        ({"kind": ["steps", "list"]}, "expected kind steps or list, found answer"),
        ({"tier": "emergency"}, "expected tier emergency, found urgent"),
        ({"content": ["pigeon", "cat_cow"]}, "expected content cat_cow"),
    ],
    ids=str,
)
def test_a_broken_assertion_says_what_was_expected(assertion: dict[str, Any], fault: str) -> None:
    assert Assertion.parse_obj(assertion).fault(TEXT, CONTRACT) == fault


def test_all_conditions_of_an_assertion_count() -> None:
    both = Assertion.parse_obj({"matches": "20-30", "kind": "steps"})

    assert both.fault(TEXT, CONTRACT) == "expected kind steps, found answer"


def test_an_assertion_with_an_unknown_condition_is_refused() -> None:
    with pytest.raises(ValidationError):
        Assertion.parse_obj({"match": "20-30"})


def test_a_step_gives_every_fault() -> None:
    step = Step.parse_obj(
        {"user": "how long?", "assertions": [{"matches": "40"}, {"matches": "20"}, {"kind": "list"}]}
    )

    assert step.faults(REPLIES) == ["expected a match of /40/", "expected kind list, found answer"]


def test_a_silent_turn_breaks_every_expectation() -> None:
    step = Step.parse_obj(
        {"user": "?", "assertions": [{"matches": "."}, {"kind": "answer"}, {"content": "pigeon"}]}
    )

    assert len(step.faults([])) == 3


def test_words_and_contract_of_a_turn() -> None:
    assert said(REPLIES) == TEXT
    assert contract_of(REPLIES) == CONTRACT
    assert len(list(contracts(REPLIES))) == 1
    assert contract_of(REPLIES[:2]) == {}


def case_with(assertion: str) -> str:
    """A file with one case, one step and one assertion."""
    return (
        "test_cases:\n"
        "  - test_case: hold\n"
        "    steps:\n"
        "      - user: how long?\n"
        "        assertions:\n"
        f"          - {assertion}\n"
    )


def test_cases_are_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "cases.yml"
    path.write_text(case_with("matches: 20-30") + "      - user: thanks\n", encoding="utf-8")

    (case,) = read_cases(path)

    assert case.test_case == "hold"
    assert [step.user for step in case.steps] == ["how long?", "thanks"]
    assert [one.matches for one in case.steps[0].assertions] == ["20-30"]
    assert case.steps[1].assertions == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "test_cases:\n",
        "cases: []\n",
        "- test_case: hold\n",
        "test_cases:\n  - steps: []\n",
        "test_cases:\n  - test_case: a\n    steps:\n      - bot: hello\n",
        case_with("match: c"),
        "test_cases: [",
    ],
)
def test_a_file_that_holds_no_cases_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "cases.yml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CaseError, match=r"cases\.yml"):
        read_cases(path)


def test_a_broken_expression_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "cases.yml"
    path.write_text(case_with("matches: '('"), encoding="utf-8")

    with pytest.raises(CaseError, match=r"cases\.yml"):
        read_cases(path)


def test_a_file_in_another_encoding_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "cases.yml"
    path.write_bytes(case_with("matches: caf\u00e9").encode("latin-1"))

    with pytest.raises(CaseError, match=r"cases\.yml"):
        read_cases(path)
