"""Redis, which keeps what it holds over a restart."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import redis

from deploy.services.service import Service, free, prepare


class Redis(Service):
    """Redis in a folder.

    Args:
        folder: keeps its data over starts.
        port: where it listens; a free one by default.

    Raises:
        ServiceError: it can't run here; says why.
    """

    program = "redis-server"
    package = "redis-server"

    def __init__(self, folder: Path, port: int = 0) -> None:
        folder = prepare(folder)
        port = free(port)
        options = {
            "bind": "127.0.0.1",
            "port": str(port),
            "dir": str(folder),
            "appendonly": "yes",
            "save": "",
        }
        arguments = [part for name, value in options.items() for part in (f"--{name}", value)]
        super().__init__(folder, arguments, port)

    @property
    def url(self) -> str:
        """Of its first database."""
        return f"redis://127.0.0.1:{self.port}/0"

    @property
    def settings(self) -> dict[str, Any]:
        """What a lock store in an endpoints file needs besides its type."""
        return {"url": "127.0.0.1", "port": self.port}

    def ready(self) -> bool:
        """Whether it answers."""
        client = redis.Redis(port=self.port, socket_timeout=5)
        try:
            return bool(client.ping())
        except (redis.ConnectionError, redis.TimeoutError):
            return False
        finally:
            client.close()
