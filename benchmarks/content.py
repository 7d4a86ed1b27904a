"""A content store that is many times its size, generated from the real one.

A copy of a stretch has its own name and is otherwise the same. A copy of an answer is asked
for by its own name under the intent of its original: that is how a store of answers grows,
while every intent of its own is a class more for the classifier.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frontmatter

from limber.language.spelling import english_counts

_RANKS = slice(4000, 24000)
"""Dictionary words, by how often they are written, that names are drawn from."""

_SHORTEST, _LONGEST = 5, 9


@dataclass(frozen=True)
class Copy:
    """A generated item.

    Attributes:
        id: its id.
        name: the name by which people ask for it.
    """

    id: str
    name: str


def names(seed: int = 0) -> Iterator[str]:
    """Names of two words, no word used twice; the same ones in each run."""
    counts = english_counts()
    ranked = sorted(counts, key=lambda word: -counts[word])[_RANKS]
    words = [word for word in ranked if _SHORTEST <= len(word) <= _LONGEST and word.isalpha()]
    random.Random(seed).shuffle(words)
    for first, second in zip(words[::2], words[1::2], strict=False):
        yield f"{first} {second}"


def copied_stretch(item: Mapping[str, Any], number: int, name: str) -> dict[str, Any]:
    """The fields of a stretch's copy."""
    title = f"{name.capitalize()} stretch"
    return {
        **item,
        "id": f"{item['id']}_{number}",
        "title": title,
        "aliases": [name],
        "order": item.get("order", 100) + number,
        "described": [],
    }


def copied_answer(item: Mapping[str, Any], number: int, name: str) -> dict[str, Any]:
    """The fields of an answer's copy."""
    copy = {**item, "id": f"{item['id']}_{number}", "title": name.capitalize(), "aliases": [name]}
    return {**copy, "main": False, "questions": []}


_MAKERS = {"stretches": copied_stretch, "answers": copied_answer}


def grow(source: Path, target: Path, factor: int) -> dict[str, list[Copy]]:
    """Write a store with so many times the stretches and answers.

    Args:
        source: the real store's folder.
        target: a folder that does not exist yet.
        factor: 1 for a plain copy.

    Returns:
        The generated items by folder: ``stretches`` and ``answers``.
    """
    shutil.copytree(source, target)
    fresh = names()
    made: dict[str, list[Copy]] = {}
    for folder, copied in _MAKERS.items():
        made[folder] = []
        for path in sorted((source / folder).glob("*.md")):
            post = frontmatter.load(str(path))
            for number in range(2, factor + 1):
                name = next(fresh)
                fields = copied(post.metadata, number, name)
                text = frontmatter.dumps(frontmatter.Post(post.content, **fields), sort_keys=False)
                (target / folder / f"{fields['id']}.md").write_text(text + "\n", "utf-8")
                made[folder].append(Copy(fields["id"], name))
    return made
