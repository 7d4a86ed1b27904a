"""Messages that mean alike come together."""

from __future__ import annotations

import numpy as np

from limber.language.grouping import group_alike


def test_like_messages_form_a_group_and_the_largest_comes_first() -> None:
    texts = ["roller?", "heat?", "foam rolling", "is a roller good"]
    vectors = np.array([[1, 0], [0, 1], [0.9, 0.436], [0.95, 0.312]], np.float32)
    groups = group_alike(texts, vectors)
    assert [group.texts for group in groups] == [("roller?", "foam rolling", "is a roller good"), ("heat?",)]


def test_nothing_gives_no_group() -> None:
    assert group_alike([], np.empty((0, 2), np.float32)) == []
