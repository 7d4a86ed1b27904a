"""What each decision after the intent model is worth: what a message is taken to ask without it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.ablation import understood
from benchmarks.data import read_training
from benchmarks.jobs import Job
from benchmarks.nlu import prepare
from limber.language.remembered import training_encoder
from limber.nlu.intents import IntentModel
from limber.nlu.questions import FALLBACK, Prediction, choose
from limber.nlu.reader import learn_vocabulary, make_reader
from limber.nlu.reading import Reading
from limber.paths import project_root
from limber.testing.evaluation import TURNED_AWAY, Scope, read_messages

TEST_SETS = ("test_messages", "blind_messages", "blind_scope", "blind_wide", "blind_newcomers")
"""Files of tests/nlu: all of them, for a decision concerns few messages."""


@dataclass(frozen=True)
class Variant:
    """One way to decide.

    Attributes:
        name: key of the results.
        title: for people.
        scope: whether the scope test is heard.
        asks_back: whether an unsure intent is asked about.
        sentences: whether the sentences are read one by one too.
    """

    name: str
    title: str
    scope: bool = True
    asks_back: bool = True
    sentences: bool = True


VARIANTS: Sequence[Variant] = (
    Variant("all", "as it is"),
    Variant("no_scope", "without the scope test", scope=False),
    Variant("no_asking", "without asking back", asks_back=False),
    Variant("neither", "without both", scope=False, asks_back=False),
    Variant("no_sentences", "whole messages alone", sentences=False),
)


@dataclass(frozen=True)
class Message:
    """A test message.

    Attributes:
        intent: the right one.
        reading: as the reader has it.
        whole: what the intent model says of it.
        parts: and of its sentences.
    """

    intent: str
    reading: Reading
    whole: Prediction
    parts: tuple[Prediction, ...]


def jobs(folder: Path) -> Sequence[Job]:
    """One for each variant.

    Args:
        folder: for the data.
    """
    data = prepare(folder)
    return [Job(one.name, one.title, partial(measure, one, data)) for one in VARIANTS]


def measure(variant: Variant, data: Path) -> dict[str, Any]:
    """Decide for every message of :data:`TEST_SETS`; the red-flag screen, which may overrule, is left out.

    Returns:
        Counts of messages.
    """
    decided = [(one.intent, decide(variant, one)) for one in _messages(data)]
    scope = Scope.of((label in TURNED_AWAY, intent) for label, intent in decided)
    return {
        "messages": len(decided),
        "right": sum(label == intent for label, intent in decided),
        "asked_back": sum(intent == FALLBACK for _, intent in decided),
        "outside": scope.outside,
        "away": scope.away,
        "inside": scope.inside,
        "falsely_declined": scope.falsely,
    }


def decide(variant: Variant, message: Message) -> str:
    """The intent that a message is taken to have."""
    if not message.parts:
        return FALLBACK
    heard = [message.whole, *message.parts]
    if not variant.scope:
        heard = [replace(one, outside=-math.inf) for one in heard]
    whole, *parts = heard
    chosen = choose(message.reading, whole, parts)[0] if variant.sentences else whole.judged()
    if chosen.intent == FALLBACK and not variant.asks_back:
        return next(name for name, _ in chosen.ranking if name != FALLBACK)
    return chosen.intent


@cache
def _messages(data: Path) -> Sequence[Message]:
    training = read_training(data)
    reader = make_reader(learn_vocabulary(text for text, _ in training))
    learnt = understood(reader, training)
    texts = [text for text, _ in learnt]
    model = IntentModel.fit(texts, training_encoder().encode(texts), [intent for _, intent in learnt])
    paths = [project_root() / "tests" / "nlu" / f"{name}.yml" for name in TEST_SETS]
    rows = [(reader.read(text), intent) for path in paths for text, intent in read_messages(path)]
    seen = [[reading.masked, *(one.masked for one in reading.sentences)] for reading, _ in rows]
    vectors = iter(training_encoder().encode([text for texts in seen for text in texts]))
    messages = []
    for (reading, intent), texts in zip(rows, seen, strict=True):
        whole, *parts = model.predict(texts, np.stack([next(vectors) for _ in texts]))
        messages.append(Message(intent, reading, whole, tuple(parts)))
    return messages
