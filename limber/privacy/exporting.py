"""Everything that is kept of a conversation, for the person whose it is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from limber.privacy.marks import MARKS
from limber.privacy.tables import Kept, existing
from limber.stores.marks import Standing

Export = dict[str, Any]

_SPEAKERS: Mapping[str, str] = {"user": "person", "bot": "limber"}
"""Types of events in which something is said, and who says it."""


def export(engine: Engine, conversation: str, marks: Sequence[Standing] = ()) -> Export | None:
    """What is kept of a conversation.

    Args:
        engine: the database.
        conversation: its id.
        marks: what Redis holds of it.

    Returns:
        ``conversation``, its id; ``said``, what was said in order, with UTC times; ``kept``, every row of
        every table, and the marks; None if nothing is kept.
    """
    with engine.connect() as connection:
        rows = {kept.name: _rows(connection, kept, conversation) for kept in existing(engine)}
    if marks:
        rows[MARKS] = [dict(mark) for mark in marks]
    if not any(rows.values()):
        return None
    said = [line for row in rows.get("events", ()) for line in _said(row)]
    return {"conversation": conversation, "said": said, "kept": rows}


def _rows(connection: sa.engine.Connection, kept: Kept, conversation: str) -> list[Export]:
    query = sa.select(kept.table).where(kept.of(conversation)).order_by(kept.table.c[kept.order])
    return [_readable(dict(row), kept.json) for row in connection.execute(query).mappings()]


def _readable(row: Export, columns: Iterable[str]) -> Export:
    return {**row, **{column: json.loads(row[column]) for column in columns if row[column]}}


def _said(row: Export) -> Iterable[Export]:
    """What was said in an event: nothing, or one line."""
    who, event = _SPEAKERS.get(row["type_name"]), row["data"]
    if who and event.get("text"):
        yield {"at": _utc(row["timestamp"]), "who": who, "text": event["text"]}
    elif row["type_name"] == "limber_feedback":
        reason = f": {event['reason']}" if event.get("reason") else ""
        yield {"at": _utc(row["timestamp"]), "who": "person", "text": f"thumb {event['value']}{reason}"}


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, timezone.utc).isoformat(timespec="seconds")
