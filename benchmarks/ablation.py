"""What each choice in the understanding of messages is worth: the intent model without it."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import Any

from benchmarks.data import Labelled, read_test, read_training
from benchmarks.figures import Judged, understanding
from benchmarks.jobs import Job
from benchmarks.nlu import prepare
from limber.content import default_store
from limber.language.encoder import DIMENSIONS, Vectors
from limber.language.remembered import training_encoder
from limber.language.spelling import Speller
from limber.nlu.intents import SETTINGS, IntentModel
from limber.nlu.reader import learn_vocabulary
from limber.nlu.reading import Reader, shorthand

Columns = Callable[[Vectors], Vectors]


def both(vectors: Vectors) -> Vectors:
    """The encoder's own vectors and the adapted layers'."""
    return vectors


@dataclass(frozen=True)
class Variant:
    """One way to understand messages.

    Attributes:
        name: key of the results.
        title: for people.
        mends: whether typing errors are mended.
        masks: whether names are masked.
        columns: which columns of the vectors are seen.
        settings: weights that differ from the intent model's own.
    """

    name: str
    title: str
    mends: bool = True
    masks: bool = True
    columns: Columns = both
    settings: Mapping[str, float] = field(default_factory=dict)


def general(vectors: Vectors) -> Vectors:
    """The encoder's own vectors."""
    return vectors[:, :DIMENSIONS]


def adapted(vectors: Vectors) -> Vectors:
    """The adapted layers' vectors."""
    return vectors[:, DIMENSIONS:]


_NO_WORDS = {"words": 0.0, "letters": 0.0}

VARIANTS: Sequence[Variant] = (
    Variant("all", "as it is"),
    Variant("no_adapted", "without the adapted layers", columns=general),
    Variant("no_general", "without the encoder's own upper layers", columns=adapted),
    Variant("no_neighbours", "without the votes of the nearest", settings={"neighbours": 0.0}),
    Variant("no_words", "without words and letters", settings=_NO_WORDS),
    Variant(
        "general",
        "the encoder's own vectors alone",
        columns=general,
        settings={**_NO_WORDS, "neighbours": 0.0},
    ),
    Variant("words", "words and letters alone", settings={"vectors": 0.0, "neighbours": 0.0}),
    Variant("no_mending", "without mending of typing errors", mends=False),
    Variant("no_masks", "without masks for names", masks=False),
)


def jobs(folder: Path) -> Sequence[Job]:
    """One for each variant.

    Args:
        folder: for the data.
    """
    data = prepare(folder)
    return [Job(one.name, one.title, partial(measure, one, data)) for one in VARIANTS]


def measure(variant: Variant, data: Path) -> dict[str, Any]:
    """Train the intent model on the variant's view of the messages and test it.

    Whole messages alone are judged: sentences, scope test and red-flag screen stand after it.

    Returns:
        Shares from 0 to 1, and the seconds of the training.
    """
    test = read_test(data)
    reader = _reader(variant.mends, variant.masks, data)
    rows = understood(reader, read_training(data))
    texts, intents = [text for text, _ in rows], [intent for _, intent in rows]
    asked = [reader.read(text).masked for text, _ in test]
    vectors = training_encoder().encode([*texts, *asked])
    settings = {**SETTINGS, **variant.settings}
    start = time.perf_counter()
    model = IntentModel.fit(texts, variant.columns(vectors[: len(texts)]), intents, settings)
    seconds = time.perf_counter() - start
    predictions = model.predict(asked, variant.columns(vectors[len(texts) :]))
    judged = [Judged(label, one.ranking) for (_, label), one in zip(test, predictions, strict=True)]
    return {**understanding(judged), "training_seconds": round(seconds, 2)}


def understood(reader: Reader, training: Labelled) -> Labelled:
    """Masked text and intent of the training examples, each once, as the pipeline learns them."""
    return list(dict.fromkeys((reader.read(text).masked, intent) for text, intent in training))


@cache
def _reader(mends: bool, masks: bool, data: Path) -> Reader:
    vocabulary = learn_vocabulary(text for text, _ in read_training(data))
    speller = Speller(vocabulary, shorthand()) if mends else Speller({}, {})
    return Reader(default_store().names() if masks else (), speller)
