"""The trained layer's examples in data/red_flags, one message a line.

A file's name up to the first dot is its label: ``bladder.txt`` and ``bladder.more.txt``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from limber.safety.classifier import NONE

HARMLESS = ("benign", "negated", "hypothetical", "resolved")
"""Files of messages that report no sign now."""

_LABELLED = re.compile(r"\[([a-z_]+)\]\s+(.*)")


def read_examples(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield text and label of every example of a folder: a group, or none with its kind.

    Args:
        folder: ``data/red_flags`` or its ``held_out``.

    Raises:
        ValueError: a line of mixed.txt does not start with its group in brackets.
    """
    for path in sorted(folder.glob("*.txt")):
        label = path.stem.split(".")[0]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), start=1):
            text = line.strip()
            if not text:
                continue
            if label == "mixed":
                match = _LABELLED.fullmatch(text)
                if match is None:
                    raise ValueError(f"{path}:{number}: expected [group] before the message")
                yield match[2], match[1]
            else:
                yield text, f"{NONE}:{label}" if label in HARMLESS else label
