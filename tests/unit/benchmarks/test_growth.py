"""A generated store is valid, as large as it says, and its new names are its own."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

from benchmarks.content import grow, names
from limber.content import ContentStore

CONTENT = Path(__file__).resolve().parents[3] / "content"


def test_a_grown_store_passes_every_check(store: ContentStore, tmp_path: Path) -> None:
    made = grow(CONTENT, tmp_path / "content", 2)
    grown = ContentStore.load(tmp_path / "content")

    assert len(grown.stretches) == 2 * len(store.stretches)
    assert len(grown.answers) == 2 * len(store.answers)
    assert {copy.id for copy in made["stretches"]} == set(grown.stretches) - set(store.stretches)
    owner = {name.form: name.id for name in grown.names()}
    for copy in (*made["stretches"], *made["answers"]):
        assert owner[copy.name] == copy.id


def test_size_one_is_the_store_itself(store: ContentStore, tmp_path: Path) -> None:
    assert grow(CONTENT, tmp_path / "content", 1) == {"stretches": [], "answers": []}
    assert ContentStore.load(tmp_path / "content").version == store.version


def test_there_are_names_enough_and_all_differ() -> None:
    found = list(islice(names(), 5000))
    assert len(set(found)) == 5000
