"""The channel's settings in credentials.yml, checked when the server starts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

import jwt
from pydantic import Field, StrictInt, StrictStr, validator

from limber.channels.entry import MAX_CHARACTERS
from limber.channels.settings import ChannelSettings, read_settings, within_limits

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


class WebSettings(ChannelSettings):
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

    _limits = within_limits(_LIMITS)

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


def read_web_settings(values: Mapping[str, Any] | None) -> WebSettings:
    """The settings of the channel's section.

    Args:
        values: the section; None where it is empty.

    Raises:
        SettingsError: with every field that can't be used.
    """
    return read_settings(WebSettings, SECTION, "docs/widget.md", values)
