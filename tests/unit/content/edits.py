"""Ways to break a content file, as an editor might."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

Edit = Callable[[Path], None]
"""Changes one file."""


def swap(old: str, new: str) -> Edit:
    """Replace a text once; it must stand in the file, or the test is out of date."""

    def edit(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{path.name} no longer holds {old!r}: adapt the test to the content"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return edit


def drop(old: str) -> Edit:
    """Remove a text once."""
    return swap(old, "")


def drop_line(start: str) -> Edit:
    """Remove the one line that starts so."""

    def edit(path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (found,) = (line for line in lines if line.startswith(start))
        path.write_text("".join(line for line in lines if line is not found), encoding="utf-8")

    return edit


def drop_field(name: str) -> Edit:
    """Remove a top field with every line of its value."""

    def edit(path: Path) -> None:
        text, count = re.subn(
            rf"^{name}:.*\n(?:[ -].*\n)*", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE
        )
        assert count == 1, f"{path.name} has {count} fields {name}: adapt the test to the content"
        path.write_text(text, encoding="utf-8")

    return edit


def add(text: str) -> Edit:
    """Write a text at the end."""

    def edit(path: Path) -> None:
        path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")

    return edit


def make(text: str) -> Edit:
    """Write a new file."""

    def edit(path: Path) -> None:
        path.write_text(text, encoding="utf-8")

    return edit


def save_as(encoding: str) -> Edit:
    """Save in another encoding."""

    def edit(path: Path) -> None:
        path.write_bytes(path.read_text(encoding="utf-8").encode(encoding))

    return edit


def both(first: Edit, second: Edit) -> Edit:
    """Two edits of the same file."""

    def edit(path: Path) -> None:
        first(path)
        second(path)

    return edit


def reviewed(days_ago: int) -> Edit:
    """Set the day of the review."""

    def edit(path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (place,) = (number for number, line in enumerate(lines) if line.startswith("reviewed:"))
        lines[place] = f"reviewed: {date.today() - timedelta(days=days_ago)}\n"
        path.write_text("".join(lines), encoding="utf-8")

    return edit


def delete(path: Path) -> None:
    """Remove the file."""
    path.unlink()
