"""Conversation cases: what a person types, and what the reply must be; no Rasa import."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, Field, validator

Replies = Sequence[Mapping[str, Any]]
"""The messages of one turn, as the ``rest`` channel gives them."""


FLAGS = re.IGNORECASE | re.DOTALL
"""How the regular expressions of cases are read."""


class Assertion(BaseModel):
    """One condition on a turn's reply; each entry of ``assertions`` names one of these.

    Attributes:
        matches, not_matches: regular expressions on all texts of the turn, without regard
            to case.
        kind: allowed kinds of the reply.
        tier: the reply's tier.
        content: ids that the reply must speak of.
    """

    matches: str | None = None
    not_matches: str | None = None
    kind: list[str] | None = None
    tier: str | None = None
    content: list[str] | None = None

    class Config:
        extra = "forbid"

    @validator("kind", "content", pre=True)
    def _listed(cls, value: object) -> object:
        return [value] if isinstance(value, str) else value

    @validator("matches", "not_matches")
    def _compiles(cls, value: str | None) -> str | None:
        try:
            re.compile(value or "", FLAGS)
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"/{value}/ is no regular expression: {error}") from error
        return value

    def fault(self, text: str, contract: Mapping[str, Any]) -> str | None:
        """What is wrong with a reply; None if this assertion holds."""
        if self.matches is not None and not re.search(self.matches, text, FLAGS):
            return f"expected a match of /{self.matches}/"
        if self.not_matches is not None and re.search(self.not_matches, text, FLAGS):
            return f"expected no match of /{self.not_matches}/"
        if self.kind is not None and contract.get("kind") not in self.kind:
            return f"expected kind {' or '.join(self.kind)}, found {contract.get('kind')}"
        if self.tier is not None and contract.get("tier") != self.tier:
            return f"expected tier {self.tier}, found {contract.get('tier')}"
        missing = set(self.content or ()) - set(contract.get("content_ids", ()))
        return f"expected content {', '.join(sorted(missing))}" if missing else None


class Step(BaseModel):
    """What the person types, and the conditions on the reply."""

    user: str
    assertions: list[Assertion] = Field(default_factory=list)

    class Config:
        extra = "forbid"

    def faults(self, replies: Replies) -> list[str]:
        """Everything wrong with a turn's replies."""
        text, contract = said(replies), contract_of(replies)
        found = [assertion.fault(text, contract) for assertion in self.assertions]
        return [fault for fault in found if fault is not None]


class Case(BaseModel):
    """One conversation."""

    test_case: str
    steps: list[Step]

    class Config:
        extra = "forbid"


class CaseError(Exception):
    """A file of cases can't be read; the message names file and place."""


def read_cases(path: Path) -> list[Case]:
    """The cases of a YAML file.

    Raises:
        CaseError: the file is not UTF-8, no YAML, or not in the form of cases.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return [Case.parse_obj(case) for case in content["test_cases"]]
    except (yaml.YAMLError, ValueError, KeyError, TypeError) as error:
        raise CaseError(f"{path}: {error}; expected test_cases with test_case and steps") from error


def said(replies: Replies) -> str:
    """All words of a turn."""
    return "\n".join(str(reply["text"]) for reply in replies if reply.get("text"))


def contracts(replies: Replies) -> Iterator[Mapping[str, Any]]:
    """The contract messages of a turn; there must be exactly one."""
    for reply in replies:
        if "custom" in reply:
            yield reply["custom"]["data"]["limber"]


def contract_of(replies: Replies) -> Mapping[str, Any]:
    """The turn's contract message; empty if it has none."""
    return next(contracts(replies), {})
