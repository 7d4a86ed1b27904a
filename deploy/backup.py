"""Back up and restore the conversations of PostgreSQL, with PostgreSQL's own programs.

The address, the account and its password come from where PostgreSQL's programs look for them: PGHOST,
PGPORT, PGUSER, PGPASSWORD or PGPASSFILE, PGDATABASE.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Annotated

import typer

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)

NAME = "limber"
"""Of the account and of the database, where PGUSER and PGDATABASE say no other."""

_TABLES = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"

Via = Annotated[
    str,
    typer.Option(help="What runs the programs, such as docker compose exec -T postgres; nothing by default."),
]


class BackupError(Exception):
    """It did not work; says what to do."""


def dump(file: Path, via: Sequence[str] = ()) -> int:
    """Write the database, as it is at this moment, to a file that only its owner reads.

    Args:
        file: must not exist yet.
        via: what runs PostgreSQL's programs, word by word.

    Returns:
        The file's size in bytes.

    Raises:
        BackupError: there is such a file, or PostgreSQL's program failed; no file is left.
    """
    if file.exists():
        raise BackupError(f"{file}: is there already; give another name, or move it away")
    part = file.with_name(f"{file.name}.part")
    part.touch(mode=0o600)
    try:
        with part.open("wb") as written:
            _run([*via, "pg_dump", *_account(), "--format=custom", "--no-owner"], output=written)
            os.fsync(written.fileno())
        with part.open("rb") as read, Path(os.devnull).open("wb") as nowhere:
            # Reads every row back from the file.
            _run([*via, "pg_restore", "--file=-"], read, nowhere)
        return part.rename(file).stat().st_size
    finally:
        part.unlink(missing_ok=True)


def restore(file: Path, via: Sequence[str] = (), replace: bool = False) -> None:
    """Bring back what :func:`dump` wrote: everything, or nothing.

    Args:
        file: as :func:`dump` wrote it.
        via: what runs PostgreSQL's programs, word by word.
        replace: whether the tables that are there are dropped.

    Raises:
        BackupError: the database is not empty, or PostgreSQL's program failed; nothing is changed then.
    """
    tables = int(_run([*via, "psql", *_account(), "--no-align", "--tuples-only", "-c", _TABLES]))
    if tables and not replace:
        raise BackupError(
            f"the database has {tables} tables; restore into an empty one, or drop them with --replace"
        )
    how = ["--single-transaction", "--exit-on-error", "--no-owner"]
    if replace:
        how += ["--clean", "--if-exists"]
    with file.open("rb") as read:
        _run([*via, "pg_restore", *_account(), *how], read)


def _account() -> list[str]:
    user, database = os.environ.get("PGUSER") or NAME, os.environ.get("PGDATABASE") or NAME
    return ["--username", user, "--dbname", database]


def _run(command: Sequence[str], read: IO[bytes] | None = None, output: IO[bytes] | None = None) -> str:
    try:
        done = subprocess.run(
            command,
            stdin=read or subprocess.DEVNULL,
            stdout=output or subprocess.PIPE,
            stderr=subprocess.PIPE,
            check=False,
        )
    except FileNotFoundError as error:
        raise BackupError(
            f"{command[0]} is not here; on Debian: apt-get install postgresql-client"
        ) from error
    if done.returncode:
        raise BackupError(f"{command[0]}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout.decode() if done.stdout else ""


@app.command("dump")
def dump_command(file: Path, via: Via = "") -> None:
    """Back up the database to FILE."""
    try:
        size = dump(file, shlex.split(via))
    except BackupError as error:
        raise _refused(error) from error
    typer.echo(f"{file}: {size:,} bytes")


@app.command("restore")
def restore_command(
    file: Path,
    via: Via = "",
    replace: Annotated[bool, typer.Option("--replace", help="Drop the tables that are there.")] = False,
) -> None:
    """Bring the database back from FILE, whole or not at all."""
    try:
        restore(file, shlex.split(via), replace)
    except (BackupError, OSError) as error:
        raise _refused(error) from error
    typer.echo(f"{file}: restored")


def _refused(error: Exception) -> typer.Exit:
    typer.echo(error, err=True)
    return typer.Exit(1)


if __name__ == "__main__":
    app()
