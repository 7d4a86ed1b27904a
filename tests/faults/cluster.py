"""Where the faults happen: the deployment with two servers as processes, or one server with SQLite."""

from __future__ import annotations

import asyncio
import signal
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

from deploy import local
from deploy.services import LimberServer, Nginx, Postgres, Redis
from tests.faults.clock import Clock
from tests.faults.disk import SmallDisk
from tests.faults.traffic import Stored, read_stored

SERVICES = (Postgres, Redis, Nginx)

DISK_MEGABYTES = 32


class Cluster(local.Cluster):
    """The deployment as ``make cluster`` starts it, whose servers can be replaced and misled about the time.

    Args:
        folder: where everything runs; whoever runs the services may enter it.
        action_servers: how many; with none the actions run in the servers.
        clock: whether the first server has a clock that can jump.
    """

    def __init__(self, folder: Path, action_servers: int = 0, clock: bool = False) -> None:
        self.clock = Clock(folder / "clock") if clock else None
        super().__init__(folder, action_servers=action_servers)

    def _server(self, place: int, core: int | None, secrets: Mapping[str, str]) -> LimberServer:
        misled = self.clock.environment if self.clock and place == 0 else {}
        return super()._server(place, core, {**secrets, **misled})

    def stored(self) -> Stored:
        """The messages that are stored."""
        return read_stored(self.postgres.connect())

    def replace(self, number: int, project: Path) -> None:
        """Let a server end, start one of another project on its port, and wait until people get to it.

        Raises:
            ServiceError: the new one does not serve; the old one has ended.
        """
        old = self.servers[number]
        old.stop(signal.SIGTERM)
        options = ["--endpoints", str(self._endpoints), "--credentials", str(self._credentials)]
        new = LimberServer(old.folder, *options, port=old.port, project=project)
        self._running.enter_context(new)
        self.servers[number] = new
        before = len(self.proxy.output)
        answered = f'"server":"127.0.0.1:{new.port}"'
        self.proxy.wait_until(lambda: answered in self.proxy.output[before:])


async def in_thread(step: Callable[..., Any], *arguments: Any) -> Any:
    """Do something that takes a while without holding up the traffic."""
    return await asyncio.get_running_loop().run_in_executor(None, step, *arguments)


class Alone:
    """One server with its conversations in SQLite on a small disk, as ``limber serve`` has them; a context.

    Args:
        folder: where it runs.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.disk = SmallDisk(folder / "var", DISK_MEGABYTES)
        self._stack = ExitStack()

    @property
    def url(self) -> str:
        return self._server.url

    def __enter__(self) -> Alone:
        try:
            self._stack.enter_context(self.disk)
            self._server = self._stack.enter_context(LimberServer(self._folder))
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def stored(self) -> Stored:
        """The messages that are stored, in a database that is sound."""
        connection = sqlite3.connect(self.disk.folder / "conversations.db")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return read_stored(connection)
