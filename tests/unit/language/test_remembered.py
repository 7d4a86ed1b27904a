"""Vectors of training texts are kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from limber.language import remembered
from limber.language.encoder import Vectors
from limber.language.remembered import RememberingEncoder


class Counting:
    """An encoder at the edge of the test: the vector of a text is its length and a third of it."""

    def __init__(self) -> None:
        self.encoded: list[str] = []

    def encode(self, sentences: Sequence[str]) -> Vectors:
        self.encoded += sentences
        return np.array([[len(text), len(text) / 3] for text in sentences], np.float32)


def encode(path: Path, *texts: str) -> tuple[Vectors, list[str]]:
    encoder = Counting()
    return RememberingEncoder(lambda: encoder, path).encode(texts), encoder.encoded


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "models" / "vectors-1.npz"


def test_a_text_is_encoded_once(path: Path) -> None:
    first, new = encode(path, "how long", "why", "how long")
    again, nothing = encode(path, "why", "how long")
    _, added = encode(path, "why", "naïve\nlines")

    assert (new, nothing, added) == (["how long", "why"], [], ["naïve\nlines"])
    assert first[1].tolist() == again[0].tolist()
    assert first[0].tolist() == first[2].tolist() == again[1].tolist()


def test_new_and_known_vectors_are_alike(path: Path) -> None:
    assert encode(path, "a")[0].tolist() == encode(path, "a")[0].tolist() != [[1, np.float32(1 / 3)]]


def test_a_broken_file_is_made_anew(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"PK\3\4 half of it")

    assert encode(path, "a")[1] == ["a"]
    assert encode(path, "a")[1] == []


def test_vectors_of_another_encoder_go(path: Path) -> None:
    encode(path, "a")

    assert encode(path.with_name("vectors-2.npz"), "a")[1] == ["a"]
    assert [one.name for one in path.parent.iterdir()] == ["vectors-2.npz"]


def test_the_file_does_not_grow_without_end(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered, "MOST", 3)
    encode(path, "a", "bb", "ccc")

    vectors, new = encode(path, "dddd", "bb")

    assert (vectors[:, 0].tolist(), new) == ([4, 2], ["dddd"])
    assert encode(path, "bb", "dddd")[1] == []
    assert encode(path, "a")[1] == ["a"]
