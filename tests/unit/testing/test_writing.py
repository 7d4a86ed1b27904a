"""A conversation that took place becomes a case that the loader reads, without personal words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from limber.testing.answers import Answer
from limber.testing.loading import read_cases
from limber.testing.recording import impersonal, own_words, write
from limber.testing.writing import Told, stored_turns
from tests.unit.testing.bots import contract, said

ROOT = Path(__file__).resolve().parents[3]
TALK = [
    Told("yes", Answer([*said("Hello.", **{"How long?": "/ask_hold_time"}), contract("small_talk")])),
    Told("/ask_hold_time", Answer([*said("20 s"), contract("answer", "hold_time")])),
    Told("my foot: numb", Answer([*said("Stop."), contract("escalation", tier="urgent", groups=["neuro"])])),
]


def test_what_is_written_is_read_as_it_was(tmp_path: Path) -> None:
    (case,) = read_cases(write(tmp_path / "my_talk.yml", TALK))
    assert case.name == "my_talk"
    assert [(step.user, step.tap) for step in case.steps] == [
        ("yes", False),
        ("How long?", True),
        ("my foot: numb", False),
    ]
    assert [[check.expected for check in step.checks] for step in case.steps] == [
        ["kind small_talk", "tier none", "content none"],
        ["kind answer", "tier none", "content hold_time"],
        ["kind escalation", "tier urgent", "content none", "group neuro"],
    ]
    for step, told in zip(case.steps, TALK, strict=True):
        assert [check.found(told.answer) for check in step.checks if check.found(told.answer)] == []


def test_a_bot_without_a_contract_is_expected_to_say_the_same(tmp_path: Path) -> None:
    (case,) = read_cases(write(tmp_path / "talk.yml", [Told("hi", Answer(said("Hello.")))]))
    assert [check.expected for check in case.steps[0].checks] == ['contains "Hello."']


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    write(tmp_path / "talk.yml", TALK)
    with pytest.raises(FileExistsError):
        write(tmp_path / "talk.yml", TALK)


def test_stored_events_are_turns() -> None:
    buttons = [{"title": "How long?", "payload": "/ask"}]
    events = [
        {"event": "bot", "text": "before anything"},
        {"event": "user", "text": "hi"},
        {"event": "bot", "text": "Hello.", "data": {"buttons": buttons, "custom": None}},
        {"event": "feedback"},
        {"event": "bot", "text": None, "data": contract("small_talk")},
        {"event": "user", "text": "/ask"},
        {"event": "bot", "text": "20 s", "data": {}},
    ]
    first, second = stored_turns(events)
    assert (first.text, first.answer.text, first.answer.has("kind")) == ("hi", "Hello.", ["small_talk"])
    assert first.answer.buttons == [("How long?", "/ask")]
    assert (second.text, second.answer.text) == ("/ask", "20 s")
    assert list(stored_turns([])) == []


@pytest.fixture(scope="module")
def clean() -> Callable[[str], str]:
    return impersonal(ROOT)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("how long do I hold the pigeon for 20-30 seconds?", None),
        ("my name is brian, how do i do it", "my name is xxx, how do i do it"),
        ("Anna Kowalski here", "xxx xxx here"),
        ("I am Mark and my back hurts", "I am xxx and my back hurts"),
        ("write to anna@web.de or +49 170 1234567", "write to xxx or xxx 170 xxx"),
        ("born 12/03/1985 in Leeds", "xxx in xxx"),
        ("see https://example.org/anna", "see xxx"),
        ("is the stretchh ok?", "is the stretch ok?"),
    ],
)
def test_no_personal_word_is_left(clean: Callable[[str], str], text: str, left: str | None) -> None:
    cleaned = clean(text)
    if left is None:
        assert cleaned == text
    else:
        for word in ("brian", "Anna", "anna", "Kowalski", "Mark", "1234567", "1985", "Leeds", "https"):
            assert word not in cleaned
        assert len(cleaned.split()) >= len(left.split()) - 2


def test_own_words_hold_no_first_names() -> None:
    names = {"anna", "dave", "sarah", "brian", "emma", "susan", "kevin", "mohammed"}
    assert not names & own_words(ROOT)
