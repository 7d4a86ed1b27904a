"""Reads files of test cases; every problem names file, line, case and step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from limber.content.files import RawFile, YamlLoader, parse, read_file
from limber.content.problems import ContentError, Problem
from limber.testing import checks, stories
from limber.testing.cases import Case, CaseError, Check, Step
from limber.testing.format import Assertion, TestFile
from limber.testing.format import Step as WrittenStep
from limber.testing.format import TestCase as WrittenCase

KEY = "test_cases"
"""The key of test cases in a YAML file; Rasa's own stories have :data:`limber.testing.stories.KEY`."""

SUFFIXES = (".yml", ".yaml")

_WORDS = frozenset(
    {"test_case", "user", "tap", "bot", "utter", "contains", "not_contains", "matches", "not_matches"}
)
"""Keys below which everything is text: somebody who types ``yes`` types no truth value."""


class _CaseLoader(YamlLoader):
    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        for key, value in node.value:
            if key.value in _WORDS:
                for one in value.value if isinstance(value, yaml.SequenceNode) else [value]:
                    if isinstance(one, yaml.ScalarNode):
                        one.tag = "tag:yaml.org,2002:str"
        return super().construct_mapping(node, deep)


def holds_cases(path: Path) -> bool:
    """Whether a YAML file is one of test cases, by its first keys; cheap."""
    try:
        text = path.read_text("utf-8", errors="replace")
    except OSError:
        return False
    return any(line.startswith((f"{KEY}:", f"{stories.KEY}:")) for line in text.splitlines())


def project_of(path: Path) -> Path | None:
    """The Rasa project that a file belongs to: the nearest folder above it with ``config.yml``."""
    return next((folder for folder in path.parents if (folder / "config.yml").is_file()), None)


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files of test cases among files, and below folders; a file that is named counts in any case."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            below = sorted(one for one in path.rglob("*") if one.suffix in SUFFIXES)
            found.update(dict.fromkeys(one for one in below if holds_cases(one)))
        else:
            found[path] = None
    return list(found)


def read_cases(path: Path) -> list[Case]:
    """The cases of a file.

    Raises:
        CaseError: the file can't be read, or is not in the form of test cases.
    """
    try:
        raw = read_file(path, path.parent, _CaseLoader)
    except OSError as error:
        raise CaseError([f"{path}: can't be read: {error.strerror}"]) from error
    except ContentError as error:
        raise CaseError([_placed(one, path) for one in error.problems]) from error
    if stories.KEY in raw.data and KEY not in raw.data:
        return stories.read_stories(raw.data, path, _lines(raw, stories.KEY))
    try:
        written = parse(raw, TestFile, path.parent)
    except ContentError as error:
        raise CaseError([_placed(one, path, raw.data) for one in error.problems]) from error
    return _Builder(raw, written).cases()


def read_all(paths: Iterable[Path]) -> list[Case]:
    """The cases of several files.

    Raises:
        CaseError: with the problems of all files that can't be read.
    """
    cases: list[Case] = []
    problems: list[str] = []
    for path in paths:
        try:
            cases += read_cases(path)
        except CaseError as error:
            problems += error.problems
    if problems:
        raise CaseError(problems)
    return cases


def _placed(problem: Problem, path: Path, data: Mapping[str, Any] = MappingProxyType({})) -> str:
    """A problem as a line, with its case by name and its step as an editor counts."""
    parts = problem.field.split(".") if problem.field else []
    where = []
    if len(parts) > 1 and parts[0] == KEY and parts[1].isdigit():
        written = data[KEY][int(parts[1])]
        name = written.get("test_case") if isinstance(written, Mapping) else None
        where.append(f"case {name or int(parts[1]) + 1}")
        parts = parts[2:]
        if len(parts) > 1 and parts[0] == "steps" and parts[1].isdigit():
            where.append(f"step {int(parts[1]) + 1}")
            parts = parts[2:]
    where += [" ".join(str(int(one) + 1) if one.isdigit() else one for one in parts)] if parts else []
    return ": ".join([f"{path}:{problem.line}", *([", ".join(where)] if where else []), problem.message])


