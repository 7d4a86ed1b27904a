"""The data that every contender gets: a folder with the same examples as YAML and as JSON.

``python -m benchmarks.data FOLDER [MOST]`` writes it: ``train.yml`` for Rasa, ``train.json`` and
``test.json``, lists of text and intent, for the others; at most MOST examples of an intent.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from limber.paths import project_root

TEST_SET = Path("tests/nlu/test_messages.yml")
WARM_UP = 30
"""Messages that are parsed before time is taken."""

TRAIN_YAML = "train.yml"
_TRAIN, _TEST = "train.json", "test.json"

Labelled = Sequence[tuple[str, str]]


def write_data(folder: Path, most: int | None = None) -> None:
    """Write what the content importer gives, and the test set.

    Args:
        folder: an empty folder.
        most: examples of an intent, spread evenly over all that it has; None for all.
    """
    from rasa.shared.importers.importer import TrainingDataImporter
    from rasa.shared.nlu.training_data.loading import load_data
    from rasa.shared.nlu.training_data.training_data import TrainingData

    def rows(data: TrainingData) -> list[tuple[str, str]]:
        return [(example.get("text"), example.get("intent")) for example in data.intent_examples]

    root = project_root()
    importer = TrainingDataImporter.load_from_config(
        str(root / "config.yml"), str(root / "domain.yml"), [str(root / "data/nlu"), str(root / "data/rules")]
    )
    training = importer.get_nlu_data()
    if most is not None:
        training = TrainingData([training.training_examples[place] for place in spread(rows(training), most)])
    (folder / TRAIN_YAML).write_text(training.nlu_as_yaml(), "utf-8")
    (folder / _TRAIN).write_text(json.dumps(rows(training)), "utf-8")
    (folder / _TEST).write_text(json.dumps(rows(load_data(str(root / TEST_SET)))), "utf-8")


def spread(rows: Labelled, most: int) -> list[int]:
    """Places of at most so many rows of each intent, evenly spread, in order."""
    places = defaultdict(list)
    for place, (_, intent) in enumerate(rows):
        places[intent].append(place)
    return sorted(
        found[len(found) * number // most] if len(found) > most else found[number]
        for found in places.values()
        for number in range(min(most, len(found)))
    )


def read_training(folder: Path) -> Labelled:
    """Text and intent of every training example."""
    return _read(folder / _TRAIN)


def read_test(folder: Path) -> Labelled:
    """Text and intent of every test message."""
    return _read(folder / _TEST)


def warm_up_texts(folder: Path) -> Sequence[str]:
    """Training examples, spread evenly, to parse before time is taken."""
    training = read_training(folder)
    return [text for text, _ in training[:: max(len(training) // WARM_UP, 1)]][:WARM_UP]


def _read(path: Path) -> Labelled:
    return [(text, intent) for text, intent in json.loads(path.read_text("utf-8"))]


if __name__ == "__main__":
    write_data(Path(sys.argv[1]), *map(int, sys.argv[2:]))
