"""A screener of patterns alone: its classifier is a fake that neither raises nor contradicts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from limber.content.files import parse, read_file
from limber.content.store import content_root
from limber.language.encoder import Vectors
from limber.safety.assertion import AssertionWords, Judge
from limber.safety.by_patterns import PatternLayer
from limber.safety.judged import Judged
from limber.safety.mending import Mender
from limber.safety.rules import RedFlags, load_red_flags
from limber.safety.screen import Screener
from limber.safety.verdict import Screening


class UndecidedClassifier:
    """Fake: says of every text that it is not sure, too little to ask and too much to contradict."""

    def probabilities(self, texts: Sequence[str], vectors: Vectors) -> list[Mapping[str, float]]:
        return [{"bladder": 0.13, "neuro": 0.2, "persistent_worsening": 0.1} for _ in texts]


class Patterns:
    """The screen with patterns alone."""

    def __init__(self, red_flags: RedFlags, judge: Judge) -> None:
        self.red_flags = red_flags
        self._mender = Mender(red_flags.finder.vocabulary(), ())
        layer = PatternLayer(red_flags, judge, self._mender)
        self._screener = Screener(layer, UndecidedClassifier())  # type: ignore[arg-type]

    def screen(self, text: str) -> Screening:
        message = Judged.of(text, self._mender)
        return self._screener.screen(message, dict.fromkeys(message.texts, np.zeros(1, np.float32)))

    def found(self, text: str) -> list[str]:
        """The rules that are found in a text, whatever is said of them."""
        return [one.rule for one in self.screen(text).mentions if one.layer == "patterns"]


@pytest.fixture(scope="session")
def patterns() -> Patterns:
    root = content_root()
    words = parse(read_file(root / "red_flags" / "assertions.yml", root), AssertionWords, root)
    return Patterns(load_red_flags(root), Judge(words))
