"""What no single file shows: dangling ids, names used twice, stale reviews, missing images."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from limber.content.files import RawFile, line_of
from limber.content.models import Answer, Item, Muscle, Named, Stretch
from limber.content.names import normalise
from limber.content.phrases import phrase_faults
from limber.content.problems import Problem

if TYPE_CHECKING:
    from limber.content.store import ContentStore

REVIEW_DAYS = 730
"""An item that nobody has checked for two years is stale."""

AHEAD = timedelta(days=1)
"""How far a review may lie ahead: the editor's day may have begun before the server's."""

BODY_WORDS = 150
"""Longest second answer, in words."""

FOLDERS = {Stretch: "stretches", Muscle: "muscles", Answer: "answers"}


def check_store(
    store: ContentStore, raw: Mapping[str, RawFile], today: date | None = None
) -> Iterator[Problem]:
    """Yield every problem between files, or in one that only the whole store shows."""
    report = _Reporter(raw)
    for item in (*store.stretches.values(), *store.muscles.values(), *store.answers.values()):
        yield from _check_item(store, item, report, today or date.today())
    for stretch in store.stretches.values():
        yield from _check_stretch(store, stretch, report)
    yield from _check_ids(store, report)
    yield from _check_intents(store, report)
    yield from _check_names(store, report)
    yield from _check_vocabulary(store, report)
    yield from _check_descriptions(store, report)
    for name, fault in phrase_faults(dict(store.phrases)):
        yield report("phrases.yml", ("phrases", name), fault)


class _Reporter:
    """Makes problems with the line of their field."""

    def __init__(self, raw: Mapping[str, RawFile]) -> None:
        self._raw = raw

    def __call__(self, file: str, field: Sequence[str | int], message: str, blocking: bool = True) -> Problem:
        line = line_of(self._raw[file], field) if file in self._raw else 1
        return Problem(Path(file), line, ".".join(map(str, field)), message, blocking)


def file_of(item: Item) -> str:
    """The item's file, relative to the store's folder."""
    return f"{FOLDERS[type(item)]}/{item.id}.md"


def _check_item(store: ContentStore, item: Item, report: _Reporter, today: date) -> Iterator[Problem]:
    file = file_of(item)
    for place, citation in enumerate(item.sources):
        if citation.source not in store.sources:
            known = ", ".join(store.sources)
            yield report(
                file, ("sources", place, "source"), f"no source '{citation.source}'; expected one of: {known}"
            )
    yield from _dangling(store, file, "related", item.related, report)
    if item.id in item.related:
        yield report(file, ("related",), "names the item itself; remove it")
    yield from _check_review(item, file, report, today)
    for place, alias in enumerate(item.aliases):
        if not normalise(alias):
            yield report(file, ("aliases", place), f"'{alias}' holds no word; remove it")
    words = len(item.body.split())
    if words > BODY_WORDS:
        yield report(file, (), f"the text below --- has {words} words, expected at most {BODY_WORDS}")


def _check_review(item: Item, file: str, report: _Reporter, today: date) -> Iterator[Problem]:
    """Problems that come by themselves as days go by: they stop no bot."""
    if item.reviewed > today + AHEAD:
        message = f"{item.reviewed} lies in the future; write the day of the review"
        yield report(file, ("reviewed",), message, blocking=False)
    if today - item.reviewed > timedelta(days=REVIEW_DAYS):
        message = (
            f"{item.reviewed} is more than {REVIEW_DAYS} days ago; read the item against its "
            "sources and write today's date"
        )
        yield report(file, ("reviewed",), message, blocking=False)


def _check_stretch(store: ContentStore, stretch: Stretch, report: _Reporter) -> Iterator[Problem]:
    file = file_of(stretch)
    yield from _check_numbers(stretch, file, report)
    for place, target in enumerate(stretch.targets):
        if target not in store.muscles:
            yield report(
                file, ("targets", place), f"no muscle '{target}'; expected one of: {', '.join(store.muscles)}"
            )
    for name in ("easier", "harder"):
        for place, other in enumerate(getattr(stretch, name)):
            if other not in store.stretches:
                known = ", ".join(store.stretches)
                yield report(file, (name, place), f"no stretch '{other}'; expected one of: {known}")
            elif other == stretch.id:
                yield report(file, (name, place), "names the stretch itself; remove it")
    if stretch.image and not (store.root / "media" / stretch.image).is_file():
        yield report(file, ("image",), f"no file media/{stretch.image}; add it or remove the field")


_NUMBERS = re.compile(
    r"(\d+)\s*(?:[-\u2010-\u2015\u2212]|\bto\b)\s*(\d+)[\s-]+(sec|times|rep)", re.IGNORECASE
)
_UNITS = {"sec": "seconds", "times": "times", "rep": "repetitions"}
_FIELDS_OF_UNIT = {
    "static": {"sec": "hold_seconds", "times": "repeats", "rep": "repeats"},
    "dynamic": {"sec": "hold_seconds", "times": "repetitions", "rep": "repetitions"},
}


def _check_numbers(stretch: Stretch, file: str, report: _Reporter) -> Iterator[Problem]:
    """Numbers in the words must be the numbers of the fields."""
    for place, text in _texts(stretch):
        for low, high, unit in _NUMBERS.findall(text):
            field = _FIELDS_OF_UNIT[stretch.kind][unit.lower()]
            dose = getattr(stretch, field)
            if dose is not None and (dose.low, dose.high) == (int(low), int(high)):
                continue
            has = f"{field} is {dose}" if dose is not None else f"a {stretch.kind} stretch has no {field}"
            yield report(file, place, f"says {low}-{high} {_UNITS[unit.lower()]}, but {has}; make them agree")


def _texts(stretch: Stretch) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of a stretch that may tell its dose, with its field."""
    yield ("short",), stretch.short
    yield (), stretch.body
    yield ("feel",), stretch.feel
    for place, step in enumerate(stretch.steps):
        yield ("steps", place, "text"), step.text
    for way_place, way in enumerate(stretch.other_ways):
        for place, step in enumerate(way.steps):
            yield ("other_ways", way_place, "steps", place, "text"), step.text
    for name in ("modifications", "progressions", "cautions"):
        for place, text in enumerate(getattr(stretch, name)):
            yield (name, place), text


