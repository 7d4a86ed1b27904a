"""Which file a server takes for its model."""

from __future__ import annotations

import subprocess
from typing import Any

import pytest
import typer

from limber import cli


def test_a_model_that_is_not_what_was_trained_is_trained_anew_and_never_loaded(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[list[str]] = []

    def fails(command: list[str], **_: Any) -> subprocess.CompletedProcess[bytes]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 1)

    # Fakes: a file that was changed, and a training that fails.
    monkeypatch.setattr("limber.serving.models.is_intact", lambda _: False)
    monkeypatch.setattr(subprocess, "run", fails)
    with pytest.raises(typer.Exit):
        cli._model()
    assert [command[-1] for command in asked] == ["train"]
