"""The red-flag data in content/red_flags, as checked models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, Field, validator

from limber.content.files import line_of, parse, read_file
from limber.content.models import Citation, Id, Text, Tier
from limber.content.problems import ContentError, Problem
from limber.safety.patterns import HARMLESS, Pattern, PatternError, PatternFinder, parse_pattern, verb_forms

MEANS_WORDS = 45
FOLDER = "red_flags"


class _Model(BaseModel):
    class Config:
        extra = "forbid"
        frozen = True


class WordClass(_Model):
    """Words that mean alike."""

    words: list[str] = Field(default_factory=list, description="folded words or phrases, exactly as matched")
    verbs: list[str] = Field(default_factory=list, description="base forms; regular forms are added")

    def terms(self) -> list[str]:
        """Every form."""
        return [*self.words, *(form for verb in self.verbs for form in verb_forms(verb))]


class Lexicon(_Model):
    """lexicon*.yml: the word classes that patterns name."""

    classes: dict[str, WordClass]


class PatternRule(_Model):
    """Alternatives that find one sign, with examples that prove it."""

    id: str
    any: list[str] = Field(min_items=1)
    matches: list[Text] = Field(min_items=2, description="messages in which the sign must be found")
    not_matches: list[Text] = Field(min_items=1, description="messages in which it must not")


class Harmless(_Model):
    """harmless.yml: patterns whose own words mean no sign."""

    patterns: list[PatternRule] = Field(
        description="`matches` are messages in which no sign may be found, `not_matches` in which one must be"
    )


class RedFlagGroup(_Model):
    """A group of warning signs with one tier."""

    id: Id
    title: Text
    tier: Tier
    sources: list[Citation] = Field(min_items=1)
    reviewed: date
    means: Text
    patterns: list[PatternRule] = Field(min_items=1)

    @validator("means")
    def _means_is_short(cls, value: str) -> str:
        if len(value.split()) > MEANS_WORDS:
            raise ValueError(f"has {len(value.split())} words, expected at most {MEANS_WORDS}")
        return value


@dataclass(frozen=True)
class RedFlags:
    """All groups, and the finder of their patterns.

    Attributes:
        groups: by id.
        classes: the words of each word class.
        harmless: rules of harmless.yml.
    """

    groups: Mapping[str, RedFlagGroup]
    classes: Mapping[str, tuple[str, ...]]
    harmless: tuple[PatternRule, ...] = ()

    @cached_property
    def finder(self) -> PatternFinder:
        """The compiled patterns."""
        harmless = [parse_pattern(rule.id, text) for rule in self.harmless for text in rule.any]
        return PatternFinder(self.classes, list(self.patterns()), harmless)

    def patterns(self) -> Iterator[Pattern]:
        """Every alternative of every rule."""
        for group in self.groups.values():
            for rule in group.patterns:
                for text in rule.any:
                    yield parse_pattern(rule.id, text)

    @cached_property
    def group_of_rule(self) -> Mapping[str, RedFlagGroup]:
        """The group that each rule belongs to."""
        return {rule.id: group for group in self.groups.values() for rule in group.patterns}


def load_red_flags(root: Path) -> RedFlags:
    """Read and check content/red_flags.

    Args:
        root: the content store's folder.

    Raises:
        ContentError: with every problem found.
    """
    problems: list[Problem] = []
    classes: dict[str, tuple[str, ...]] = {}
    groups: dict[str, RedFlagGroup] = {}
    rules: dict[str, str] = {}
    folder = root / FOLDER
    for path in sorted(folder.glob("lexicon*.yml")):
        name = path.relative_to(root)
        try:
            lexicon = parse(read_file(path, root), Lexicon, root)
        except ContentError as error:
            problems.extend(error.problems)
            continue
        for word_class, entry in lexicon.classes.items():
            if word_class in classes:
                problems.append(Problem(name, 1, f"classes.{word_class}", "stands in another lexicon too"))
            classes[word_class] = tuple(entry.terms())
    harmless: tuple[PatternRule, ...] = ()
    for path in sorted(folder.glob("*.yml")):
        if path.name.startswith("lexicon") or path.name == "assertions.yml":
            continue
        name = path.relative_to(root)
        listed: Harmless | RedFlagGroup
        try:
            raw = read_file(path, root)
            if path.name == f"{HARMLESS}.yml":
                listed = parse(raw, Harmless, root)
                harmless = tuple(listed.patterns)
            else:
                listed = parse(raw, RedFlagGroup, root)
                groups[listed.id] = listed
        except ContentError as error:
            problems.extend(error.problems)
            continue
        for place, rule in enumerate(listed.patterns):
            line = line_of(raw, ("patterns", place))
            if rule.id in rules:
                problems.append(Problem(name, line, "id", f"'{rule.id}' is also in {rules[rule.id]}"))
            rules[rule.id] = str(name)
            for text in rule.any:
                try:
                    unknown = parse_pattern(rule.id, text).classes() - classes.keys()
                except PatternError as error:
                    problems.append(Problem(name, line, f"patterns.{place}.any", str(error)))
                    continue
                for word_class in sorted(unknown):
                    problems.append(
                        Problem(name, line, f"patterns.{place}.any", f"'{text}': no class <{word_class}>")
                    )
    if problems:
        raise ContentError(problems)
    return RedFlags(groups, classes, harmless)
