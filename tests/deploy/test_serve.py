"""Settings of a container: from the environment, secrets from files."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
import yaml

from deploy import serve

STORES = {
    "LIMBER_DATABASE_HOST": "postgres",
    "LIMBER_DATABASE_PASSWORD": "s3cret",
    "LIMBER_REDIS_HOST": "redis",
    "LIMBER_REDIS_PASSWORD": "other",
}


def test_a_secret_is_read_from_its_file(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("s3cret\n", "utf-8")
    environment = {"LIMBER_DATABASE_PASSWORD_FILE": str(tmp_path / "password"), "SSL_CERT_FILE": "/a"}
    assert serve.with_secrets(environment) == {"LIMBER_DATABASE_PASSWORD": "s3cret", "SSL_CERT_FILE": "/a"}


def test_a_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(serve.VariableError, match=r"LIMBER_A_FILE: .*/gone can't be read"):
        serve.with_secrets({"LIMBER_A_FILE": str(tmp_path / "gone")})


@pytest.mark.parametrize("name", STORES)
def test_what_is_missing_is_named_and_has_no_default(name: str) -> None:
    with pytest.raises(serve.VariableError, match=f"{name}: is not set; set it, or {name}_FILE"):
        serve.endpoints_from({**STORES, name: ""})


def test_a_broker_wants_its_password() -> None:
    with pytest.raises(serve.VariableError, match="LIMBER_BROKER_PASSWORD"):
        serve.endpoints_from({**STORES, "LIMBER_BROKER_HOST": "broker"})


def test_only_the_account_itself_reads_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "endpoints.yml"
    serve.write_settings(path, serve.endpoints_from(STORES))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert yaml.safe_load(path.read_text("utf-8"))["tracker_store"]["password"] == "s3cret"


def test_it_becomes_limber_with_the_settings_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in STORES.items():
        monkeypatch.setenv(name, value)
    became: list[list[str]] = []
    # A fake: the test itself must not become Limber.
    monkeypatch.setattr("os.execve", lambda _, command, __: became.append(command))
    serve.main(tmp_path, "0.0.0.0", 5005)
    (command,) = became
    assert command[1:4] == ["-m", "limber.cli", "serve"]
    for option in ("endpoints", "credentials"):
        path = Path(command[command.index(f"--{option}") + 1])
        assert path.parent == tmp_path
        assert yaml.safe_load(path.read_text("utf-8"))
