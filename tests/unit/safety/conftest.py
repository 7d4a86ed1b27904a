"""A screener of patterns alone: its classifier is a fake that neither raises nor contradicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from limber.content.files import parse, read_file
from limber.content.store import content_root
from limber.language.encoder import Vectors
from limber.safety.assertion import AssertionWords, Judge
from limber.safety.mending import Mender
from limber.safety.rules import RedFlags, load_red_flags
from limber.safety.screen import Screener
from limber.safety.verdict import Screening


class UndecidedClassifier:
    """Fake: says of every text that it is not sure, too little to ask and too much to contradict."""

    def probabilities(self, texts: Sequence[str], vectors: Vectors) -> list[Mapping[str, float]]:
        return [{"bladder": 0.13, "neuro": 0.2, "persistent_worsening": 0.1} for _ in texts]


def no_vectors(texts: Sequence[str]) -> Vectors:
    return np.zeros((len(texts), 1), np.float32)


class Patterns:
    """The screen with patterns alone."""

    def __init__(self, red_flags: RedFlags, judge: Judge) -> None:
        self.red_flags = red_flags
        mender = Mender(red_flags.finder.vocabulary(), ())
        self._screener = Screener(red_flags, judge, UndecidedClassifier(), mender)  # type: ignore[arg-type]

    def screen(self, text: str) -> Screening:
        return self._screener.screen(text, no_vectors)

    def found(self, text: str) -> list[str]:
        """The rules that are found in a text, whatever is said of them."""
        return [one.rule for one in self.screen(text).mentions if one.layer == "patterns"]


@pytest.fixture(scope="session")
def patterns() -> Patterns:
    root = content_root()
    words = parse(read_file(root / "red_flags" / "assertions.yml", root), AssertionWords, root)
    return Patterns(load_red_flags(root), Judge(words))
