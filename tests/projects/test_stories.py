"""Rasa's own test stories: with Rasa's command, and as conversations."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from limber.testing.loading import read_cases
from limber.testing.projects import Conversations
from limber.testing.transcript import transcript
from tests.running import ROOT, TRAIN_SECONDS, command, environment, trained_model

pytestmark = pytest.mark.model

STORIES = ROOT / "tests" / "test_stories.yml"


def test_rasa_test_core(tmp_path: Path) -> None:
    stories = [command("rasa"), "test", "core", "--stories", str(STORIES), "--out", str(tmp_path)]
    done = subprocess.run(
        [*stories, "-m", str(trained_model()), "--fail-on-prediction-errors"],
        cwd=ROOT,
        env=environment(ROOT),
        capture_output=True,
        text=True,
        timeout=TRAIN_SECONDS,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads((tmp_path / "story_report.json").read_text("utf-8"))["accuracy"] == 1.0


def test_they_are_conversations_too() -> None:
    bot = Conversations(ROOT, trained_model())
    failed = [outcome for outcome in map(bot.run, read_cases(STORIES)) if outcome.failed]
    bot.close()
    assert not failed, "\n\n".join(map(transcript, failed))
