"""The sentence encoder."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from limber.language import encoder
from limber.language.encoder import (
    DIMENSIONS,
    EncoderError,
    SentenceEncoder,
    default_encoder,
    encoder_files,
    make_encoder,
)

SENTENCES = [
    "how long do i hold it",
    "hi",
    "which muscles does the pigeon pose reach, and how often should i do it every week?",
    "is it safe to stretch when you are pregnant",
    "",
]


@pytest.fixture(scope="module")
def encode() -> SentenceEncoder:
    return default_encoder()


def test_general_and_adapted_vectors_have_unit_length(encode: SentenceEncoder) -> None:
    vectors = encode.encode(SENTENCES)

    for half in (vectors[:, :DIMENSIONS], vectors[:, DIMENSIONS:]):
        assert half.shape == (len(SENTENCES), DIMENSIONS)
        assert np.linalg.norm(half, axis=1) == pytest.approx(np.ones(len(SENTENCES)), abs=1e-5)


def test_the_general_vector_is_nearly_that_of_the_packaged_model(encode: SentenceEncoder) -> None:
    model, tokenizer = encoder_files()
    packaged = SentenceEncoder(model.read_bytes(), tokenizer).encode(SENTENCES)

    general = encode.encode(SENTENCES)[:, :DIMENSIONS]

    assert packaged.shape == general.shape
    assert (packaged * general).sum(axis=1).min() > 0.95


def test_adapted_layers_tell_a_report_from_its_denial(encode: SentenceEncoder) -> None:
    here, too, denied = encode.encode(
        ["my foot is numb", "my left foot has gone numb since monday", "my foot is not numb at all"]
    )
    general, adapted = slice(None, DIMENSIONS), slice(DIMENSIONS, None)

    assert here[general] @ denied[general] > here[general] @ too[general]
    assert here[adapted] @ denied[adapted] < here[adapted] @ too[adapted]


def test_a_sentence_has_the_same_vector_alone_and_among_others(encode: SentenceEncoder) -> None:
    together = encode.encode(SENTENCES)

    for sentence, row in zip(SENTENCES, together, strict=True):
        assert np.array_equal(encode.encode([sentence])[0], row)


def test_several_workers_keep_the_order_and_the_vectors(encode: SentenceEncoder) -> None:
    many = SENTENCES * 40

    assert np.array_equal(make_encoder(workers=2).encode(many), encode.encode(many))


def test_no_sentences_give_no_vectors(encode: SentenceEncoder) -> None:
    assert len(encode.encode([])) == 0


def test_alike_sentences_are_near(encode: SentenceEncoder) -> None:
    hold, stay, dinner = encode.encode(
        ["how long do i hold it", "for how many seconds should i stay there", "what is for dinner tonight"]
    )[:, :DIMENSIONS]

    assert hold @ stay > hold @ dinner + 0.2


def test_a_very_long_sentence_is_cut(encode: SentenceEncoder) -> None:
    cut, longer = encode.encode(["stretch " * 200, "stretch " * 400])

    assert cut == pytest.approx(longer, abs=1e-3)


def test_a_folder_without_the_files_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LIMBER_ENCODER", str(tmp_path))

    with pytest.raises(EncoderError, match=r"model\.onnx is missing"):
        encoder_files()


def test_an_own_folder_replaces_the_packaged_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("model.onnx", "tokenizer.json"):
        (tmp_path / name).write_bytes(b"mine")
    monkeypatch.setenv("LIMBER_ENCODER", str(tmp_path))

    assert encoder_files() == (tmp_path / "model.onnx", tmp_path / "tokenizer.json")


def test_a_packaged_model_that_is_not_the_pinned_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIMBER_ENCODER", raising=False)
    monkeypatch.setattr(encoder, "_PACKAGED_SHA256", "0" * 64)

    with pytest.raises(EncoderError, match="sha256"):
        encoder_files()
