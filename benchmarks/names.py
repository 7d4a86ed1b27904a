"""What each way to find the names of stretches and muscles is worth, one added to the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.data import read_training
from benchmarks.jobs import Job
from benchmarks.nlu import prepare
from limber.content import default_store
from limber.content.names import normalise
from limber.language.encoder import default_encoder
from limber.language.remembered import training_encoder
from limber.language.spelling import Speller
from limber.nlu.described import described
from limber.nlu.descriptions import DescriptionModel, learnt_from
from limber.nlu.reader import learn_vocabulary, make_reader
from limber.nlu.reading import Reader, Reading
from limber.paths import project_root
from limber.testing.evaluation import NameCounts, Named, read_names

TEST_SETS = ("test_names", "blind_names")
"""Files of tests/nlu."""

Read = Callable[[str], Reading]


def jobs(folder: Path) -> Sequence[Job]:
    """One for each way.

    Args:
        folder: for the data.
    """
    data = prepare(folder)
    ways: Sequence[tuple[str, str, Callable[[Path], Read]]] = (
        ("titles", "titles, to the letter", _titles),
        ("aliases", "and other names, with spoken forms", _aliases),
        ("mended", "and typing errors mended", _mended),
        ("described", "and descriptions without a name", _described),
    )
    return [Job(name, title, partial(measure, way, data)) for name, title, way in ways]


def measure(way: Callable[[Path], Read], data: Path) -> dict[str, Any]:
    """Find the names of every message of :data:`TEST_SETS`.

    Returns:
        Of each set the counts, and shares from 0 to 1.
    """
    read = way(data)
    return {name: _counts(read, project_root() / "tests" / "nlu" / f"{name}.yml") for name in TEST_SETS}


def _titles(_: Path) -> Read:
    store = default_store()
    titles = {normalise(one.title) for one in (*store.stretches.values(), *store.muscles.values())}
    return Reader([name for name in store.names() if name.form in titles], Speller({}, {})).read


def _aliases(_: Path) -> Read:
    return Reader(default_store().names(), Speller({}, {})).read


def _mended(data: Path) -> Read:
    return make_reader(learn_vocabulary(text for text, _ in read_training(data))).read


def _described(data: Path) -> Read:
    texts = [text for text, _ in read_training(data)]
    store, reader = default_store(), make_reader(learn_vocabulary(texts))
    rows = learnt_from(store, reader, (reader.read(text).masked for text in texts))
    masked, labels = [text for text, _ in rows], [label for _, label in rows]
    model, encoder = (
        DescriptionModel.fit(masked, training_encoder().encode(masked), labels),
        default_encoder(),
    )

    def read(text: str) -> Reading:
        reading = reader.read(text)
        seen = [reading.masked, *(one.masked for one in reading.sentences)]
        return described(reading, dict(zip(seen, encoder.encode(seen), strict=True)), model, store.stretches)

    return read


def _counts(read: Read, path: Path) -> dict[str, float]:
    named = list(read_names(path))
    kinds = {entity for _, names in named for entity, _ in names}
    found = [frozenset((one.entity, one.id) for one in read(text).mentions) for text, _ in named]
    counts = NameCounts.of(
        Named(text, names, frozenset(one for one in mentions if one[0] in kinds))
        for (text, names), mentions in zip(named, found, strict=True)
    )
    return {
        "names": counts.expected,
        "precision": round(counts.precision, 4),
        "recall": round(counts.recall, 4),
        "f1": round(counts.f1, 4),
    }
