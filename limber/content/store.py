"""The content store: loaded once, checked whole, looked up by id, name, intent or filter."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from limber.content.checks import check_store
from limber.content.files import Model, RawFile, line_of, parse, read_file
from limber.content.models import (
    Answer,
    Complaint,
    Condition,
    Contacts,
    Item,
    Level,
    LevelName,
    Muscle,
    Named,
    Ordinal,
    Place,
    Position,
    Source,
    Sources,
    Stretch,
    Vocabulary,
)
from limber.content.names import surface_forms
from limber.content.phrases import Phrases, PhrasesFile
from limber.content.problems import ContentError, Problem

CONTENT_ENV = "LIMBER_CONTENT"
_ItemT = TypeVar("_ItemT", bound=Item)


@dataclass(frozen=True)
class Name:
    """A surface form and what it names.

    Attributes:
        form: normalised words (see :func:`limber.content.names.normalise`).
        entity: kind of thing: stretch, muscle, answer, place, level, condition,
            complaint or ordinal.
        id: the thing's id.
    """

    form: str
    entity: str
    id: str


@dataclass(frozen=True)
class ContentStore:
    """Everything Limber can say, and the names of what it can speak of."""

    root: Path
    stretches: Mapping[str, Stretch]
    muscles: Mapping[str, Muscle]
    answers: Mapping[str, Answer]
    sources: Mapping[str, Source]
    vocabulary: Vocabulary
    phrases: Phrases
    contacts: Contacts
    version: str
    _main: Mapping[str, Answer] = field(init=False, repr=False)
    _items: Mapping[str, Item] = field(init=False, repr=False)
    _ids: dict[str, frozenset[str]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        main = {answer.intent: answer for answer in self.answers.values() if answer.main}
        object.__setattr__(self, "_main", main)
        object.__setattr__(self, "_items", {**self.stretches, **self.muscles, **self.answers})
        ids = {entity: frozenset(thing.id for thing in things) for entity, things in self._named()}
        object.__setattr__(self, "_ids", ids)

    @classmethod
    def load(cls, root: Path) -> ContentStore:
        """Read and check the store's folder.

        Args:
            root: folder with stretches/, muscles/, answers/ and the YAML files.

        Raises:
            ContentError: with every problem that keeps the store from use, sorted by file
                and line.
        """
        store, problems = load_leniently(root)
        blocking = [problem for problem in problems if problem.blocking]
        if blocking or store is None:
            raise ContentError(blocking)
        return store

    def item(self, item_id: str) -> Item | None:
        """The stretch, muscle or answer with that id."""
        return self._items.get(item_id)

    def items(self) -> Mapping[str, Item]:
        """Every stretch, muscle and answer by its id."""
        return self._items

    def main_answer(self, intent: str) -> Answer | None:
        """What is said to an intent that names nothing in particular."""
        return self._main.get(intent)

    def names(self) -> Iterator[Name]:
        """Every name that people may use, with what it names."""
        for entity, things in self._named():
            for thing in things:
                for form in surface_forms(thing.title, thing.aliases):
                    yield Name(form, entity, thing.id)

    def _named(self) -> Iterator[tuple[str, Iterable[Named]]]:
        yield "stretch", self.stretches.values()
        yield "muscle", self.muscles.values()
        # A main answer is found by its intent: its title would only shadow people's words.
        yield "answer", (answer for answer in self.answers.values() if not answer.main)
        yield "place", self.vocabulary.places
        yield "level", self.vocabulary.levels
        yield "condition", self.vocabulary.conditions
        yield "complaint", self.vocabulary.complaints
        yield "ordinal", self.vocabulary.ordinals

    def ids(self) -> dict[str, frozenset[str]]:
        """The ids of everything that can be named, by entity."""
        return self._ids

    def place(self, place_id: str) -> Place | None:
        """The place words with that id."""
        return _by_id(self.vocabulary.places, place_id)

    def level(self, level_id: str) -> Level | None:
        """The level words with that id."""
        return _by_id(self.vocabulary.levels, level_id)

    def condition(self, condition_id: str) -> Condition | None:
        """The condition with that id."""
        return _by_id(self.vocabulary.conditions, condition_id)

    def complaint(self, complaint_id: str) -> Complaint | None:
        """The complaint or area with that id."""
        return _by_id(self.vocabulary.complaints, complaint_id)

    def ordinal(self, ordinal_id: str) -> Ordinal | None:
        """The place in a list with that id."""
        return _by_id(self.vocabulary.ordinals, ordinal_id)

    def find_stretches(
        self,
        muscles: Sequence[str] = (),
        positions: Iterable[Position] = (),
        levels: Iterable[LevelName] = (),
    ) -> list[Stretch]:
        """Stretches that fit every given filter, best first.

        Args:
            muscles: wanted target muscle ids, most wanted first; any one suffices.
            positions: allowed positions; any one suffices.
            levels: allowed levels.
        """
        wanted_positions, wanted_levels = set(positions), set(levels)
        rank = {muscle: place for place, muscle in enumerate(muscles)}
        found = []
        for stretch in self.stretches.values():
            hits = [rank[target] for target in stretch.targets if target in rank]
            if muscles and not hits:
                continue
            if wanted_positions and wanted_positions.isdisjoint(stretch.all_positions()):
                continue
            if wanted_levels and stretch.level not in wanted_levels:
                continue
            found.append((min(hits, default=0), stretch.order, stretch.id, stretch))
        return [row[-1] for row in sorted(found, key=lambda row: row[:-1])]


_NamedT = TypeVar("_NamedT", bound=Named)


def _by_id(things: Iterable[_NamedT], thing_id: str) -> _NamedT | None:
    return next((thing for thing in things if thing.id == thing_id), None)


def load_leniently(root: Path) -> tuple[ContentStore | None, list[Problem]]:
    """Read the store and collect every problem instead of stopping at the first.

    Returns:
        The store, or None where a file could not be read at all; and the problems.
    """
    loader = _Loader(root)
    stretches = loader.folder("stretches", Stretch)
    muscles = loader.folder("muscles", Muscle)
    answers = loader.folder("answers", Answer)
    vocabulary = loader.file("vocabulary.yml", Vocabulary)
    sources = loader.file("sources.yml", Sources)
    phrases = loader.file("phrases.yml", PhrasesFile)
    contacts = loader.file("contacts.yml", Contacts)
    if loader.problems or not (vocabulary and sources and phrases and contacts):
        return None, sorted(loader.problems)
    store = ContentStore(
        root=root,
        stretches=stretches,
        muscles=muscles,
        answers=answers,
        sources={source.id: source for source in sources.sources},
        vocabulary=vocabulary,
        phrases=Phrases(phrases.phrases),
        contacts=_configured(contacts),
        version=loader.version(),
    )
    return store, sorted(check_store(store, loader.raw))


def _configured(contacts: Contacts) -> Contacts:
    """The contacts, as the operator's environment has them."""
    return Contacts.parse_obj(
        {
            "emergency_number": os.environ.get("LIMBER_EMERGENCY_NUMBER") or contacts.emergency_number,
            "crisis_line": os.environ.get("LIMBER_CRISIS_LINE") or contacts.crisis_line,
        }
    )


