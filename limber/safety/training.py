"""Trains the classifier of the screen from data/red_flags, and keeps it by its inputs' digest."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from limber.language.encoder import encoder_inputs
from limber.language.remembered import training_encoder
from limber.plain import read_yaml
from limber.safety.classifier import NONE, RedFlagClassifier
from limber.safety.dialogue import RED_FLAG
from limber.safety.examples import read_examples
from limber.safety.parts import screen_parts

ORDINARY = f"{NONE}:ordinary"
"""The label of the other intents' examples."""

BENIGN = f"{NONE}:benign"
"""The label of harmless messages that were written for the screen."""

_CODE = ("classifier.py", "training.py", "examples.py", "parts.py", "text.py")


def ordinary_messages(folder: Path) -> Iterator[str]:
    """The examples of the other intents: messages that report no sign."""
    for path in sorted(folder.glob("*.yml")):
        for entry in read_yaml(path.read_text("utf-8"))["nlu"]:
            if entry["intent"] != RED_FLAG:
                for line in entry["examples"].splitlines():
                    if line.startswith("- "):
                        yield line[2:].strip()


def labelled_messages(root: Path) -> dict[str, str]:
    """What the trained layer learns from: each message with its group, or none and its kind.

    The layer judges lone sentences too, so each sentence of a harmless message is one example more.

    Args:
        root: the project's folder.
    """
    labelled = dict(read_examples(root / "data" / "red_flags"))
    for text in ordinary_messages(root / "data" / "nlu"):
        labelled.setdefault(text, ORDINARY)
    for text, label in list(labelled.items()):
        if label in (ORDINARY, BENIGN):
            for part in screen_parts(text):
                labelled.setdefault(text[part.start : part.end], label)
    return labelled


def classifier_digest(root: Path) -> str:
    """Digest of all that the trained layer depends on."""
    digest = hashlib.sha256()
    paths = [
        *sorted((root / "data" / "red_flags").glob("*.txt")),
        *sorted((root / "data" / "nlu").glob("*.yml")),
    ]
    here = Path(__file__).parent
    paths += [here.parent / "learning.py", here.parent / "language" / "remembered.py"]
    paths += [*(here / name for name in _CODE), *encoder_inputs()]
    for path in paths:
        digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def classifier_path(root: Path) -> Path:
    """Where today's classifier is, or will be."""
    return root / "models" / f"red-flags-{classifier_digest(root)}.npz"


def train_classifier(root: Path) -> Path:
    """Train the classifier unless it is there already; older ones are removed.

    Args:
        root: the project's folder.
    """
    path = classifier_path(root)
    if path.is_file():
        return path
    labelled = labelled_messages(root)
    texts = list(labelled)
    vectors = training_encoder().encode(texts)
    RedFlagClassifier.fit(texts, vectors, list(labelled.values())).save(path)
    for old in path.parent.glob("red-flags-*.npz"):
        if old != path:
            old.unlink()
    return path
