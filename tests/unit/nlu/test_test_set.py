"""The messages that measure understanding were not trained on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from limber.content import ContentStore
from limber.content.names import normalise
from limber.plain import read_yaml

ROOT = Path(__file__).resolve().parents[3]
MEASURING = sorted((ROOT / "tests/nlu").glob("*.yml"))
TESTS = [
    *MEASURING,
    *sorted((ROOT / "tests/conversations").glob("*.yml")),
    *sorted((ROOT / "tests/held_out").glob("*.yml")),
]

COMMON_WORDS = 3
"""In conversations, messages of at most so many words are anybody's: bare names, "thanks", "how long"."""


@pytest.fixture(scope="module")
def trained(store: ContentStore) -> dict[str, set[str]]:
    """Each normalised training example with the files in which it stands."""
    found: dict[str, set[str]] = defaultdict(set)
    for path in sorted((ROOT / "data/nlu").glob("*.yml")):
        for text in examples(path):
            found[normalise(text)].add(str(path.relative_to(ROOT)))
    for answer in store.answers.values():
        for question in answer.questions:
            found[normalise(question)].add(f"content/answers/{answer.id}.md")
    return found


@pytest.mark.parametrize("path", TESTS, ids=lambda path: path.name)
def test_no_message_was_trained_on(trained: dict[str, set[str]], path: Path) -> None:
    messages = {normalise(text): text for text in (*examples(path), *named(path), *turns(path))}
    common = 0 if path in MEASURING else COMMON_WORDS
    assert messages, f"no messages in {path.name}"

    leaked = [
        f"{text!r} is also in {', '.join(sorted(trained[key]))}"
        for key, text in messages.items()
        if key in trained and len(key.split()) > common
    ]

    assert not leaked, f"{len(leaked)} messages of {path.name} are training examples:\n" + "\n".join(leaked)


def named(path: Path) -> Iterator[str]:
    """The messages of a file that says which names are in each."""
    yield from (one["text"] for one in read_yaml(path.read_text(encoding="utf-8")).get("messages", []))


def examples(path: Path) -> Iterator[str]:
    """The examples of a file of training or test messages."""
    for group in read_yaml(path.read_text(encoding="utf-8")).get("nlu", []):
        for line in group.get("examples", "").splitlines():
            yield line.strip().removeprefix("- ")


def turns(path: Path) -> Iterator[str]:
    """What people type in a file of conversations."""
    for case in read_yaml(path.read_text(encoding="utf-8")).get("test_cases", []):
        for step in case["steps"]:
            yield str(step.get("user", ""))
