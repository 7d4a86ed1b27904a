"""What people asked in vain: read from the stored conversations, without who asked."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import sqlalchemy as sa

from limber.stores.opening import open_database

UNANSWERED = ("nlu_fallback", "ask_unchecked", "out_of_scope")
"""Intents of messages that got no answer from the store."""

_SECONDS_A_DAY = 86_400


def read_unanswered(endpoints: Path, days: int) -> Iterator[tuple[str, str]]:
    """Yield intent and text of every message of the last days that got no answer.

    Args:
        endpoints: Rasa's endpoints file; its ``tracker_store`` names an SQL database.
        days: how far to look back.

    Raises:
        ValueError: the file can't be read or names no SQL database.
    """
    engine = open_database(endpoints)
    if engine is None:
        return
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
