"""Reads Rasa's own test stories as cases, as far as a conversation can tell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from limber.testing import checks
from limber.testing.cases import Case, CaseError, Check, Step

KEY = "stories"

_ENTITY = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
"""An entity that is marked in a message: ``[pigeon](stretch)``."""

_SILENT = frozenset({"action", "slot_was_set", "active_loop"})
"""What stands below a message and is no message."""


def read_stories(
    data: Mapping[str, Any], path: Path, lines: Sequence[tuple[int, Sequence[int]]]
) -> list[Case]:
    """The stories of a file as cases.

    Args:
        data: the file's YAML.
        path: the file.
        lines: the line of each story and of its steps.

    Raises:
        CaseError: a story has a step that is not a message, an action or a slot.
    """
    problems: list[str] = []
    cases: list[Case] = []
    for story, (line, at) in zip(data[KEY], lines, strict=True):
        steps: list[Step] = []
        for number, (written, step_line) in enumerate(zip(story["steps"], at, strict=True), start=1):
            if "user" in written or "intent" in written:
                steps.append(Step(_message(written), tuple(_read_as(written)), line=step_line))
            elif steps and _SILENT & written.keys():
                steps[-1] = replace(steps[-1], checks=(*steps[-1].checks, *_after(written)))
            else:
                where = f"{path}:{step_line}: story {story['story']}, step {number}"
                problems.append(f"{where}: expected user, intent, action or slot_was_set, the person first")
        cases.append(Case(str(story["story"]), steps, path, line))
    if problems:
        raise CaseError(problems)
    return cases


def _message(written: Mapping[str, Any]) -> str:
    """What is typed: the words without marks, or the intent in Rasa's payload form."""
    if "user" in written:
        return _ENTITY.sub(r"\1", str(written["user"])).strip()
    entities = {
        name: value
        for entity in written.get("entities") or ()
        if isinstance(entity, Mapping)
        for name, value in entity.items()
    }
    return f"/{written['intent']}{json.dumps(entities) if entities else ''}"


def _read_as(written: Mapping[str, Any]) -> Iterator[Check]:
    if "intent" in written:
        yield checks.intent(written["intent"])


def _after(written: Mapping[str, Any]) -> Iterator[Check]:
    if "action" in written:
        yield checks.runs(written["action"])
    for slot in written.get("slot_was_set") or ():
        for name, value in slot.items() if isinstance(slot, Mapping) else [(slot, None)]:
            yield checks.slot_was_set(name, *([value] if isinstance(slot, Mapping) else []))
