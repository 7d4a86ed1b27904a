"""Rasa's test stories are read as cases, and what they can't be is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from limber.testing.cases import CaseError
from limber.testing.loading import holds_cases, read_cases

STORIES = """version: "3.1"
stories:
  - story: how to
    steps:
      - user: |
          how do i do the [pigeon]{"entity": "stretch"} or [cat](stretch)
        intent: ask_how_to
      - action: action_how_to
      - slot_was_set:
          - stretch: pigeon
          - topic
      - intent: ask_hold_time
        entities:
          - stretch: pigeon
      - action: action_hold_time
"""


def test_a_story_is_a_conversation(tmp_path: Path) -> None:
    path = tmp_path / "test_stories.yml"
    path.write_text(STORIES, "utf-8")
    assert holds_cases(path)
    (case,) = read_cases(path)
    assert (case.name, case.line) == ("how to", 3)
    assert [(step.user, step.line) for step in case.steps] == [
        ("how do i do the pigeon or cat", 5),
        ('/ask_hold_time{"stretch": "pigeon"}', 12),
    ]
    assert [[check.expected for check in step.checks] for step in case.steps] == [
        ["intent ask_how_to", "action action_how_to", "slot stretch = 'pigeon'", "slot topic"],
        ["intent ask_hold_time", "action action_hold_time"],
    ]


@pytest.mark.parametrize("step", ["- checkpoint: here", "- action: action_first\n      - user: hi"])
def test_what_no_conversation_has_is_named(step: str, tmp_path: Path) -> None:
    path = tmp_path / "test_stories.yml"
    path.write_text(f"stories:\n  - story: odd\n    steps:\n      {step}\n", "utf-8")
    with pytest.raises(CaseError, match=r"test_stories\.yml:4: story odd, step 1: expected user"):
        read_cases(path)
