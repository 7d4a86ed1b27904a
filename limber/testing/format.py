"""The form of a file of test cases: Rasa Pro's end-to-end tests, and what Limber knows of a reply.

The models are also the JSON Schema that text editors complete and check with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Any

from pydantic import BaseModel, Field, PositiveInt, root_validator, validator

from limber.content.models import Tier
from limber.replies import Kind
from limber.testing.checks import FLAGS, NO_TIER

Slots = Mapping[str, Any]

_TIERS = [*(tier.value for tier in Tier), NO_TIER]


class Vary(str, Enum):
    """A way in which people type the same message differently."""

    TYPOS = "typos"
    CASE = "case"
    NO_PUNCTUATION = "no_punctuation"
    POLITE = "polite"
    SPLIT = "split"


class _Model(BaseModel):
    class Config:
        extra = "forbid"
        frozen = True
        min_anystr_length = 1


def _listed(value: object) -> object:
    """One value as a list of one."""
    return [value] if isinstance(value, str) else value


def _one_or_many(names: Iterable[str]) -> Callable[[dict[str, Any]], None]:
    """Lets the schema take a single value for a list, as :func:`_listed` does."""

    def change(schema: dict[str, Any]) -> None:
        for name in names:
            written = schema["properties"][name]
            array = {key: written.pop(key) for key in ("type", "items")}
            written["anyOf"] = [array["items"], array]

    return change


_ASSERTED_LISTS = (
    "kind",
    "content",
    "group",
    "contains",
    "not_contains",
    "matches",
    "not_matches",
    "buttons",
)
_CASE_LISTS = ("fixtures", "vary")


class Assertion(_Model):
    """Conditions on a reply; all that are given must hold."""

    kind: list[Kind] | None = Field(None, description="what the reply is; of several, one must be right")
    content: list[str] | None = Field(
        None, description="ids of items that the reply speaks of; [] for none at all"
    )
    tier: str | None = Field(None, description="how urgent; none for a reply without a tier", enum=_TIERS)
    group: list[str] | None = Field(
        None, description="red-flag groups that the reply names; [] for none at all"
    )
    hold: bool | None = Field(None, description="whether the reply reminds of a warning sign before it")
    precaution: bool | None = Field(None, description="whether the reply begins with 'ask first'")
    contains: list[str] | None = Field(None, description="words that are said; case and dashes don't count")
    not_contains: list[str] | None = Field(None, description="words that are not said")
    matches: list[str] | None = Field(None, description="regular expressions that match, without case")
    not_matches: list[str] | None = Field(None, description="regular expressions that don't match")
    buttons: list[str] | None = Field(
        None, description="titles or payloads of buttons that are offered; [] for none at all"
    )
    max_words: PositiveInt | None = Field(None, description="how many words are said at most")

    class Config:
        schema_extra = _one_or_many(_ASSERTED_LISTS)

    _lists = validator(*_ASSERTED_LISTS, pre=True, allow_reuse=True)(_listed)

    @root_validator(pre=True)
    def _says_something(cls, values: dict[str, Any]) -> dict[str, Any]:
        if not values:
            raise ValueError("is empty; write a condition or remove it")
        return values

    @validator("tier")
    def _known_tier(cls, value: str | None) -> str | None:
        if value is not None and value not in _TIERS:
            raise ValueError(f"expected one of: {', '.join(_TIERS)}")
        return value

    @validator("matches", "not_matches", each_item=True)
    def _compiles(cls, value: str) -> str:
        try:
            re.compile(value, FLAGS)
        except (re.error, OverflowError, RecursionError) as error:
            raise ValueError(f"/{value}/ is no regular expression: {error}") from error
        return value


_BEGINS = ("user", "tap")
_FOLLOWS = ("bot", "utter", "slot_was_set", "slot_was_not_set")


def _one_of_a_step(schema: dict[str, Any]) -> None:
    schema["oneOf"] = [{"required": [name]} for name in (*_BEGINS, *_FOLLOWS)]
    # Some readers of YAML take a typed "yes" or 4 for something else than text; the loader does not.
    schema["properties"]["user"]["type"] = ["string", "boolean", "number"]


class Step(_Model):
    """What the person does, or a condition on the reply to it: exactly one of these.

    ``assertions`` and ``metadata`` go with what the person does.
    """

    user: str | None = Field(None, description="what the person types", min_length=0)
    tap: str | None = Field(None, description="title of the button that the person taps")
    assertions: list[Assertion] = Field(default_factory=list, description="conditions on the reply")
    metadata: str | None = Field(None, description="name of metadata that is sent along")
    bot: str | None = Field(None, description="one of the reply's messages, word by word")
    utter: str | None = Field(None, description="name of a response of the domain that is said")
    slot_was_set: list[str | Slots] | None = Field(
        None, description="slots that have a value after the reply: names, or name: value"
    )
    slot_was_not_set: list[str | Slots] | None = Field(
        None, description="slots that have no value after the reply, or another one than name: value"
    )

    class Config:
        schema_extra = _one_of_a_step

    @root_validator(pre=True)
    def _one_thing(cls, values: dict[str, Any]) -> dict[str, Any]:
        given = [name for name in (*_BEGINS, *_FOLLOWS) if values.get(name) is not None]
        if len(given) != 1:
            found = " and ".join(given) or "none"
            raise ValueError(f"expected one of {', '.join((*_BEGINS, *_FOLLOWS))} in a step, found {found}")
        if given[0] in _FOLLOWS and {"assertions", "metadata"} & values.keys():
            raise ValueError("assertions and metadata go with user or tap")
        return values

    @validator("slot_was_set", "slot_was_not_set", each_item=True)
    def _one_slot(cls, value: str | Slots) -> str | Slots:
        if isinstance(value, Mapping) and len(value) != 1:
            raise ValueError("expected one 'name: value' an entry")
        return value

    @property
    def begins(self) -> bool:
        """Whether the person does something here."""
        return self.user is not None or self.tap is not None


class TestCase(_Model):
    """One conversation."""

    __test__ = False  # pytest: not a class of tests

    test_case: str = Field(description="its name, unique in the file")
    fixtures: list[str] = Field(default_factory=list, description="names of slots that are set before")
    metadata: str | None = Field(None, description="name of metadata that is sent with every message")
    vary: list[Vary] = Field(default_factory=list, description="in which ways it is also typed")
    steps: list[Step] = Field(description="what is said, in order", min_items=1)

    class Config:
        schema_extra = _one_or_many(_CASE_LISTS)

    _lists = validator(*_CASE_LISTS, pre=True, allow_reuse=True)(_listed)

    @validator("steps")
    def _person_begins(cls, steps: list[Step]) -> list[Step]:
        if steps and not steps[0].begins:
            raise ValueError("the first step must be user or tap: the person speaks first")
        return steps


class TestFile(_Model):
    """A file of conversations to test."""

    __test__ = False

    fixtures: list[Mapping[str, list[Slots]]] = Field(
        default_factory=list, description="slots to begin with, each list under its name"
    )
    metadata: list[Mapping[str, Slots]] = Field(
        default_factory=list, description="what is sent along with messages, each under its name"
    )
    test_cases: list[TestCase] = Field(description="the conversations")
