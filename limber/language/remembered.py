"""Vectors of training texts, kept from one training to the next: encoding them is most of its time."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from limber.language.encoder import Vectors, encoder_files, encoder_inputs, make_encoder
from limber.paths import project_root

MOST = 200_000
"""Texts that a file holds: beyond, it begins anew. Each needs 1.5 kB."""

_FILES = "vectors-*.npz"


class Encoder(Protocol):
    """Whatever turns texts into vectors."""

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """Vectors, shape (texts, dimensions)."""


class RememberingEncoder:
    """An encoder that encodes a text once.

    Its vectors are rounded to half floats, whether they are new or not: what is trained does not
    depend on what was there.

    Args:
        make: makes the encoder, once something is new.
        path: where the vectors are kept; its name holds a digest of the encoder, and files of
            other encoders beside it are removed.
    """

    def __init__(self, make: Callable[[], Encoder], path: Path) -> None:
        self._make = make
        self._path = path

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """Vectors of texts, shape (texts, dimensions)."""
        known, vectors = self._read()
        new = [text for text in dict.fromkeys(sentences) if text not in known]
        if new:
            fresh = self._make().encode(new).astype(np.float16)
            if len(known) + len(new) > MOST:
                # Those that are asked for now stay.
                kept = [text for text in dict.fromkeys(sentences) if text in known]
                vectors = vectors[[known[text] for text in kept]]
                known = {text: row for row, text in enumerate(kept)}
            vectors = np.concatenate([vectors, fresh]) if known else fresh
            known |= {text: len(known) + row for row, text in enumerate(new)}
            self._write(list(known), vectors)
        return vectors[[known[text] for text in sentences]].astype(np.float32)

    def _read(self) -> tuple[dict[str, int], npt.NDArray[np.float16]]:
        """The row of each text that is known, and the rows."""
        try:
            with np.load(self._path) as kept:
                texts = kept["texts"].tobytes().decode().split("\0")
                return {text: row for row, text in enumerate(texts)}, kept["vectors"]
        except (OSError, ValueError, KeyError, BadZipFile):
            # Not there, or not whole: nothing is lost but time.
            return {}, np.empty((0, 0), np.float16)

    def _write(self, texts: Sequence[str], vectors: npt.NDArray[np.float16]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        # Trainings at the same time replace each other's file whole.
        own = self._path.with_suffix(f".{os.getpid()}.tmp.npz")
        np.savez(own, texts=np.frombuffer("\0".join(texts).encode(), np.uint8), vectors=vectors)
        own.replace(self._path)
        for old in self._path.parent.glob(_FILES):
            if old != self._path and ".tmp." not in old.name:
                old.unlink(missing_ok=True)


def training_encoder() -> RememberingEncoder:
    """The process's encoder on all processors, for many texts at once; it remembers below models/."""
    digest = hashlib.sha256()
    for path in (*encoder_files(), *encoder_inputs()):
        digest.update(path.read_bytes())
    path = project_root() / "models" / f"vectors-{digest.hexdigest()[:16]}.npz"
    return RememberingEncoder(partial(make_encoder, os.cpu_count() or 1), path)
