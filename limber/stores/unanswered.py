"""What people asked in vain: read from the stored conversations, without who asked."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.utils.io import read_yaml_file

UNANSWERED = ("nlu_fallback", "ask_unchecked", "out_of_scope")
"""Intents of messages that got no answer from the store."""

_SECONDS_A_DAY = 86_400


def read_unanswered(endpoints: Path, days: int) -> Iterator[tuple[str, str]]:
    """Yield intent and text of every message of the last days that got no answer.

    Args:
        endpoints: Rasa's endpoints file; its ``tracker_store`` names an SQL database.
        days: how far to look back.

    Raises:
        ValueError: the file names no SQL database.
    """
    settings: Mapping[str, Any] = (read_yaml_file(endpoints) or {}).get("tracker_store") or {}
    database = settings.get("db")
    if not database:
        raise ValueError(f"{endpoints}: tracker_store.db: expected the database of the conversations")
    dialect = settings.get("dialect", "sqlite")
    if dialect == "sqlite" and not Path(database).is_file():
        return
    url = SQLTrackerStore.get_db_url(
        dialect,
        settings.get("url"),
        settings.get("port"),
        database,
        settings.get("username"),
        settings.get("password"),
        settings.get("login_db"),
        settings.get("query"),
    )
    engine = sa.create_engine(url)
    query = sa.text(
        "SELECT intent_name, data FROM events WHERE type_name = 'user' AND timestamp >= :since "
        "AND intent_name IN :intents ORDER BY id"
    ).bindparams(sa.bindparam("intents", expanding=True))
    since = time.time() - days * _SECONDS_A_DAY
    with engine.connect() as connection:
        for intent, data in connection.execute(query, {"since": since, "intents": list(UNANSWERED)}):
            text = json.loads(data).get("text")
            if text:
                yield intent, text
    engine.dispose()
