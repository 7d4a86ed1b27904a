"""Calls of a service's API over HTTP."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import aiohttp

from limber.channels.messaging.patience import LaterError
from limber.channels.messaging.reading import UnreadableError, read_object

CALL_SECONDS = 30.0
"""How long one call may take."""


@dataclass(frozen=True)
class Answer:
    """What a service answered.

    Attributes:
        status: of the HTTP response.
        text: its body.
        after: seconds after which the service wants to be asked again, if its head says so.
    """

    status: int
    text: str
    after: float | None = None

    @property
    def content(self) -> dict[str, Any] | None:
        """The JSON object in the body, if it is one."""
        try:
            return read_object(self.text)
        except UnreadableError:
            return None


class Client:
    """Connections to one service."""

    def __init__(self) -> None:
        self._session: aiohttp.ClientSession | None = None

    async def post(self, url: str, call: str, seconds: float = CALL_SECONDS, **body: Any) -> Answer:
        """Call an address.

        Args:
            url: the address.
            call: what it is for, for the log; the address may have secrets.
            seconds: how long it may take.
            body: ``json``, ``data``, ``headers``, ``auth`` as aiohttp takes them.

        Raises:
            LaterError: the service can't be reached.
        """
        if self._session is None:
            self._session = aiohttp.ClientSession()
        try:
            async with self._session.post(
                url, timeout=aiohttp.ClientTimeout(total=seconds), **body
            ) as answer:
                text = await answer.text(errors="replace")
                return Answer(answer.status, text, _seconds(answer.headers.get("Retry-After", "")))
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError) as error:
            # Its words may have the address, and with it a secret.
            raise LaterError(f"{call}: {type(error).__name__}") from None

    async def close(self) -> None:
        """Close the connections."""
        if self._session is not None:
            await self._session.close()


def _seconds(header: str) -> float | None:
    return float(header) if header.isascii() and header.isdigit() else None
