"""Reads what services send: forms and JSON."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

_MOST_FIELDS = 300


class UnreadableError(ValueError):
    """A request has not the form that the service gives it."""


def read_form(body: bytes) -> list[tuple[str, str]]:
    """The fields of a form, empty ones too.

    Raises:
        UnreadableError: it is no form, or has very many fields.
    """
    try:
        return parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS
        )
    except ValueError as error:
        raise UnreadableError("expected a form") from error


def read_object(text: str | bytes) -> dict[str, Any]:
    """A JSON object.

    Raises:
        UnreadableError: it is none.
    """
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UnreadableError("expected a JSON object") from error
    if not isinstance(found, dict):
        raise UnreadableError("expected a JSON object")
    return found
