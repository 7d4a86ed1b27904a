"""The shapes of the content store's files, one model a kind of item.

The JSON Schemas in ``content/schemas`` are made from these models.
"""

from __future__ import annotations

import re
from datetime import date
from enum import Enum
from typing import Any, Literal

from pydantic import BaseModel, ConstrainedInt, ConstrainedStr, Field, StrictInt, root_validator, validator

SHORT_WORDS = 60
"""Longest first answer, in words: what a phone shows without scrolling."""


class Id(ConstrainedStr):
    """A name for machines; also the stem of the item's file."""

    regex = re.compile(r"^[a-z][a-z0-9_]*$")
    max_length = 60


class Text(ConstrainedStr):
    """Words; never empty."""

    strip_whitespace = True
    min_length = 1


PICTURE_KINDS = ("jpg", "png", "svg", "webp")
"""Ends of the names of pictures that every browser shows."""


_PICTURE_NAME = re.compile(rf"[a-z0-9][a-z0-9_-]*\.({'|'.join(PICTURE_KINDS)})")
"""A file right in content/media; its name needs no escaping in an address."""


class Count(ConstrainedInt):
    """A whole number from 1; 20.7 is refused rather than cut."""

    strict = True
    ge = 1


class Position(str, Enum):
    """Where the body is during a stretch."""

    SUPINE = "supine"
    ALL_FOURS = "all_fours"
    SEATED_FLOOR = "seated_floor"
    SEATED_CHAIR = "seated_chair"
    STANDING = "standing"


