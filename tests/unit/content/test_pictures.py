"""The pictures of the stretches: one each, of one style, safe, and nothing in them to translate."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from limber.content import ContentStore
from tests.running import ROOT

MEDIA = ROOT / "content" / "media"
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {f"{SVG}{name}" for name in ("svg", "style", "rect", "path")}
"""All that the drawings need: no script, no link, no text, no other file."""
MOST_BYTES = 16_000


def test_every_stretch_has_one_and_none_is_left_over(store: ContentStore) -> None:
    named = sorted(str(stretch.image) for stretch in store.stretches.values())

    assert named == sorted(path.name for path in MEDIA.iterdir())


def test_each_is_described_in_its_own_words(store: ContentStore) -> None:
    described = [str(stretch.image_alt) for stretch in store.stretches.values()]

    assert len(set(described)) == len(described)
    assert all("marked" in words for words in described)


@pytest.mark.parametrize("path", sorted(MEDIA.iterdir()), ids=lambda path: path.stem)
def test_it_is_a_small_drawing_that_fetches_and_runs_nothing(path: Path) -> None:
    text = path.read_text("utf-8")
    drawing = ElementTree.fromstring(text)

    assert {part.tag for part in drawing.iter()} <= DRAWN
    assert not [
        name for part in drawing.iter() for name in part.attrib if name.startswith("on") or "href" in name
    ]
    assert not re.search(r"url\(|@import", text)
    assert drawing.attrib["viewBox"] == "0 0 640 400"
    assert "prefers-color-scheme:dark" in text
    assert len(text.encode()) <= MOST_BYTES
