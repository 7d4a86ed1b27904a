"""The whole deployment on one machine, as processes: for trying it out and for tests.

nginx in front of Limber servers, PostgreSQL for conversations, Redis for locks, action servers if
wanted; the same settings as on several machines, without containers.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from types import FrameType, TracebackType
from typing import Annotated, Any

import typer
import yaml
from typing_extensions import Self

from deploy.endpoints import credentials, endpoints
from deploy.proxy import as_servers, render
from deploy.serve import write_settings
from deploy.services import (
    ActionServer,
    LimberServer,
    Nginx,
    Postgres,
    Process,
    Redis,
    ServiceError,
    free_port,
    open_folder,
)
from limber.paths import project_root

REQUESTS_A_SECOND = 1000
"""Everybody comes from one address here."""


class Cluster:
    """Limber on several servers; as a context it runs inside and is stopped after.

    Args:
        folder: keeps the data of PostgreSQL and Redis, settings and outputs. Where root starts it,
            everybody must be able to enter it.
        servers: how many Limber servers.
        action_servers: how many action servers; with none the actions run in the servers.
        port: where nginx listens; a free one by default.
        cores: the processor to which each server keeps; any by default.
        web: settings of the web channel, over those of the project.
        secrets: environment variables of the servers, such as tokens of messaging services.

    Raises:
        ServiceError: a program is missing; says which.
    """

    def __init__(
        self,
        folder: Path,
        servers: int = 2,
        action_servers: int = 0,
        port: int = 0,
        cores: Sequence[int] | None = None,
        web: Mapping[str, Any] | None = None,
        secrets: Mapping[str, str] | None = None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.postgres = Postgres(folder / "postgres")
        self.redis = Redis(folder / "redis")
        self.proxy = Nginx(folder / "nginx", port)
        self.actions = [ActionServer(self._made(f"actions-{one + 1}")) for one in range(action_servers)]
        self._actions_port = free_port()
        self._web = dict(web or {})
        self.servers = [
            self._server(place, cores[place] if cores else None, secrets or {}) for place in range(servers)
        ]
        self._running = ExitStack()

    @property
    def url(self) -> str:
        """Where people reach it."""
        return self.proxy.url

    def start(self) -> None:
        """Start everything and wait until it serves.

        Raises:
            ServiceError: a process ended or does not serve in time; everything is stopped then.
        """
        try:
            for service in (self.postgres, self.redis):
                self._running.enter_context(service)
            self._write_settings()
            # At once: each loads a model, and nothing waits for another.
            others: list[Process] = [*self.actions, *self.servers]
            for process in others:
                process.launch()
                self._running.push(process)
            for process in others:
                process.wait_until(process.ready)
            self._running.enter_context(self.proxy)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop everything, the proxy first; what was killed meanwhile is left as it is."""
        self._running.close()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _made(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(exist_ok=True)
        return folder

    def _server(self, place: int, core: int | None, secrets: Mapping[str, str]) -> LimberServer:
        options = ["--endpoints", str(self._endpoints), "--credentials", str(self._credentials)]
        return LimberServer(self._made(f"server-{place + 1}"), *options, core=core, env=secrets)

    @property
    def _endpoints(self) -> Path:
        return self.folder.resolve() / "endpoints.yml"

    @property
    def _credentials(self) -> Path:
        return self.folder.resolve() / "credentials.yml"

    def _write_settings(self) -> None:
        actions = f"http://127.0.0.1:{self._actions_port}/webhook" if self.actions else None
        write_settings(self._endpoints, endpoints(self.postgres.settings, self.redis.settings, actions))
        channels = yaml.safe_load((project_root() / "credentials.yml").read_text("utf-8"))
        write_settings(self._credentials, credentials(channels, {"proxies": 1, **self._web}))
        addresses = [f"127.0.0.1:{server.port}" for server in self.servers]
        site = render(
            {
                "LIMBER_LISTEN": f"127.0.0.1:{self.proxy.port}",
                "LIMBER_SERVERS": as_servers(addresses),
                "LIMBER_REQUESTS_A_SECOND": str(REQUESTS_A_SECOND),
                "LIMBER_TLS": "tls/*.conf",
            }
        )
        self.proxy.write(site + self._actions_site() if self.actions else site)

    def _actions_site(self) -> str:
        """The action servers behind one address, as their name stands for all of them in containers."""
        servers = as_servers([f"127.0.0.1:{server.port}" for server in self.actions])
        return f"""
upstream limber_actions {{ {servers} }}
server {{
  listen 127.0.0.1:{self._actions_port};
  location / {{ proxy_pass http://limber_actions; }}
}}
"""


def main(
    servers: Annotated[int, typer.Option(help="Limber servers.", min=1)] = 2,
    actions: Annotated[int, typer.Option(help="Action servers; 0 runs the actions in the servers.")] = 0,
    port: Annotated[int, typer.Option(help="Port of the proxy; 0 for a free one.")] = 5005,
    folder: Annotated[
        Path | None, typer.Option(help="Keeps the data; by default it is removed at the end.")
    ] = None,
) -> None:
    """Run Limber with nginx, PostgreSQL and Redis on this machine until Ctrl-C."""
    signal.signal(signal.SIGTERM, _as_interrupt)
    messaging = {name: value for name, value in os.environ.items() if name.startswith("LIMBER_")}
    with ExitStack() as stack:
        place = folder or stack.enter_context(open_folder("limber-cluster-"))
        try:
            cluster = Cluster(place, servers, actions, port, secrets=messaging)
            typer.echo("Starting; each server loads its model ...", err=True)
            stack.enter_context(cluster)
        except ServiceError as error:
            typer.echo(error, err=True)
            raise typer.Exit(1) from error
        except KeyboardInterrupt:
            return
        typer.echo(_told(cluster))
        try:
            while True:
                signal.pause()
        except KeyboardInterrupt:
            typer.echo("Stopping ...", err=True)


def _as_interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def _told(cluster: Cluster) -> str:
    """Addresses and processes, for people."""
    rows: list[tuple[str, Process]] = [("nginx", cluster.proxy)]
    rows += [(f"server {place}", server) for place, server in enumerate(cluster.servers, start=1)]
    rows += [(f"actions {place}", server) for place, server in enumerate(cluster.actions, start=1)]
    rows += [("PostgreSQL", cluster.postgres), ("Redis", cluster.redis)]
    lines = [f"{name:11} 127.0.0.1:{process.port}  pid {process.pid}" for name, process in rows]
    return "\n".join(
        [
            f"Limber is at {cluster.url}",
            *lines,
            f"Settings and outputs are in {cluster.folder}. Ctrl-C ends it.",
        ]
    )


if __name__ == "__main__":
    typer.run(main)
