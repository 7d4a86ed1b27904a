"""Files of test cases are read as they are meant, and refused with file, line, case and step."""

from __future__ import annotations

from pathlib import Path

import pytest

from limber.testing.cases import CaseError
from limber.testing.loading import find_files, holds_cases, read_all, read_cases

FILE = """fixtures:
  - talked:
      - stretch: pigeon
      - listing: [pigeon, cat_cow]
  - held:
      - hold: {tier: urgent}
metadata:
  - phone:
      os: android
  - slow:
      network: 2g
test_cases:
  - test_case: hold_after_how_to
    fixtures: [talked, held]
    metadata: phone
    vary: typos
    steps:
      - user: yes
        metadata: slow
        assertions:
          - contains: [20-30 seconds, 4]
          - kind: steps
            content: pigeon
            tier: none
            max_words: 30
      - bot: hello
      - utter: utter_greet
      - slot_was_set:
          - stretch
          - stretch: pigeon
      - slot_was_not_set:
          - hold: null
      - tap: How long?
      - user: ""
  - test_case: second
    steps:
      - user: 2026-01-01
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "cases.yml"
    found.write_text(FILE, "utf-8")
    return found


def test_a_file_is_read(path: Path) -> None:
    first, second = read_cases(path)
    assert (first.name, first.path, first.line, first.vary) == ("hold_after_how_to", path, 13, ("typos",))
    assert first.slots == {"stretch": "pigeon", "listing": ["pigeon", "cat_cow"], "hold": {"tier": "urgent"}}
    assert [(step.user, step.tap, step.line) for step in first.steps] == [
        ("yes", False, 18),
        ("How long?", True, 33),
        ("", False, 34),
    ]
    assert [dict(step.metadata) for step in first.steps] == [
        {"os": "android", "network": "2g"},
        {"os": "android"},
        {"os": "android"},
    ]
    assert [check.expected for check in first.steps[0].checks] == [
        'contains "20-30 seconds"',
        'contains "4"',
        "kind steps",
        "tier none",
        "content pigeon",
        "at most 30 words",
        'bot "hello"',
        "utter utter_greet",
        "slot stretch",
        "slot stretch = 'pigeon'",
        "slot hold not = None",
    ]
    assert [step.user for step in second.steps] == ["2026-01-01"]
    assert (second.slots, second.vary) == ({}, ())


@pytest.mark.parametrize(
    ("was", "now", "problem"),
    [
        (
            "kind: steps",
            "kind: shout",
            "22: case hold_after_how_to, step 1, assertions 2 kind 1: expected one",
        ),
        ("tier: none", "tier: bad", "24: case hold_after_how_to, step 1, assertions 2 tier: expected one of"),
        ("tier: none", "tear: bad", "assertions 2 tear: is not a field of this entry"),
        ("max_words: 30", "max_words: none", "25: case hold_after_how_to, step 1, assertions 2 max_words:"),
        ("tier: none", "matches: '('", "step 1, assertions 2 matches 1: /(/ is no regular expression"),
        ("bot: hello", "bot: hello\n        user: hi", "26: case hold_after_how_to, step 2: expected one of"),
        ("bot: hello", "says: hello", "26: case hold_after_how_to, step 2: expected one of"),
        ("bot: hello", "bot: hello\n        metadata: slow", "metadata go with user or tap"),
        (
            "          - stretch: pigeon\n",
            "          - {a: 1, b: 2}\n",
            "expected one 'name: value' an entry",
        ),
        ("vary: typos", "vary: rhymes", "16: case hold_after_how_to, vary 1: expected one of: typos"),
        (
            "fixtures: [talked, held]",
            "fixtures: hidden",
            "13: case hold_after_how_to, fixtures: 'hidden' is not",
        ),
        ("metadata: phone", "metadata: fax", "13: case hold_after_how_to, metadata: 'fax' is not"),
        ("metadata: slow", "metadata: fax", "18: case hold_after_how_to, step 1, metadata: 'fax' is not"),
        ("test_case: second", "test_case: hold_after_how_to", "35: case hold_after_how_to: is there twice"),
        ("    steps:\n      - user: 2026-01-01\n", "    steps: []\n", "expected at least 1 entries"),
        ("      - user: 2026-01-01\n", "      - bot: hi\n", "the person speaks first"),
        ("test_case: second", "test_case: ''", "35: case 2, test_case: is empty"),
        ("- test_case: second\n", "- test_case: second\n    test_case: third\n", "is given twice"),
        ("test_cases:", "tests:", "test_cases: is missing"),
        ("fixtures:", "fixtures: [", "is not valid YAML"),
    ],
)
def test_what_is_wrong_is_named(path: Path, was: str, now: str, problem: str) -> None:
    path.write_text(FILE.replace(was, now, 1), "utf-8")
    with pytest.raises(CaseError) as caught:
        read_cases(path)
    assert str(path) in str(caught.value)
    assert problem in str(caught.value)


def test_an_empty_condition_is_refused(path: Path) -> None:
    path.write_text(FILE.replace("- contains: [20-30 seconds, 4]", "- {}"), "utf-8")
    with pytest.raises(CaseError, match="assertions 1: is empty"):
        read_cases(path)


@pytest.mark.parametrize(
    "content", [b"", b"- a\n", b"test_cases: [{}]\n", "test_cases: \u00e9".encode("latin-1")]
)
def test_what_holds_no_cases_is_refused_by_name(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    with pytest.raises(CaseError, match=r"cases\.yml:1"):
        read_cases(path)


def test_a_missing_file_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"nowhere\.yml: can't be read"):
        read_cases(tmp_path / "nowhere.yml")


def test_problems_of_all_files_are_told_at_once(path: Path, tmp_path: Path) -> None:
    (tmp_path / "other.yml").write_text("test_cases: 5\n", "utf-8")
    with pytest.raises(CaseError) as caught:
        read_all([path, tmp_path / "other.yml", tmp_path / "nowhere.yml"])
    assert len(caught.value.problems) == 2
    assert [case.name for case in read_all([path])] == ["hold_after_how_to", "second"]


def test_files_are_found_below_folders(path: Path, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "b.yaml").write_text(FILE, "utf-8")
    (tmp_path / "nlu.yml").write_text("nlu: []\n", "utf-8")
    (tmp_path / "notes.txt").write_text(FILE, "utf-8")
    assert find_files([tmp_path]) == [path, tmp_path / "more" / "b.yaml"]
    assert find_files([tmp_path / "notes.txt", tmp_path]) == [
        tmp_path / "notes.txt",
        path,
        tmp_path / "more" / "b.yaml",
    ]
    assert holds_cases(path)
    assert not holds_cases(tmp_path / "nlu.yml")
    assert not holds_cases(tmp_path / "nowhere.yml")
