"""The database of the conversations, as an endpoints file names it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.exceptions import RasaException
from rasa.shared.utils.io import read_yaml_file
from sqlalchemy.engine import Engine

from limber.stores.database import open_engine

DEFAULT_DATABASE = "var/conversations.db"
"""Where conversations are kept if an endpoints file has no tracker store."""


def open_database(endpoints: Path) -> Engine | None:
    """The database that a server with this endpoints file uses.

    Args:
        endpoints: Rasa's endpoints file.

    Returns:
        The database; None where it is a file that no conversation has made yet.

    Raises:
        ValueError: the file can't be read or names no SQL database; says what to do.
    """
    settings = read_section(endpoints, "tracker_store")
    database = settings.get("db") if settings else DEFAULT_DATABASE
    if not database:
        raise ValueError(f"{endpoints}: tracker_store.db: expected the database of the conversations")
    dialect = settings.get("dialect", "sqlite")
    if dialect == "sqlite" and not Path(database).is_file():
        return None
    url = SQLTrackerStore.get_db_url(
        dialect,
        settings.get("url"),
        settings.get("port"),
        database,
        settings.get("username"),
        settings.get("password"),
        query=settings.get("query"),
    )
    return open_engine(url)


def read_section(endpoints: Path, name: str) -> Mapping[str, Any]:
    """A section of an endpoints file; empty where there is none.

    Raises:
        ValueError: the file can't be read.
    """
    try:
        sections = read_yaml_file(endpoints) or {}
    except (OSError, RasaException, UnicodeDecodeError) as error:
        raise ValueError(f"{endpoints}: can't be read: {error}") from error
    found = sections.get(name) if isinstance(sections, Mapping) else None
    return found if isinstance(found, Mapping) else {}
