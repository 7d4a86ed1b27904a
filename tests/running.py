"""Runs Limber as people run it: as processes of their own, on free ports, ended by their id."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).resolve().parents[1]
"""The project under test."""

START_SECONDS = 180
"""Loading Rasa and the model; many times what it takes on an idle machine."""

STOP_SECONDS = 30
TRAIN_SECONDS = 900
_PAUSE = 0.1

Replies = list[dict[str, Any]]


def command(name: str) -> str:
    """A command of the environment that runs the tests."""
    return str(Path(sys.executable).with_name(name))


def environment(project: Path, **more: str) -> dict[str, str]:
    """The environment of a process that uses the project in that folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIMBER_")}
    return {**kept, "PYTHONPATH": str(project), "PYTHONUNBUFFERED": "1", **more}


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


def free_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def listens(port: int) -> bool:
    """Whether something accepts connections on a port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


class Process:
    """A process that serves HTTP.

    Args:
        arguments: the command.
        folder: where it runs and where its output goes.
        port: on which it will listen.
        env: its environment.
    """

    def __init__(self, arguments: list[str], folder: Path, port: int, env: Mapping[str, str]) -> None:
        self.port = port
        self.folder = folder
        self.url = f"http://127.0.0.1:{port}"
        self.folder = folder
        self._output = folder / f"output-{port}.txt"
        with self._output.open("w") as output:
            self._process = subprocess.Popen(
                arguments, cwd=folder, env=dict(env), stdout=output, stderr=subprocess.STDOUT
            )

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def output(self) -> str:
        """Everything that it wrote to standard output and error."""
        return self._output.read_text("utf-8", errors="replace")

    def alive(self) -> bool:
        return self._process.poll() is None

    def wait_until(self, ready: Callable[[], bool], seconds: float = START_SECONDS) -> None:
        """Wait for an event, as long as the process lives."""
        deadline = time.monotonic() + seconds
        while not ready():
            assert time.monotonic() < deadline, f"not ready after {seconds} s:\n{self.output[-3000:]}"
            try:
                self._process.wait(_PAUSE)
            except subprocess.TimeoutExpired:
                continue
            raise AssertionError(f"ended with {self._process.returncode}:\n{self.output[-3000:]}")

    def answers(self, path: str) -> bool:
        """Whether an address answers with 200."""
        try:
            return httpx.get(self.url + path, timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self, sign: signal.Signals = signal.SIGINT, seconds: float = STOP_SECONDS) -> int:
        """Send a signal and wait for the end.

        Returns:
            The exit code.
        """
        if self.alive():
            self._process.send_signal(sign)
        return self._process.wait(seconds)

    def kill(self) -> None:
        """End it whatever it does."""
        if self.alive():
            self._process.kill()
        self._process.wait(STOP_SECONDS)


class LimberServer(Process):
    """``limber serve``, ready for messages.

    Args:
        folder: where it runs: conversations go to ``var`` below it.
        options: of ``limber serve``, besides the port.
        port: where it listens; a free one by default.
        more: environment variables.
    """

    def __init__(self, folder: Path, *options: str, port: int = 0, **more: str) -> None:
        port = port or free_port()
        arguments = [command("limber"), "serve", "--port", str(port), *options]
        super().__init__(arguments, folder, port, environment(ROOT, **more))
        try:
            self.wait_until(lambda: self.answers("/health/ready"))
        except BaseException:
            self.kill()
            raise

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
