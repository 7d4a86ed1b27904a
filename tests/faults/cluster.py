"""Several Limber servers as processes behind nginx, with PostgreSQL and Redis."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any

import yaml

from deploy.services import Nginx, Postgres, Redis
from tests.running import ROOT, LimberServer, Process, command, environment, free_port

SERVICES = (Postgres, Redis, Nginx)

SITE = """\
upstream limber {{
  {servers}
}}
server {{
  listen 127.0.0.1:{port};
  location / {{
    proxy_pass http://limber;
    proxy_http_version 1.1;
    proxy_set_header Host $host;
    proxy_connect_timeout 1s;
    proxy_read_timeout 30s;
    # A message has an id, so asking another server as well does no harm.
    proxy_next_upstream error timeout http_502 http_503 non_idempotent;
  }}
}}
"""


class Server(LimberServer):
    """A Limber server that can be started again on its port."""

    def again(self) -> None:
        """Start it after its end, and wait until it is ready."""
        self.launch()
        self.wait_until(lambda: self.answers("/health/ready"))


class Cluster:
    """The topology; used as a context.

    Args:
        folder: where everything runs; whoever runs the services may enter it.
        servers: how many Limber servers.
        actions: whether the actions run in a server of their own.
        more: environment variables of the Limber servers.
    """

    def __init__(self, folder: Path, servers: int = 2, actions: bool = False, **more: str) -> None:
        self.folder = folder
        self.postgres = Postgres(folder / "postgres")
        self.redis = Redis(folder / "redis")
        self.proxy = Nginx(folder / "nginx")
        self.servers: list[Server] = []
        self.actions: Process | None = None
        self._count, self._with_actions, self._more = servers, actions, more
        self._stack = ExitStack()

    @property
    def url(self) -> str:
        return self.proxy.url

    def __enter__(self) -> Cluster:
        try:
            self._stack.enter_context(self.postgres)
            self._stack.enter_context(self.redis)
            if self._with_actions:
                self.actions = self.start_actions(free_port())
            for _ in range(self._count):
                self.add(ROOT)
            self.route(self.servers)
            self._stack.enter_context(self.proxy)
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def add(self, project: Path) -> Server:
        """Start one more server; the proxy does not know it yet."""
        place = self.folder / f"server-{len(self.servers)}"
        place.mkdir()
        server = Server(place, "--endpoints", str(self._endpoints()), project=project, **self._more)
        self._stack.callback(server.kill)
        self.servers.append(server)
        return server

    def route(self, servers: Sequence[Server]) -> None:
        """Let the proxy use these servers."""
        lines = "\n  ".join(
            f"server 127.0.0.1:{server.port} max_fails=1 fail_timeout=1s;" for server in servers
        )
        self.proxy.write(SITE.format(servers=lines, port=self.proxy.port))

    def start_actions(self, port: int) -> Process:
        """Rasa's action server with Limber's actions."""
        place = self.folder / "actions"
        place.mkdir(exist_ok=True)
        rasa = [command("rasa"), "run", "actions", "--actions", "actions", "--port", str(port)]
        actions = Process(rasa, place, port, environment(ROOT))
        self._stack.callback(actions.kill)
        actions.wait_until(lambda: actions.answers("/health"))
        return actions

    def _endpoints(self) -> Path:
        settings: dict[str, Any] = {
            "tracker_store": {
                "type": "limber.stores.tracker.BoundedTrackerStore",
                **self.postgres.settings,
            },
            "lock_store": {"type": "limber.stores.locks.LeaseLockStore", **self.redis.settings},
        }
        if self.actions is not None:
            settings["action_endpoint"] = {"url": f"{self.actions.url}/webhook"}
        path = self.folder / "endpoints.yml"
        path.write_text(yaml.safe_dump(settings), "utf-8")
        path.chmod(0o600)
        return path


async def in_thread(step: Callable[..., Any], *arguments: Any) -> Any:
    """Do something that takes a while without holding up the traffic."""
    return await asyncio.get_running_loop().run_in_executor(None, step, *arguments)


def retire(server: Server) -> None:
    """Tell a server to end, as an update does."""
    server.stop(signal.SIGTERM)
