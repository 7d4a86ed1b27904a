"""Calls of Telegram's Bot API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import aiohttp

from limber.channels.messaging.client import CALL_SECONDS, Answer, Client
from limber.channels.messaging.patience import LaterError, RejectedError, UnreachableError

_GONE = ("chat not found", "user not found", "PEER_ID_INVALID", "bot was kicked", "group chat was upgraded")
"""Parts of what Telegram says of chats that can't be written to."""


class BotApi:
    """One bot's API.

    Args:
        token: the bot's token.
        url: the API's address; Telegram's, or one of an own or a test server.
    """

    def __init__(self, token: str, url: str) -> None:
        self._base = f"{url}/bot{token}/"
        self._client = Client()

    async def call(
        self,
        method: str,
        values: Mapping[str, Any],
        photo: bytes | None = None,
        seconds: float = CALL_SECONDS,
    ) -> Any:
        """Call a method.

        Args:
            method: its name.
            values: its parameters; those that are None are left out.
            photo: a picture to upload as ``photo``.
            seconds: how long it may take.

        Returns:
            The result.

        Raises:
            LaterError: Telegram can't be reached, is busy, or refuses the token for now.
            UnreachableError: the chat is gone, or its person blocked the bot.
            RejectedError: Telegram won't take this call.
        """
        given = {name: value for name, value in values.items() if value is not None}
        body: dict[str, Any] = {"json": given} if photo is None else {"data": _form(given, photo)}
        return read_result(method, await self._client.post(self._base + method, method, seconds, **body))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def _form(values: Mapping[str, Any], photo: bytes) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for name, value in values.items():
        form.add_field(name, value if isinstance(value, str) else json.dumps(value))
    form.add_field("photo", photo, filename="picture.png", content_type="image/png")
    return form


def read_result(method: str, given: Answer) -> Any:
    """The result in an answer of the API.

    Args:
        method: what was called.
        given: what came back.

    Raises:
        NotSentError: the call failed; see :meth:`BotApi.call`.
    """
    answer = given.content
    if answer is None:
        # Not Telegram's own words: a proxy's, or half of them.
        raise LaterError(f"{method}: {given.status} without an answer")
    if answer.get("ok") is True:
        return answer.get("result")
    code = answer.get("error_code")
    code = code if isinstance(code, int) else given.status
    said = str(answer.get("description", ""))[:200]
    reason = f"{method}: {code} {said}"
    if code == 429:
        raise LaterError(reason, _seconds(answer.get("parameters")))
    if code >= 500 or code == 401:
        raise LaterError(reason)
    if code == 403 or any(part in said for part in _GONE):
        raise UnreachableError(reason)
    raise RejectedError(reason)


def _seconds(parameters: object) -> float | None:
    after = parameters.get("retry_after") if isinstance(parameters, dict) else None
    return float(after) if isinstance(after, int | float) and after >= 0 else None
