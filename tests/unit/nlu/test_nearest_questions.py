"""Which of the store's questions are offered for a message that was not understood."""

from __future__ import annotations

import numpy as np
import pytest
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.message import Message

from limber.content import ContentStore
from limber.nlu.featurizer import VECTOR_OF_TEXT
from limber.nlu.search import MOST, QuestionIndex, QuestionSearch, store_questions


def index(*cosines: tuple[str, float]) -> QuestionIndex:
    """Questions that are so near to the message (1, 0)."""
    vectors = np.array([[cosine, np.sqrt(1 - cosine**2)] for _, cosine in cosines], np.float32)
    return QuestionIndex(tuple(item for item, _ in cosines), vectors)


MESSAGE = np.array([1.0, 0.0], np.float32)


def test_the_nearest_come_first() -> None:
    assert index(("far", 0.5), ("near", 0.9)).nearest(MESSAGE) == ["near", "far"]


def test_an_item_is_offered_once_and_counts_with_its_nearest_question() -> None:
    found = index(("twist", 0.4), ("bend", 0.6), ("twist", 0.8), ("twist", 0.7)).nearest(MESSAGE)

    assert found == ["twist", "bend"]


def test_what_is_not_near_is_not_offered() -> None:
    assert index(("twist", 0.2), ("bend", -0.5)).nearest(MESSAGE) == []


def test_no_more_are_offered_than_a_person_reads() -> None:
    assert index(*((f"item-{at}", 0.9 - at / 100) for at in range(9))).nearest(MESSAGE) == [
        f"item-{at}" for at in range(MOST)
    ]


@pytest.mark.parametrize(
    ("intents", "offered"),
    [
        (["nlu_fallback"], True),
        (["ask_unchecked"], True),
        (["ask_feel", "ask_unchecked"], True),
        (["ask_feel"], False),
        (["out_of_scope"], False),
    ],
)
def test_a_message_that_gets_no_answer_is_offered_what_is_near(intents: list[str], offered: bool) -> None:
    search = QuestionSearch(None, Resource("search"), index(("twist", 0.9)))  # type: ignore[arg-type]
    message = Message(
        {
            "text": "words",
            "limber_masked": "words",
            "intent": {"name": intents[0]},
            "questions": [{"intent": intent} for intent in intents],
            VECTOR_OF_TEXT: {"words": MESSAGE},
        }
    )

    assert search.process([message])[0].get("nearest") == (["twist"] if offered else None)


def test_what_has_no_checked_answer_is_not_offered(store: ContentStore) -> None:
    items = {item for item, _ in store_questions(store)}

    assert "unchecked" not in items
    assert {"warm_up", "pigeon", "piriformis"} <= items