class _Loader:
    """Reads files and keeps their raw form and their problems."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.raw: dict[str, RawFile] = {}
        self.problems: list[Problem] = []

    def version(self) -> str:
        """Digest of every file that was read."""
        digest = hashlib.sha256()
        for name, raw in sorted(self.raw.items()):
            digest.update(name.encode() + b"\0" + raw.path.read_bytes() + b"\0")
        return digest.hexdigest()[:12]

    def file(self, name: str, model: type[Model]) -> Model | None:
        path = self.root / name
        if not path.is_file():
            self.problems.append(Problem(Path(name), 1, "", "is missing; add this file"))
            return None
        try:
            raw = read_file(path, self.root)
            self.raw[name] = raw
            return parse(raw, model, self.root)
        except ContentError as error:
            self.problems.extend(error.problems)
            return None

    def folder(self, name: str, model: type[_ItemT]) -> dict[str, _ItemT]:
        found: dict[str, _ItemT] = {}
        for path in sorted((self.root / name).glob("*")):
            relative = path.relative_to(self.root)
            if path.suffix != ".md":
                self.problems.append(
                    Problem(relative, 1, "", "expected a Markdown file ending in .md; rename or move it")
                )
                continue
            item = self.file(str(relative), model)
            if item is None:
                continue
            if item.id != path.stem:
                self.problems.append(
                    Problem(
                        relative,
                        line_of(self.raw[str(relative)], ("id",)),
                        "id",
                        f"is '{item.id}', expected the file's name '{path.stem}'; change one of them",
                    )
                )
            found[item.id] = item
        if not found and not self.problems:
            self.problems.append(Problem(Path(name), 1, "", "holds no item; expected at least one .md file"))
        return found


def content_root() -> Path:
    """The store's folder: $LIMBER_CONTENT, else ``content`` beside the package."""
    configured = os.environ.get(CONTENT_ENV)
    return Path(configured) if configured else _BESIDE_THE_PACKAGE


_BESIDE_THE_PACKAGE = Path(__file__).resolve().parents[2] / "content"

_stores: dict[Path, ContentStore] = {}


def default_store() -> ContentStore:
    """The process's store, read once.

    Raises:
        ContentError: the store has problems.
    """
    root = content_root()
    store = _stores.get(root)
    return store if store is not None else reload_default_store()


def reload_default_store() -> ContentStore:
    """Read the process's store anew; the next turn says the new words.

    Raises:
        ContentError: the store has problems; the old one stays in use.
    """
    root = content_root()
    _stores[root] = store = ContentStore.load(root)
    return store
