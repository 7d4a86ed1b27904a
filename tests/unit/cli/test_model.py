"""Which model a command takes: the one for today's inputs, as it was trained, or none."""

from __future__ import annotations

import hashlib
import subprocess
from pathlib import Path

import pytest
import typer

from limber import cli
from limber.content import ContentStore
from limber.serving.models import checksum_path, model_path


@pytest.fixture
def model(tmp_path: Path, store: ContentStore, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a project without any model looks for its own; to train one fails."""
    monkeypatch.setattr(cli, "project_root", lambda: tmp_path)
    monkeypatch.setattr(cli.subprocess, "run", fail)
    # A component that is not ours: TensorFlow stays in the process of the tests.
    (tmp_path / "config.yml").write_text("pipeline:\n- name: DIETClassifier\n", "utf-8")
    path = model_path(tmp_path, store)
    path.parent.mkdir()
    return path


class TrainingError(Exception):
    pass


def fail(*_: object, **__: object) -> subprocess.CompletedProcess[str]:
    raise TrainingError


def put(path: Path, content: bytes, checksum_of: bytes) -> None:
    path.write_bytes(content)
    checksum_path(path).write_text(f"{hashlib.sha256(checksum_of).hexdigest()}  {path.name}\n", "utf-8")


def test_a_model_that_was_damaged_is_neither_used_nor_trained_anew(
    model: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(model, b"damaged", checksum_of=b"whole")
    # Of other inputs: it does not fit the content and the program.
    put(model.with_name("limber-0123456789abcdef.tar.gz"), b"whole", checksum_of=b"whole")

    with pytest.raises(typer.Exit) as ended:
        cli._model()

    assert ended.value.exit_code == 1
    said = capsys.readouterr().err
    assert f"{model}: is not what was trained" in said
    assert "limber train" in said


def test_a_model_without_its_checksum_is_not_used(model: Path, capsys: pytest.CaptureFixture[str]) -> None:
    model.write_bytes(b"from somewhere")

    with pytest.raises(typer.Exit):
        cli._model()

    assert "checksum is missing" in capsys.readouterr().err


def test_a_whole_model_is_used(model: Path) -> None:
    put(model, b"whole", checksum_of=b"whole")

    assert cli._model() == model


def test_a_model_that_is_missing_is_trained(model: Path) -> None:
    with pytest.raises(TrainingError):
        cli._model()