def _dangling(
    store: ContentStore, file: str, field: str, ids: Sequence[str], report: _Reporter
) -> Iterator[Problem]:
    for place, other in enumerate(ids):
        if store.item(other) is None:
            yield report(
                file, (field, place), f"no item '{other}' in the store; check the spelling or remove it"
            )


def _check_ids(store: ContentStore, report: _Reporter) -> Iterator[Problem]:
    owners: dict[str, str] = {}
    for item in (*store.stretches.values(), *store.muscles.values(), *store.answers.values()):
        file = file_of(item)
        if item.id in owners:
            yield report(file, ("id",), f"'{item.id}' is also the id of {owners[item.id]}; rename one")
        owners[item.id] = file


def _check_intents(store: ContentStore, report: _Reporter) -> Iterator[Problem]:
    mains: dict[str, str] = {}
    for answer in store.answers.values():
        if not answer.main:
            continue
        if answer.intent in mains:
            yield report(
                file_of(answer),
                ("intent",),
                f"{mains[answer.intent]} already answers '{answer.intent}'; "
                "set main: false and give aliases, or choose another intent",
            )
        mains.setdefault(answer.intent, file_of(answer))
    for answer in store.answers.values():
        if answer.intent not in mains:
            yield report(
                file_of(answer), ("intent",), f"no answer with main: true serves '{answer.intent}'; add one"
            )


def _check_names(store: ContentStore, report: _Reporter) -> Iterator[Problem]:
    """The same words must not name two things."""
    owners: dict[str, tuple[str, str]] = {}
    for name in store.names():
        owner = (name.entity, name.id)
        first = owners.setdefault(name.form, owner)
        if first != owner:
            file, prefix = _place_of(store, *owner)
            yield report(
                file,
                (*prefix, "aliases"),
                f"'{name.form}' also names the {first[0]} {first[1]}; a name belongs to one thing",
            )


def _place_of(store: ContentStore, entity: str, thing: str) -> tuple[str, tuple[str | int, ...]]:
    item = store.item(thing)
    if item is not None and entity in {"stretch", "muscle", "answer"}:
        return file_of(item), ()
    section = f"{entity}s"
    ids = [named.id for named in getattr(store.vocabulary, section)]
    return "vocabulary.yml", (section, ids.index(thing))


def _check_descriptions(store: ContentStore, report: _Reporter) -> Iterator[Problem]:
    """A description belongs to one stretch, or to none."""
    owners = {normalise(text): "undescribed in vocabulary.yml" for text in store.vocabulary.undescribed}
    for stretch in store.stretches.values():
        for place, text in enumerate(stretch.described):
            owner = owners.setdefault(normalise(text), stretch.id)
            if owner != stretch.id:
                yield report(
                    file_of(stretch), ("described", place), f"'{text}' also stands with {owner}; keep one"
                )


def _check_vocabulary(store: ContentStore, report: _Reporter) -> Iterator[Problem]:
    vocabulary = store.vocabulary
    for section in vocabulary.__fields__:
        seen: set[str] = set()
        for place, named in enumerate(getattr(vocabulary, section)):
            if not isinstance(named, Named):
                continue
            if named.id in seen:
                yield report("vocabulary.yml", (section, place, "id"), f"'{named.id}' stands here twice")
            seen.add(named.id)
            for alias_place, alias in enumerate(named.aliases):
                if not normalise(alias):
                    yield report(
                        "vocabulary.yml",
                        (section, place, "aliases", alias_place),
                        f"'{alias}' holds no word; remove it",
                    )
    for answer in store.answers.values():
        if answer.area is not None and store.complaint(answer.area) is None:
            known = ", ".join(complaint.id for complaint in vocabulary.complaints)
            yield report(
                file_of(answer), ("area",), f"no complaint '{answer.area}'; expected one of: {known}"
            )
    for place, complaint in enumerate(vocabulary.complaints):
        for muscle_place, muscle in enumerate(complaint.muscles):
            if muscle not in store.muscles:
                yield report(
                    "vocabulary.yml",
                    ("complaints", place, "muscles", muscle_place),
                    f"no muscle '{muscle}'; expected one of: {', '.join(store.muscles)}",
                )
