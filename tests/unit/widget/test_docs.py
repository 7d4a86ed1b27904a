"""docs/widget.md names everything that a page may use, and nothing that is not there."""

from __future__ import annotations

import re

from tests.running import ROOT

SOURCES = "\n".join(path.read_text("utf-8") for path in sorted((ROOT / "widget" / "src").rglob("*.ts")))
GUIDE = (ROOT / "docs" / "widget.md").read_text("utf-8")


def test_custom_properties() -> None:
    assert set(re.findall(r"`(--limber-[a-z-]+)`", GUIDE)) == set(
        re.findall(r"var\((--limber-[a-z-]+)", SOURCES)
    )


def test_parts() -> None:
    parts = {name for found in re.findall(r'\bpart="([^"]+)"', SOURCES) for name in found.split()}
    parts |= set(re.findall(r'setAttribute\("part", "([a-z-]+)"\)', SOURCES))
    listed = GUIDE.split("`limber-chat::part(name)`:")[1].split("\n\n")[1]
    assert set(re.findall(r"`([a-z-]+)`", listed)) == parts


def test_events() -> None:
    events = set(re.findall(r'"(limber-(?:open|close|reply|escalation))"', SOURCES))
    assert set(re.findall(r"^\| `(limber-[a-z]+)`", GUIDE, re.MULTILINE)) == events


def test_words_of_the_example_are_words_of_the_widget() -> None:
    names = set(
        re.findall(r"^  (\w+): \"", (ROOT / "widget/src/words/en.ts").read_text("utf-8"), re.MULTILINE)
    )
    example = GUIDE.split(".words = {")[1].split("}")[0]
    assert set(re.findall(r"^  (\w+):", example, re.MULTILINE)) <= names


def test_every_word_of_the_language_file_is_used() -> None:
    names = re.findall(r"^  (\w+): \"", (ROOT / "widget/src/words/en.ts").read_text("utf-8"), re.MULTILINE)
    assert [name for name in names if not re.search(rf"words(\(\))?\.{name}\b", SOURCES)] == []
