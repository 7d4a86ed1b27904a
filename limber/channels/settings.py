"""Settings of a channel in credentials.yml, checked when the server starts."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeVar
from urllib.parse import urlsplit

from pydantic import BaseModel, ValidationError, validator
from pydantic.fields import ModelField

_VARIABLE = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
"""A value that names an environment variable. Rasa's own form, ``${NAME}``, ends the server where
the variable is not set; with this one, the setting is not there."""


class SettingsError(ValueError):
    """A setting can't be used; says which one, what was expected and what to do."""


class ChannelSettings(BaseModel):
    """Settings of one channel; unknown ones are refused."""

    class Config:
        extra = "forbid"
        frozen = True


def within_limits(limits: Mapping[str, tuple[int, int]]) -> classmethod[Any, Any, Any]:
    """A validator that keeps numbers within limits.

    Args:
        limits: least and most of each field.
    """

    def check(cls: type[ChannelSettings], value: int, field: ModelField) -> int:
        least, most = limits[field.name]
        if not least <= value <= most:
            raise ValueError(f"is {value}, expected {least} to {most}")
        return value

    return validator(*limits, allow_reuse=True)(check)


_ADDRESS = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#]*)?")


def address(*fields: str) -> classmethod[Any, Any, Any]:
    """A validator of web addresses, which loses the slash at their end.

    Args:
        fields: names of the fields.
    """

    def check(cls: type[ChannelSettings], value: str | None) -> str | None:
        if value is not None and not _is_address(value):
            raise ValueError(f"is '{value}', expected an address such as https://chat.clinic.example")
        return value and value.rstrip("/")

    return validator(*fields, allow_reuse=True)(check)


def _is_address(value: str) -> bool:
    try:
        # A port out of range is found only when it is asked for.
        return _ADDRESS.fullmatch(value) is not None and urlsplit(value).port != 0
    except ValueError:
        return False


Settings = TypeVar("Settings", bound=ChannelSettings)


def read_settings(
    kind: type[Settings],
    section: str,
    guide: str,
    values: Mapping[str, Any] | None,
    environment: Mapping[str, str] | None = None,
) -> Settings:
    """The settings of a channel's section.

    A value such as ``$TELEGRAM_TOKEN`` stands in the environment; where that is unset or empty,
    the setting has its default.

    Args:
        kind: the channel's settings.
        section: its name in credentials.yml.
        guide: the document that explains them.
        values: the section; None where it is empty.
        environment: the process's own by default.

    Raises:
        SettingsError: with every field that can't be used.
    """
    if not isinstance(values, Mapping | None):
        raise SettingsError(f"{section}: expected settings, one a line, or nothing; see {guide}")
    known = os.environ if environment is None else environment
    found = {name: _resolved(value, known) for name, value in (values or {}).items()}
    try:
        return kind.parse_obj({name: value for name, value in found.items() if value is not _UNSET})
    except ValidationError as error:
        in_words = _describe(section, kind)
        raise SettingsError("\n".join(map(in_words, error.errors()))) from error


_UNSET = object()


def _resolved(value: Any, environment: Mapping[str, str]) -> Any:
    named = _VARIABLE.fullmatch(value) if isinstance(value, str) else None
    if named is None:
        return value
    return environment.get(named[1], "").strip() or _UNSET


def _describe(section: str, kind: type[ChannelSettings]) -> Callable[[Mapping[str, Any]], str]:
    messages = {
        **_MESSAGES,
        "value_error.extra": "is no setting of this channel; remove it or correct it to one of "
        + ", ".join(kind.__fields__),
    }

    def in_words(fault: Mapping[str, Any]) -> str:
        field = ".".join(str(part) for part in fault["loc"])
        message = messages.get(fault["type"]) or f"{fault['msg']}; correct it"
        return f"{section}: {field}: {message}"

    return in_words


_MESSAGES: Mapping[str, str] = {
    "type_error.integer": "expected a whole number; write it without quotes",
    "type_error.list": "expected a list; write it as [https://clinic.example]",
    "type_error.str": "expected text; put it in quotes",
}
