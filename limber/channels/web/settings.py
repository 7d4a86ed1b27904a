"""The channel's settings in credentials.yml, checked when the server starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import jwt
from pydantic import BaseModel, Field, StrictInt, StrictStr, ValidationError, validator
from pydantic.fields import ModelField

from limber.channels.entry import MAX_CHARACTERS

SECTION = "limber.channels.web.WebChannel"
"""The channel's name in credentials.yml."""

_LIMITS: Mapping[str, tuple[int, int]] = {
    "max_length": (100, MAX_CHARACTERS),
    "max_payload_bytes": (16 * 1024, 1024 * 1024),
    "messages_a_minute": (1, 10_000),
    "messages_a_minute_per_address": (1, 100_000),
    "history_turns": (0, 500),
    "proxies": (0, 10),
}

_ORIGIN = re.compile(r"https?://[a-z0-9.\-\[\]:]+(?<![/:])", re.IGNORECASE)


class SettingsError(ValueError):
    """A setting can't be used; says which one, what was expected and what to do."""


class WebSettings(BaseModel):
    """How the channel behaves; docs/widget.md explains each."""

    origins: list[StrictStr] = Field(default_factory=list)
    max_length: StrictInt = MAX_CHARACTERS
    max_payload_bytes: StrictInt = 64 * 1024
    messages_a_minute: StrictInt = 30
    messages_a_minute_per_address: StrictInt = 120
    history_turns: StrictInt = 50
    proxies: StrictInt = 0
    jwt_key: StrictStr | None = None
    jwt_method: StrictStr = "HS256"

    class Config:
        extra = "forbid"
        frozen = True

    @validator(*_LIMITS)
    def _is_within(cls, value: int, field: ModelField) -> int:
        least, most = _LIMITS[field.name]
        if not least <= value <= most:
            raise ValueError(f"is {value}, expected {least} to {most}")
        return value

    @validator("origins", each_item=True)
    def _is_origin(cls, value: str) -> str:
        if value == "*":
            return value
        if not _ORIGIN.fullmatch(value) or urlsplit(value).path:
            raise ValueError(
                f"is '{value}', expected scheme and host such as https://clinic.example, without a path"
            )
        return value.lower()

    @validator("jwt_key")
    def _is_key(cls, value: str | None) -> str | None:
        if value is not None and not value.strip():
            raise ValueError("is empty, expected a key; remove the field for a server without tokens")
        return value

    @validator("jwt_method")
    def _is_method(cls, value: str) -> str:
        methods = sorted(set(jwt.algorithms.get_default_algorithms()) - {"none"})
        if value not in methods:
            raise ValueError(f"is '{value}', expected one of {', '.join(methods)}")
        return value


def read_settings(values: Mapping[str, Any] | None) -> WebSettings:
    """The settings of the channel's section.

    Args:
        values: the section; None where it is empty.

    Raises:
        SettingsError: with every field that can't be used.
    """
    if not isinstance(values, Mapping | None):
        raise SettingsError(f"{SECTION}: expected settings, one a line, or nothing; see docs/widget.md")
    try:
        return WebSettings.parse_obj(dict(values or {}))
    except ValidationError as error:
        raise SettingsError("\n".join(map(_in_words, error.errors()))) from error


def _in_words(fault: Mapping[str, Any]) -> str:
    field = ".".join(str(part) for part in fault["loc"])
    message = _MESSAGES.get(fault["type"]) or f"{fault['msg']}; correct it"
    return f"{SECTION}: {field}: {message}"


_MESSAGES: Mapping[str, str] = {
    "value_error.extra": "is no setting of this channel; remove it or correct it to one of "
    + ", ".join(WebSettings.__fields__),
    "type_error.integer": "expected a whole number; write it without quotes",
    "type_error.list": "expected a list; write it as [https://clinic.example]",
    "type_error.str": "expected text; put it in quotes",
}
