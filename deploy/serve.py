"""What a server's container runs: settings from the environment and from secret files, then Limber.

The settings are written to a folder in memory, from where ``limber serve`` and other commands of
Limber read them. docs/operations.md lists the variables.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from deploy.endpoints import credentials, endpoints
from limber.paths import project_root

FOLDER = Path("/run/limber")
PORT = 5005

_FILE = "_FILE"
_PREFIX = "LIMBER_"


class VariableError(ValueError):
    """A variable is missing or names a file that can't be read; says which."""


def with_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which each ``LIMBER_..._FILE`` is replaced by the content of that file.

    Raises:
        VariableError: a file can't be read.
    """
    found = {}
    for name, value in environment.items():
        if not (name.startswith(_PREFIX) and name.endswith(_FILE) and value):
            found[name] = value
            continue
        try:
            found[name[: -len(_FILE)]] = Path(value).read_text("utf-8").strip()
        except OSError as error:
            raise VariableError(
                f"{name}: {value} can't be read ({error.strerror}); give the account that runs Limber leave "
                "to read it"
            ) from error
    return found


def endpoints_from(environment: Mapping[str, str]) -> dict[str, Any]:
    """What stands in the endpoints file.

    Args:
        environment: as :func:`with_secrets` gives it.

    Raises:
        VariableError: a variable is missing.
    """
    database = {
        "dialect": "postgresql",
        "url": _needed(environment, "LIMBER_DATABASE_HOST"),
        "port": int(environment.get("LIMBER_DATABASE_PORT") or 5432),
        "db": environment.get("LIMBER_DATABASE_NAME") or "limber",
        "username": environment.get("LIMBER_DATABASE_USER") or "limber",
        "password": _needed(environment, "LIMBER_DATABASE_PASSWORD"),
    }
    locks = {
        "url": _needed(environment, "LIMBER_REDIS_HOST"),
        "port": int(environment.get("LIMBER_REDIS_PORT") or 6379),
        "password": _needed(environment, "LIMBER_REDIS_PASSWORD"),
    }
    broker = None
    if environment.get("LIMBER_BROKER_HOST"):
        broker = {
            "type": "pika",
            "url": environment["LIMBER_BROKER_HOST"],
            "username": environment.get("LIMBER_BROKER_USER") or "limber",
            "password": _needed(environment, "LIMBER_BROKER_PASSWORD"),
            "queues": [environment.get("LIMBER_BROKER_QUEUE") or "limber"],
        }
    return endpoints(database, locks, environment.get("LIMBER_ACTIONS_URL"), broker)


def write_settings(path: Path, settings: Mapping[str, Any]) -> None:
    """Write a file of settings that nobody else may read: it holds passwords."""
    path.touch(mode=0o600)
    path.write_text(yaml.safe_dump(dict(settings), sort_keys=False), "utf-8")


def _needed(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "")
    if not value:
        raise VariableError(f"{name}: is not set; set it, or {name}{_FILE} to a file that holds it")
    return value


def main(
    folder: Annotated[Path, typer.Option(help="Where the settings are written.")] = FOLDER,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "0.0.0.0",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = PORT,
) -> None:
    """Write endpoints.yml and credentials.yml, and become limber serve."""
    try:
        environment = with_secrets(os.environ)
        stores = endpoints_from(environment)
    except VariableError as problem:
        typer.echo(problem, err=True)
        raise typer.Exit(1) from problem
    channels = yaml.safe_load((project_root() / "credentials.yml").read_text("utf-8"))
    written = {
        "endpoints": (folder / "endpoints.yml", stores),
        "credentials": (folder / "credentials.yml", credentials(channels, {"proxies": 1})),
    }
    for path, settings in written.values():
        write_settings(path, settings)
    options = [part for name, (path, _) in written.items() for part in (f"--{name}", str(path))]
    command = [sys.executable, "-m", "limber.cli", "serve", "--host", host, "--port", str(port), *options]
    os.execve(command[0], command, environment)


if __name__ == "__main__":
    typer.run(main)
