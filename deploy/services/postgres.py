"""PostgreSQL with a database of its own."""

from __future__ import annotations

import os
import secrets
import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg2

from deploy.services.process import ServiceError
from deploy.services.service import Service, account, free, prepare

NAME = "limber"
"""Of the role and of the database."""


class Postgres(Service):
    """PostgreSQL in a folder; the cluster, the role and the database are made at the first start.

    Args:
        folder: keeps its data over starts.
        port: where it listens; a free one by default.

    Raises:
        ServiceError: it can't run here; says why.
    """

    program = "postgres"
    package = "postgresql"

    def __init__(self, folder: Path, port: int = 0) -> None:
        folder = prepare(folder)
        self.data = folder / "data"
        port = free(port)
        options = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "port": str(port),
            # Turns of text: small, and other processes want the memory.
            "shared_buffers": "32MB",
        }
        settings = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
        super().__init__(folder, ["-D", str(self.data), *settings], port)

    @classmethod
    def folders(cls) -> list[Path]:
        """Debian keeps a folder for each version: the newest first."""
        versions = Path("/usr/lib/postgresql").glob("*/bin")
        newest = sorted(versions, key=lambda path: float(path.parent.name), reverse=True)
        return [*newest, *super().folders()]

    @property
    def password(self) -> str:
        """Of the role, which is made with the data."""
        return self._password_file.read_text("utf-8")

    @property
    def url(self) -> str:
        """Of the database, with the password."""
        return f"postgresql://{NAME}:{self.password}@127.0.0.1:{self.port}/{NAME}"

    @property
    def settings(self) -> dict[str, Any]:
        """What a tracker store in an endpoints file needs besides its type."""
        return {
            "dialect": "postgresql",
            "url": "127.0.0.1",
            "port": self.port,
            "db": NAME,
            "username": NAME,
            "password": self.password,
        }

    def ready(self) -> bool:
        """Whether it takes connections."""
        try:
            self.connect("postgres").close()
        except psycopg2.OperationalError:
            return False
        return True

    def start(self, seconds: float = 60) -> None:
        """Start it and wait until it serves; at the first start make what it needs.

        Args:
            seconds: how long at most.

        Raises:
            ServiceError: it ended, or does not serve in time.
        """
        new = not (self.data / "PG_VERSION").exists()
        if new:
            self._make_cluster()
        super().start(seconds)
        if new:
            connection = self.connect("postgres")
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE {NAME}")
            connection.close()

    def connect(self, database: str = NAME) -> Any:
        """A connection as psycopg2 gives it.

        Raises:
            psycopg2.OperationalError: there is none to be had.
        """
        return psycopg2.connect(
            host="127.0.0.1",
            port=self.port,
            dbname=database,
            user=NAME,
            password=self.password,
            connect_timeout=5,
        )

    @property
    def _password_file(self) -> Path:
        return self.folder / "password"

    def _make_cluster(self) -> None:
        self._password_file.touch(mode=0o600)
        self._password_file.write_text(secrets.token_urlsafe(24), "utf-8")
        who = account()
        if who:
            shutil.chown(self._password_file, who)
        command = [self.find("initdb"), "-D", str(self.data), "-U", NAME, "-E", "UTF8", "--locale=C.UTF-8"]
        command += ["--auth=scram-sha-256", "--pwfile", str(self._password_file)]
        made = subprocess.run(
            command,
            cwd=self.folder,
            env={"PATH": os.environ.get("PATH", "")},
            user=who,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise ServiceError(f"{' '.join(command)}: {made.stderr or made.stdout}")
