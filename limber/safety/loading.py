"""Makes the process's screener from content and the trained classifier."""

from __future__ import annotations

from functools import lru_cache

from limber.content.files import parse, read_file
from limber.content.names import normalise
from limber.content.store import ContentStore, content_root, default_store
from limber.language.encoder import default_encoder
from limber.language.spelling import english_words
from limber.paths import project_root
from limber.safety.assertion import AssertionWords, Judge
from limber.safety.by_patterns import PatternLayer
from limber.safety.classifier import RedFlagClassifier
from limber.safety.judged import Judged
from limber.safety.mending import Mender
from limber.safety.rules import FOLDER, RedFlags, load_red_flags
from limber.safety.screen import Screener
from limber.safety.training import train_classifier
from limber.safety.verdict import Screening


@lru_cache(maxsize=1)
def default_red_flags() -> RedFlags:
    """The content store's red flags, read once."""
    return load_red_flags(content_root())


def make_patterns() -> PatternLayer:
    """The layer of patterns with the content store's red flags.

    Raises:
        ContentError: content/red_flags has problems.
    """
    root = content_root()
    words = parse(read_file(root / FOLDER / "assertions.yml", root), AssertionWords, root)
    return PatternLayer(default_red_flags(), Judge(words), default_mender())


def make_screener(classifier: RedFlagClassifier) -> Screener:
    """A screener with today's patterns; raises as :func:`make_patterns` does.

    Args:
        classifier: the trained layer.
    """
    return Screener(make_patterns(), classifier)


@lru_cache(maxsize=1)
def default_mender() -> Mender:
    """The process's mender."""
    return Mender(default_red_flags().finder.vocabulary(), ordinary_words(default_store()))


def ordinary_words(store: ContentStore) -> set[str]:
    """The words of the store's names, and the English ones of its questions and answers."""
    names = {word for name in store.names() for word in name.form.split()}
    texts = [text for item in store.items().values() for text in (item.short, item.body)]
    texts += [question for answer in store.answers.values() for question in answer.questions]
    return names | (english_words() & {word for text in texts for word in normalise(text).split()})


@lru_cache(maxsize=1)
def default_screener() -> Screener:
    """The process's screener; its classifier is trained first where its examples changed."""
    return make_screener(RedFlagClassifier.load(train_classifier(project_root())))


def screen(text: str) -> Screening:
    """Screen one message for red flags.

    Args:
        text: the raw message, of any length.
    """
    message = Judged.of(text, default_mender())
    texts = message.texts
    vectors = default_encoder().encode(texts) if texts else ()
    return default_screener().screen(message, dict(zip(texts, vectors, strict=True)))
