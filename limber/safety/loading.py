"""Makes the process's screener from content and the trained classifier."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from limber.content.files import parse, read_file
from limber.content.store import content_root
from limber.language.encoder import default_encoder
from limber.paths import project_root
from limber.safety.assertion import AssertionWords, Judge
from limber.safety.classifier import RedFlagClassifier
from limber.safety.rules import FOLDER, RedFlags, load_red_flags
from limber.safety.screen import Screener, Screening
from limber.safety.training import train_classifier


@lru_cache(maxsize=1)
def default_red_flags() -> RedFlags:
    """The content store's red flags, read once."""
    return load_red_flags(content_root())


def make_screener(classifier: RedFlagClassifier, root: Path | None = None) -> Screener:
    """A screener with the content store's red flags.

    Raises:
        ContentError: content/red_flags has problems.
    """
    root = root or content_root()
    words = parse(read_file(root / FOLDER / "assertions.yml", root), AssertionWords, root)
    return Screener(load_red_flags(root), Judge(words), classifier)


@lru_cache(maxsize=1)
def default_screener() -> Screener:
    """The process's screener; its classifier is trained first where its examples changed."""
    return make_screener(RedFlagClassifier.load(train_classifier(project_root())))


def screen(text: str) -> Screening:
    """Screen one message for red flags.

    Args:
        text: the raw message, of any length.
    """
    return default_screener().screen(text, default_encoder().encode)
