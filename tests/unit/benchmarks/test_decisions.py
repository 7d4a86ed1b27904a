"""What is left out changes what a message is taken to ask, and nothing else does."""

from __future__ import annotations

import pytest

from benchmarks.decisions import VARIANTS, Message, decide
from limber.nlu.questions import Prediction
from limber.nlu.reading import Reading, Sentence

VARIANT = {one.name: one for one in VARIANTS}

QUESTION = (("ask_feel", 0.6), ("greet", 0.1))
VAGUE = (("ask_feel", 0.2), ("greet", 0.1))


def message(*predictions: Prediction) -> Message:
    sentences = tuple(Sentence(0, 1, "words", True, ()) for _ in predictions)
    return Message("ask_feel", Reading("words", sentences), predictions[0], predictions)


@pytest.mark.parametrize(
    ("name", "prediction", "intent"),
    [
        ("all", Prediction(QUESTION, outside=3.0), "out_of_scope"),
        ("no_scope", Prediction(QUESTION, outside=3.0), "ask_feel"),
        ("no_asking", Prediction(QUESTION, outside=3.0), "out_of_scope"),
        ("all", Prediction(VAGUE), "nlu_fallback"),
        ("no_asking", Prediction(VAGUE), "ask_feel"),
        ("no_scope", Prediction(VAGUE, outside=3.0), "nlu_fallback"),
        ("neither", Prediction(VAGUE, outside=3.0), "ask_feel"),
    ],
)
def test_a_decision_is_left_out(name: str, prediction: Prediction, intent: str) -> None:
    assert decide(VARIANT[name], message(prediction)) == intent


def test_sentences_count_where_they_are_read() -> None:
    greeting, question = Prediction((("greet", 0.9),)), Prediction(QUESTION)
    both = Message("ask_feel", message(greeting, question).reading, greeting, (greeting, question))

    assert decide(VARIANT["all"], both) == "ask_feel"
    assert decide(VARIANT["no_sentences"], both) == "greet"
