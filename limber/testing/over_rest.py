"""A bot behind the ``rest`` channel of a running server."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp

from limber.testing.answers import Answer
from limber.testing.cases import Check

WEBHOOK = "/webhooks/rest/webhook"

PATIENCE = aiohttp.ClientTimeout(total=30)
"""How long one message may take."""


class UnreachableError(Exception):
    """Nothing answers at the address."""


class OverRest:
    """Asks over HTTP.

    Args:
        url: the server's address, without a path.
        standing: checks that every turn must pass.
        session: for the requests.
    """

    knows_inside = False

    def __init__(self, url: str, standing: Sequence[Check], session: aiohttp.ClientSession) -> None:
        self.standing = standing
        self._address = url.rstrip("/") + WEBHOOK
        self._session = session

    async def begin(self, conversation: str, slots: Mapping[str, Any]) -> None:
        """Nothing: the first message begins a conversation."""

    async def say(self, text: str, conversation: str, metadata: Mapping[str, Any]) -> Answer:
        """The answer to a message.

        Raises:
            UnreachableError: no connection.
        """
        body = {"sender": conversation, "message": text, **({"metadata": metadata} if metadata else {})}
        try:
            async with self._session.post(self._address, json=body, timeout=PATIENCE) as response:
                content = await response.text()
                if response.status != 200:
                    return Answer([], troubles=(f"HTTP {response.status}: {content[:200]}",))
                return Answer(json.loads(content))
        except aiohttp.ClientConnectorError as error:
            raise UnreachableError(f"nothing answers at {self._address}: {error.strerror}") from error
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as error:
            return Answer([], troubles=(f"{type(error).__name__}: {error}",))
