"""A process that listens on a port: started, stopped, killed, frozen, by its id."""

from __future__ import annotations

import os
import pwd
import select
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType

import httpx
from typing_extensions import Self

START_SECONDS = 180
"""Loading Rasa and the model; many times what it takes on an idle machine."""

STOP_SECONDS = 30
_PAUSE = 0.1


class ServiceError(Exception):
    """A process did not do what it should; says which and what it wrote last."""


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
    """A process that listens on a port of 127.0.0.1; as a context it runs inside and is stopped after.

    Args:
        arguments: the command.
        folder: where it runs and where its output goes.
        port: on which it will listen.
        env: its environment.
        account: of whom; of whoever starts it by default.
    """

    def __init__(
        self,
        arguments: Sequence[str],
        folder: Path,
        port: int,
        env: Mapping[str, str],
        account: str | None = None,
    ) -> None:
        self.arguments = list(arguments)
        self.folder = folder
        self.port = port
        self._env = dict(env)
        self._account = account
        self._output = folder / f"output-{port}.txt"
        self._running: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is reached."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        """Id of the process that was started last.

        Raises:
            ServiceError: it was never started.
        """
        return self._started().pid

    @property
    def output(self) -> str:
        """Everything that it wrote to standard output and error, over all its starts."""
        return self._output.read_text("utf-8", errors="replace")

    def ready(self) -> bool:
        """Whether it serves."""
        return listens(self.port)

    def alive(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._running is not None and self._running.poll() is None

    def pids(self) -> list[int]:
        """Ids of the process and of its children."""
        return [self.pid, *_descendants(self.pid)]

    def launch(self) -> None:
        """Start it, without waiting until it serves."""
        with self._output.open("a") as output:
            if self._account is not None:
                shutil.chown(self._output, self._account)
            self._running = subprocess.Popen(
                self.arguments,
                cwd=self.folder,
                env=self._env,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                # Ctrl-C at the terminal is for whoever started this, who then stops it.
                start_new_session=True,
                user=self._account,
                group=_group_of(self._account),
                extra_groups=None if self._account is None else [],
            )

    def start(self, seconds: float = START_SECONDS) -> None:
        """Start it and wait until it serves.

        Args:
            seconds: how long at most.

        Raises:
            ServiceError: it ended, or does not serve in time; it no longer runs then.
        """
        self.launch()
        try:
            self.wait_until(self.ready, seconds)
        except BaseException:
            self.kill()
            raise

    def wait_until(self, happened: Callable[[], bool], seconds: float = START_SECONDS) -> None:
        """Wait for an event, as long as the process lives.

        Args:
            happened: whether it has.
            seconds: how long at most.

        Raises:
            ServiceError: the process ended, or the event did not happen in time.
        """
        running = self._started()
        deadline = time.monotonic() + seconds
        while not happened():
            if time.monotonic() > deadline:
                raise ServiceError(f"{self._name}: not ready after {seconds} s:\n{self.output[-3000:]}")
            try:
                running.wait(_PAUSE)
            except subprocess.TimeoutExpired:
                continue
            raise ServiceError(f"{self._name}: ended with {running.returncode}:\n{self.output[-3000:]}")

    def answers(self, path: str) -> bool:
        """Whether an address answers with 200."""
        try:
            return httpx.get(self.url + path, timeout=5).status_code == 200
        except httpx.TransportError:
            return False

    def stop(self, sign: signal.Signals = signal.SIGINT, seconds: float = STOP_SECONDS) -> int:
        """Send a signal and wait for the end.

        Args:
            sign: the signal.
            seconds: how long at most.

        Returns:
            The exit code.

        Raises:
            subprocess.TimeoutExpired: it goes on.
        """
        running = self._started()
        if self.alive():
            running.send_signal(sign)
        return running.wait(seconds)

    def kill(self) -> None:
        """End it and its children with SIGKILL, as a machine that loses power does."""
        if self._running is None:
            return
        if self.alive():
            children = self._signal_all(signal.SIGSTOP)
            handles = [handle for handle in map(_handle_of, children) if handle is not None]
            # By the list: when the process has ended, its children are no longer found below it.
            for one in (self.pid, *children):
                with suppress(ProcessLookupError):
                    os.kill(one, signal.SIGKILL)
            for handle in handles:
                # A handle can be read when its process has ended: only then is the port free.
                select.select([handle], [], [], STOP_SECONDS)
                os.close(handle)
        self._running.wait(STOP_SECONDS)

    def freeze(self) -> None:
        """Hold it and its children with SIGSTOP: connections stay open, nothing answers."""
        self._signal_all(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it and its children go on after :meth:`freeze`."""
        self._signal_all(signal.SIGCONT)

    def restart(self) -> None:
        """Stop it if it runs, and start it on the same port and data."""
        if self.alive():
            self.stop()
        self.start()

    def _signal_all(self, sign: signal.Signals) -> list[int]:
        """Signal the process first, so that no child is born meanwhile, then its children."""
        os.kill(self.pid, sign)
        children = _descendants(self.pid)
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(child, sign)
        return children

    def _started(self) -> subprocess.Popen[bytes]:
        if self._running is None:
            raise ServiceError(f"{self._name}: was not started")
        return self._running

    @property
    def _name(self) -> str:
        return f"{Path(self.arguments[0]).name} on port {self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self.alive():
            return
        self.thaw()
        try:
            self.stop()
        except subprocess.TimeoutExpired:
            self.kill()


def _group_of(account: str | None) -> int | None:
    if account is None:
        return None
    return pwd.getpwnam(account).pw_gid


def _descendants(pid: int) -> list[int]:
    """Ids of the children of a process and of theirs; parents first."""
    found = []
    # A process that has ended meanwhile has none.
    with suppress(FileNotFoundError, ProcessLookupError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (task / "children").read_text().split()):
                found += [child, *_descendants(child)]
    return found


def _handle_of(pid: int) -> int | None:
    """A file descriptor that stands for a process; none if it has ended."""
    try:
        return os.pidfd_open(pid)
    except ProcessLookupError:
        return None
