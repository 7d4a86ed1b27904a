"""What the unit tests share: the real store, a copy of it to break, and steady random tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import settings

from limber.content import ContentStore
from limber.plain import read_yaml
from tests.unit.content.lending import LentFolder, Reader

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT / "content"

# The same examples on every run, and no files left behind.
settings.register_profile("unit", deadline=None, derandomize=True, database=None, max_examples=60)
settings.load_profile("unit")


@pytest.fixture(scope="session")
def content_folder() -> Path:
    """The real content, to read only."""
    return CONTENT


@pytest.fixture(scope="session")
def store() -> ContentStore:
    """The real store."""
    return ContentStore.load(CONTENT)


@pytest.fixture(scope="session")
def short_vocabulary(content_folder: Path) -> str:
    """The real vocabulary with two other names each: reading all of them takes most of a load."""
    sections = read_yaml((content_folder / "vocabulary.yml").read_text(encoding="utf-8"))
    for things in sections.values():
        for thing in things:
            if isinstance(thing, dict):
                thing["aliases"] = thing["aliases"][:2]
    return yaml.safe_dump(sections, sort_keys=False)


@pytest.fixture(scope="session", autouse=True)
def _each_file_is_parsed_once() -> Iterator[None]:
    """A test breaks one file of the store: the ninety others are known."""
    with Reader().used():
        yield


@pytest.fixture(scope="session")
def lent_content(
    tmp_path_factory: pytest.TempPathFactory, content_folder: Path, short_vocabulary: str
) -> LentFolder:
    """The copy of the real content that tests borrow."""
    lent = LentFolder(content_folder, tmp_path_factory.mktemp("lent") / "content")
    lent.replace("vocabulary.yml", short_vocabulary)
    return lent


@pytest.fixture
def content_copy(tmp_path: Path, lent_content: LentFolder) -> Iterator[Path]:
    """A copy of the real content, with a short vocabulary, to break."""
    with lent_content.lent(tmp_path / "content") as copy:
        yield copy
