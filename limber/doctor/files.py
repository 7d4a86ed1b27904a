"""Who may read what is kept here, and whether there is room for more."""

from __future__ import annotations

import re
import shutil
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from limber.doctor.finding import Finding, fine, note, wrong
from limber.doctor.stores import database_file, read_endpoints

LEAST_FREE = 500 * 1024**2
"""Bytes: below it a database may soon be full."""

LOW_FREE = 2 * 1024**3
"""Bytes: below it somebody should look."""

_SECRET = re.compile(r"(token|secret|password|jwt_key)$")
_ELSEWHERE = re.compile(r"\$\{?\w+\}?")


def disk(root: Path, endpoints: Path) -> Iterator[Finding]:
    """Free room where conversations and models are.

    Args:
        root: the project's folder.
        endpoints: Rasa's endpoints file.
    """
    database = _database(endpoints)
    places = {"models": root / "models", **({"conversations": database.parent} if database else {})}
    for name, folder in places.items():
        there = next(path for path in (folder, *folder.resolve().parents) if path.exists())
        free = shutil.disk_usage(there).free
        said = f"{free / 1024**3:.1f} GB free for {name}"
        if free < LEAST_FREE:
            yield wrong("disk", said, f"make room on the disk of {folder}")
        elif free < LOW_FREE:
            yield note("disk", said, f"make room on the disk of {folder}")
        else:
            yield fine("disk", said)


def permissions(endpoints: Path, credentials: Path) -> Iterator[Finding]:
    """Whether others on this machine can read conversations or secrets.

    Args:
        endpoints: Rasa's endpoints file.
        credentials: Rasa's credentials file.
    """
    private = [path for path in (endpoints, credentials) if holds_secret(path)]
    database = _database(endpoints)
    if database is not None:
        private += [database.with_name(database.name + end) for end in ("", "-wal", "-shm")]
    open_ones = [path for path in private if path.exists() and path.stat().st_mode & stat.S_IRWXO]
    for path in open_ones:
        yield wrong("files", f"{path} can be read by everybody on this machine", f"run chmod 600 {path}")
    if not open_ones:
        yield fine("files", "conversations and secrets are closed to others")


def _database(endpoints: Path) -> Path | None:
    try:
        return database_file(read_endpoints(endpoints).tracker_store)
    except ValueError:
        return None  # told of already, with the stores


def holds_secret(path: Path) -> bool:
    """Whether a settings file has a secret in it, not just the name of a variable.

    Args:
        path: a YAML file.
    """
    try:
        content = yaml.safe_load(path.read_text("utf-8"))
    except (OSError, yaml.YAMLError):
        return False
    return any(
        _SECRET.search(str(name)) and isinstance(value, str) and not _ELSEWHERE.fullmatch(value)
        for section in (content.values() if isinstance(content, Mapping) else ())
        if isinstance(section, Mapping)
        for name, value in section.items()
    )
