"""Runs Limber as people run it: as processes of their own, on free ports, ended by their id."""

from __future__ import annotations

import os
import shutil
import subprocess
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import pytest

from deploy import services
from deploy.services import ServiceError, free_port, listens
from deploy.services.limber import command, environment

ROOT = Path(__file__).resolve().parents[1]
"""The project under test."""

TRAIN_SECONDS = 900

Replies = list[dict[str, Any]]

__all__ = ["ServiceError", "command", "environment", "free_port", "listens"]


def need(*kinds: type[services.Service]) -> None:
    """Skip the test where a program is not installed; under CI that is a failure."""
    need_all([kind.missing() for kind in kinds])


def need_all(missing: Sequence[str]) -> None:
    """Skip or fail as :func:`need` does.

    Args:
        missing: what is not here, each with what to do; empty strings for what is.
    """
    reasons = "; ".join(filter(None, missing))
    if reasons:
        _can_not(reasons)


def need_program(path: Path, remedy: str) -> str:
    """A program of the project's own tools; skips or fails as :func:`need` does.

    Args:
        path: where it should be.
        remedy: what to do where it is not.
    """
    if not path.is_file():
        _can_not(f"there is no {path.relative_to(ROOT)}; {remedy}")
    return str(path)


@contextmanager
def running_postgres() -> Iterator[services.Postgres]:
    """A PostgreSQL of its own in a new folder; skips or fails as :func:`need` does."""
    need(services.Postgres)
    with services.open_folder() as folder, services.Postgres(folder / "postgres") as running:
        yield running


def _can_not(reason: str) -> None:
    if os.environ.get("CI"):
        pytest.fail(reason)
    pytest.skip(reason)


def run_limber(
    *arguments: str, project: Path | None = None, said: str = "", **more: str
) -> subprocess.CompletedProcess[str]:
    """Run a command of Limber to its end.

    Args:
        arguments: of ``limber``.
        project: folder of the project; the one under test by default.
        said: standard input.
        more: environment variables.
    """
    folder = project or ROOT
    return subprocess.run(
        [command("limber"), *arguments],
        cwd=folder,
        env=environment(folder, **more),
        input=said,
        capture_output=True,
        text=True,
        timeout=TRAIN_SECONDS,
        check=False,
    )


@cache
def trained_model() -> Path:
    """The model for today's inputs, trained if it is missing."""
    done = run_limber("train")
    assert done.returncode == 0, done.stderr
    return Path(done.stdout.splitlines()[-1])


def copy_project(folder: Path) -> Path:
    """A copy of everything that training and serving read, but the content and the trained model."""
    folder.mkdir()
    for name in ("config.yml", "domain.yml", "endpoints.yml", "credentials.yml", "requirements.lock"):
        shutil.copy(ROOT / name, folder / name)
    for name in ("actions", "limber", "data"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    # What does not depend on the store is made once and good for every copy.
    (folder / "models").mkdir()
    for path in (ROOT / "models").glob("*.npz"):
        shutil.copy(path, folder / "models" / path.name)
    return folder


class Process(services.Process):
    """A process that serves HTTP, started at once."""

    def __init__(self, arguments: list[str], folder: Path, port: int, env: Mapping[str, str]) -> None:
        super().__init__(arguments, folder, port, env)
        self.launch()


class LimberServer(services.LimberServer):
    """``limber serve``, started at once and ready for messages.

    Args:
        folder: where it runs: conversations go to ``var`` below it.
        options: of ``limber serve``, besides the port.
        port: where it listens; a free one by default.
        project: folder of the project; the one under test by default.
        more: environment variables.
    """

    def __init__(
        self, folder: Path, *options: str, port: int = 0, project: Path | None = None, **more: str
    ) -> None:
        super().__init__(folder, *options, port=port, project=project, env=more)
        self.start()

    def post(self, content: bytes, kind: str = "application/json") -> httpx.Response:
        """Send a body as it is."""
        return httpx.post(
            f"{self.url}/webhooks/rest/webhook", content=content, headers={"content-type": kind}, timeout=60
        )

    def say(self, message: str, sender: str = "") -> Replies:
        """Send a message and give the replies; a conversation of its own by default."""
        answer = httpx.post(
            f"{self.url}/webhooks/rest/webhook",
            json={"sender": sender or uuid.uuid4().hex, "message": message},
            timeout=60,
        )
        assert answer.status_code == 200, answer.text
        replies: Replies = answer.json()
        return replies