class LevelName(str, Enum):
    """How demanding a stretch is."""

    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class Tier(str, Enum):
    """How urgently a sign needs a professional, strongest first."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SEE_PROFESSIONAL = "see_professional"


class _Model(BaseModel):
    class Config:
        extra = "forbid"
        frozen = True


class Citation(_Model):
    """A place in a source that backs an item."""

    source: Id = Field(description="id of a source in sources.yml")
    section: Text = Field(description="heading in that source")


class Source(_Model):
    """Something that backs what Limber says."""

    id: Id
    title: Text
    publisher: str = ""
    url: str = ""


class Named(_Model):
    """Something that people can mention by one of its names."""

    id: Id
    title: Text
    aliases: list[Text] = Field(
        default_factory=list,
        description="other names, misspellings, spoken forms; case and punctuation don't matter",
    )


class Item(Named):
    """What every item that Limber can speak of has.

    ``body`` is the text below the front matter: what "more" says.
    """

    short: Text = Field(description=f"the first answer, at most {SHORT_WORDS} words")
    sources: list[Citation] = Field(min_items=1)
    reviewed: date = Field(description="day on which a person last checked this item")
    related: list[Id] = Field(default_factory=list, description="ids of items offered as buttons, best first")
    body: str = Field(default="", description="the Markdown below the front matter")

    @validator("short")
    def _short_is_short(cls, value: str) -> str:
        words = len(value.split())
        if words > SHORT_WORDS:
            raise ValueError(
                f"has {words} words, expected at most {SHORT_WORDS}; move the rest below the ---"
            )
        return value


class Step(_Model):
    """One step of a stretch."""

    text: Text
    breath: Literal["inhale", "exhale"] | None = None


class OtherWay(_Model):
    """The same stretch from another position."""

    title: Text
    position: Position
    steps: list[Step] = Field(min_items=1)


class Range(_Model):
    """A closed range of whole numbers."""

    low: Count
    high: Count

    @root_validator(skip_on_failure=True)
    def _ordered(cls, values: dict[str, Any]) -> dict[str, Any]:
        if values["low"] > values["high"]:
            raise ValueError(f"low {values['low']} is above high {values['high']}; swap them")
        return values

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}-{self.high}"


class Stretch(Item):
    """A stretch or mobility move, with its dose and steps."""

    targets: list[Id] = Field(min_items=1)
    positions: list[Position] = Field(min_items=1)
    kind: Literal["static", "dynamic"]
    hold_seconds: Range | None = Field(default=None, description="static only, in seconds")
    repeats: Range | None = Field(default=None, description="static only, holds per side")
    repetitions: Range | None = Field(default=None, description="dynamic only, full cycles")
    per_side: bool = True
    level: LevelName
    order: StrictInt = Field(default=100, description="place in lists; smaller numbers first")
    described: list[Text] = Field(
        default_factory=list,
        description="how people ask for it without its name; Limber learns from them, best from 30 on",
    )
    equipment: list[Text] = Field(default_factory=list)
    steps: list[Step] = Field(min_items=2)
    other_ways: list[OtherWay] = Field(default_factory=list)
    feel: Text
    modifications: list[Text] = Field(default_factory=list)
    progressions: list[Text] = Field(default_factory=list)
    easier: list[Id] = Field(default_factory=list, description="ids of easier stretches")
    harder: list[Id] = Field(default_factory=list, description="ids of harder stretches")
    cautions: list[Text] = Field(default_factory=list)
    image: Text | None = Field(default=None, description="file in content/media")
    image_alt: Text | None = Field(default=None, description="the picture in words")

    def all_positions(self) -> list[Position]:
        """Every position in which it can be done, the usual one first."""
        return list(dict.fromkeys([*self.positions, *(way.position for way in self.other_ways)]))

    @validator("image")
    def _image_is_a_picture(cls, value: str | None) -> str | None:
        if value is not None and not _PICTURE_NAME.fullmatch(value):
            raise ValueError(
                f"is '{value}', expected the name of a {', '.join(PICTURE_KINDS)} file in lower case "
                "in content/media, such as pigeon.svg"
            )
        return value

    @root_validator(skip_on_failure=True)
    def _dose_fits_kind(cls, values: dict[str, Any]) -> dict[str, Any]:
        static = values["kind"] == "static"
        wanted = ("hold_seconds", "repeats") if static else ("repetitions",)
        unwanted = ("repetitions",) if static else ("hold_seconds", "repeats")
        missing = [name for name in wanted if values[name] is None]
        surplus = [name for name in unwanted if values[name] is not None]
        if missing:
            raise ValueError(f"a {values['kind']} stretch needs {' and '.join(missing)}")
        if surplus:
            raise ValueError(f"a {values['kind']} stretch has no {' or '.join(surplus)}; remove it")
        if values["image"] and not values["image_alt"]:
            raise ValueError("an image needs image_alt, the words for people who can't see it")
        if values["image_alt"] and not values["image"]:
            raise ValueError("image_alt describes no image; add image or remove it")
        return values


class Muscle(Item):
    """A muscle, muscle group or region that stretches target."""

    latin: str = ""
    lay: Text = Field(description="what it is in everyday words")
    where: Text
    does: str = Field(default="", description="its job; empty where no source says it")
    when_tight: str = Field(default="", description="what tightness causes; empty where no source says it")


class Answer(Item):
    """An answer to a question that is not about one stretch or muscle."""

    intent: Id = Field(description="the intent that asks for it")
    main: bool = Field(
        default=True,
        description="said when the intent comes without a name; others need one of their aliases",
    )
    questions: list[Text] = Field(
        default_factory=list, description="ways to ask; they train the understanding of messages"
    )
    points: list[Text] = Field(default_factory=list, description="list items after the short answer")
    key_facts: list[Text] = Field(
        default_factory=list, description="words and numbers that short and points must contain"
    )
    tier: Tier | None = Field(default=None, description="for a sign: how urgent it is")
    area: Id | None = Field(default=None, description="id of the complaint whose stretches its names ask for")
    precaution: bool = Field(default=False, description="the answer is a caution for a condition")

    @root_validator(skip_on_failure=True)
    def _facts_are_said(cls, values: dict[str, Any]) -> dict[str, Any]:
        said = " ".join([values["short"], *values["points"]]).lower()
        missing = [fact for fact in values["key_facts"] if fact.lower() not in said]
        if missing:
            raise ValueError(f"key_facts not said in short or points: {'; '.join(missing)}")
        if not values["main"] and not values["aliases"]:
            raise ValueError("an answer with main: false needs aliases, or nobody can ask for it")
        return values


class Place(Named):
    """Words for where somebody wants to stretch, and the positions that fit."""

    positions: list[Position] = Field(min_items=1)


class Level(Named):
    """Words for a level."""

    levels: list[LevelName] = Field(min_items=1)


class Condition(Named):
    """A condition that needs a professional's word before stretching."""


class Complaint(Named):
    """An area or everyday complaint, and the muscles to stretch for it, best first."""

    muscles: list[Id] = Field(min_items=1)
    because: str = Field(default="", description="one sentence: why these muscles")


class Ordinal(Named):
    """Words for a place in a list; negative numbers count from its end."""

    number: StrictInt


class Vocabulary(_Model):
    """vocabulary.yml: what people mention besides items."""

    places: list[Place]
    levels: list[Level]
    conditions: list[Condition]
    complaints: list[Complaint]
    ordinals: list[Ordinal] = Field(default_factory=list)
    undescribed: list[Text] = Field(
        default_factory=list,
        description="messages with the words of a description that mean no stretch of the store",
    )
    way_out_doubts: list[Text] = Field(
        min_items=1,
        description="folded words with which a message on hold does not say that all is checked or over",
    )
    way_out_harmless: list[Text] = Field(
        default_factory=list, description="folded phrases with such words that are no doubt"
    )


class Sources(_Model):
    """sources.yml: what backs the store."""

    sources: list[Source] = Field(min_items=1)


class Contacts(_Model):
    """contacts.yml: whom to call; an operator's environment may say otherwise."""

    emergency_number: Text = Field(description="as said in a sentence; $LIMBER_EMERGENCY_NUMBER overrides it")
    crisis_line: Text = Field(description="as said in a sentence; $LIMBER_CRISIS_LINE overrides it")
