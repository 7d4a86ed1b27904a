"""What the unit tests share: the real store, a copy of it to break, and steady random tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import settings

from limber.content import ContentStore
from limber.plain import read_yaml

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


@pytest.fixture
def content_copy(tmp_path: Path, content_folder: Path, short_vocabulary: str) -> Path:
    """A copy of the real content, with a short vocabulary, to break."""
    copy = Path(shutil.copytree(content_folder, tmp_path / "content"))
    (copy / "vocabulary.yml").write_text(short_vocabulary, encoding="utf-8")
    return copy
