"""``limber doctor channels`` on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from limber.cli import app

TELEGRAM = "limber.channels.telegram.TelegramChannel"


def doctor(*options: str, **environment: str) -> tuple[int, str]:
    ended = CliRunner().invoke(app, ["doctor", "channels", *options], env=environment)
    return ended.exit_code, ended.output


def test_the_projects_own_channels_are_fine_without_any_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LIMBER_TELEGRAM_TOKEN", raising=False)
    code, said = doctor()

    assert code == 0
    assert "limber.channels.rest.RestChannel: on" in said
    assert f"{TELEGRAM}: off\n  ! set LIMBER_TELEGRAM_TOKEN" in said


def test_a_token_turns_telegram_on_and_is_not_shown() -> None:
    token = "123456789:AAFakeTokenForTheTestsOfLimber-0000"
    code, said = doctor(
        LIMBER_TELEGRAM_TOKEN=token, LIMBER_TELEGRAM_WEBHOOK_URL="https://chat.clinic.example"
    )

    assert code == 0
    assert f"{TELEGRAM}: on" in said
    assert "https://chat.clinic.example/webhooks/telegram/webhook" in said
    assert token not in said


def test_a_wrong_setting_is_named_and_fails() -> None:
    code, said = doctor(LIMBER_TELEGRAM_TOKEN="nonsense")

    assert code == 1
    assert f"{TELEGRAM}: wrong\n  ! token: is no bot token" in said


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    code, said = doctor("--credentials", str(tmp_path / "nowhere.yml"))

    assert code == 1
    assert "nowhere.yml: can't be read" in said