class _Builder:
    """Makes cases of what is written, with the names in it looked up."""

    def __init__(self, raw: RawFile, written: TestFile) -> None:
        self._path = raw.path
        self._written = written
        self._slots = {
            name: {slot: value for entry in entries for slot, value in entry.items()}
            for fixture in written.fixtures
            for name, entries in fixture.items()
        }
        self._metadata = {name: values for entry in written.metadata for name, values in entry.items()}
        self._lines = _lines(raw)
        self._problems: list[str] = []

    def cases(self) -> list[Case]:
        """All cases of the file.

        Raises:
            CaseError: a name in them is not known, or stands twice.
        """
        cases = [
            self._case(case, *lines)
            for case, lines in zip(self._written.test_cases, self._lines, strict=True)
        ]
        first: dict[str, int] = {}
        for case in cases:
            if case.name in first:
                self._problem(
                    case.line, f"case {case.name}", f"is there twice (first in line {first[case.name]})"
                )
            first.setdefault(case.name, case.line)
        if self._problems:
            raise CaseError(self._problems)
        return cases

    def _problem(self, line: int, where: str, message: str) -> None:
        self._problems.append(f"{self._path}:{line}: {where}: {message}")

    def _known(
        self, names: Iterable[str], known: Mapping[str, Any], word: str, line: int, where: str
    ) -> list[str]:
        """The names that are known; the others are problems."""
        names = list(names)
        for name in names:
            if name not in known:
                listed = ", ".join(known) or "none"
                self._problem(line, f"{where}, {word}", f"{name!r} is not in this file's {word} ({listed})")
        return [name for name in names if name in known]

    def _case(self, written: WrittenCase, line: int, step_lines: Sequence[int]) -> Case:
        where = f"case {written.test_case}"
        slots: dict[str, Any] = {}
        for name in self._known(written.fixtures, self._slots, "fixtures", line, where):
            slots |= self._slots[name]
        general = self._sent(written.metadata, line, where)
        steps: list[Step] = []
        for number, (one, at) in enumerate(zip(written.steps, step_lines, strict=True), start=1):
            if one.begins:
                sent = {**general, **self._sent(one.metadata, at, f"{where}, step {number}")}
                made = tuple(check for entry in one.assertions for check in _checks(entry))
                steps.append(Step(one.user or one.tap or "", made, one.tap is not None, sent, at))
            else:
                steps[-1] = replace(steps[-1], checks=(*steps[-1].checks, *_following(one)))
        return Case(
            name=written.test_case,
            steps=steps,
            path=self._path,
            line=line,
            slots=slots,
            vary=tuple(vary.value for vary in written.vary),
        )

    def _sent(self, name: str | None, line: int, where: str) -> Mapping[str, Any]:
        names = self._known([name] if name else [], self._metadata, "metadata", line, where)
        return self._metadata[names[0]] if names else {}


def _lines(raw: RawFile, key: str = KEY) -> list[tuple[int, list[int]]]:
    """The line of every case, and those of its steps."""
    root = yaml.compose(raw.yaml_text, Loader=YamlLoader)
    assert root is not None, "the file was read already"
    return [
        (
            case.start_mark.line + raw.first_line,
            [step.start_mark.line + raw.first_line for step in _at(case, "steps")],
        )
        for case in _at(root, key)
    ]


def _at(node: yaml.Node, key: str) -> list[yaml.Node]:
    """The entries of a list in a mapping."""
    (found,) = (value for name, value in node.value if name.value == key)
    return list(found.value)


def _checks(written: Assertion) -> Iterator[Check]:
    """The checks of one entry of ``assertions``."""
    if written.kind:
        yield checks.kind([kind.value for kind in written.kind])
    if written.tier:
        yield checks.tier(written.tier)
    for each, wanted in ((checks.content, written.content), (checks.group, written.group)):
        if wanted is not None:
            yield each(wanted)
    for name, there in (("hold", written.hold), ("precaution", written.precaution)):
        if there is not None:
            yield checks.flag(name, there)
    for check, listed in (
        (checks.contains, written.contains),
        (checks.not_contains, written.not_contains),
        (checks.matches, written.matches),
        (checks.not_matches, written.not_matches),
    ):
        yield from map(check, listed or ())
    if written.buttons is not None:
        yield checks.buttons(written.buttons)
    if written.max_words:
        yield checks.max_words(written.max_words)


def _following(written: WrittenStep) -> Iterator[Check]:
    """The checks of a step that stands below what the person does."""
    if written.bot is not None:
        yield checks.says(written.bot)
    if written.utter is not None:
        yield checks.utters(written.utter)
    for check, slots in (
        (checks.slot_was_set, written.slot_was_set),
        (checks.slot_was_not_set, written.slot_was_not_set),
    ):
        for slot in slots or ():
            if isinstance(slot, str):
                yield check(slot)
            else:
                yield from (check(name, value) for name, value in slot.items())
