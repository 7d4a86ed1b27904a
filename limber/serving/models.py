"""Trained models: made when their inputs changed, found by the digest of those inputs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from limber.content import ContentStore
from limber.language.encoder import encoder_inputs

_INPUTS = ("config.yml", "domain.yml", "requirements.lock", "limber/content/names.py", "limber/learning.py")
_FOLDERS = (
    "data/nlu",
    "data/rules",
    "data/red_flags",
    "limber/nlu",
    "limber/language",
    "limber/safety",
    "limber/dialogue",
)


def training_digest(root: Path, store: ContentStore) -> str:
    """Digest of everything that a model depends on; the wording of answers is not part of it.

    Args:
        root: the project's folder.
        store: the content store.
    """
    digest = hashlib.sha256()
    for path in _input_files(root):
        digest.update(str(path.relative_to(root)).encode() + b"\0" + path.read_bytes() + b"\0")
    for path in encoder_inputs():
        digest.update(path.name.encode() + b"\0" + _digest_of(path, path.stat().st_mtime_ns))
    names = sorted((name.form, name.entity, name.id) for name in store.names())
    asked = sorted(
        (answer.id, answer.intent, answer.main, answer.questions) for answer in store.answers.values()
    )
    described = {stretch.id: stretch.described for stretch in store.stretches.values()}
    taught = [names, asked, described, store.vocabulary.undescribed]
    digest.update(json.dumps(taught, sort_keys=True).encode())
    return digest.hexdigest()[:16]


def _input_files(root: Path) -> Iterator[Path]:
    for name in _INPUTS:
        if (root / name).is_file():
            yield root / name
    for folder in _FOLDERS:
        yield from sorted(
            path for path in (root / folder).rglob("*") if path.suffix in {".py", ".yml", ".txt"}
        )


@lru_cache(maxsize=4)
def _digest_of(path: Path, changed: int) -> bytes:
    """Digest of a large file, read again only when it changed."""
    return hashlib.sha256(path.read_bytes()).digest()


def model_path(root: Path, store: ContentStore) -> Path:
    """Where the model for today's inputs is, or will be."""
    return root / "models" / f"limber-{training_digest(root, store)}.tar.gz"


def checksum_path(model: Path) -> Path:
    """Where a model's checksum is, in the form of ``sha256sum``."""
    return model.with_name(model.name + ".sha256")


def is_intact(model: Path) -> bool:
    """Whether a model is there and is, to the byte, what was trained."""
    try:
        expected = checksum_path(model).read_text("utf-8").split()[:1]
        return expected == [_digest_of(model, model.stat().st_mtime_ns).hex()]
    except OSError:
        return False


def train(root: Path, store: ContentStore) -> Path:
    """Train a model for today's inputs and remove those for older ones.

    Returns:
        The model's file.

    Raises:
        RuntimeError: Rasa made no model.
    """
    from rasa.model_training import train as rasa_train

    wanted = model_path(root, store)
    result = rasa_train(
        domain=str(root / "domain.yml"),
        config=str(root / "config.yml"),
        training_files=[str(root / "data" / "nlu"), str(root / "data" / "rules")],
        output=str(wanted.parent),
        fixed_model_name=wanted.name,
        # Our digest already said that something changed; Rasa's cache knows less.
        force_training=True,
    )
    if result.model is None or not wanted.is_file():
        raise RuntimeError("training made no model; the messages above say why")
    checksum = checksum_path(wanted)
    checksum.write_text(f"{_digest_of(wanted, wanted.stat().st_mtime_ns).hex()}  {wanted.name}\n", "utf-8")
    for old in wanted.parent.glob("limber-*.tar.gz*"):
        if old not in (wanted, checksum):
            old.unlink()
    return wanted
