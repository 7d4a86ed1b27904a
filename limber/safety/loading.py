"""Makes the process's screener from content and the trained classifier."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from limber.content.files import parse, read_file
from limber.content.names import normalise
from limber.content.store import ContentStore, content_root
from limber.language.encoder import default_encoder
from limber.language.spelling import english_words
from limber.paths import project_root
from limber.safety.assertion import AssertionWords, Judge
from limber.safety.classifier import RedFlagClassifier
from limber.safety.rules import FOLDER, RedFlags, load_red_flags
from limber.safety.screen import MEND_FROM, Screener
from limber.safety.training import train_classifier
from limber.safety.verdict import Screening

_EVERYDAY = frozenset({"important", "flexors", "weeks", "stretching", "stretches", "anything", "something"})
"""Words that the store happens not to say, and whose slips look like symptoms."""


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
    ordinary = ordinary_words(ContentStore.load(root))
    return Screener(load_red_flags(root), Judge(words), classifier, ordinary)


def ordinary_words(store: ContentStore) -> set[str]:
    """The words of the store's names, questions and answers, from :data:`MEND_FROM` letters on."""
    texts = [name.form for name in store.names()]
    texts += [item.short for item in store.items().values()] + [item.body for item in store.items().values()]
    texts += [question for answer in store.answers.values() for question in answer.questions]
    english = english_words()
    return {
        word
        for text in texts
        for word in normalise(text).split()
        if len(word) >= MEND_FROM and word in english
    } | _EVERYDAY


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
