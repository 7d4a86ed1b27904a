"""One message of a conversation at a time, in the order in which they came."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from limber.channels.web.wire import Code, Refused

MOST_WAITING = 20
"""Messages of one conversation that may wait; a client sends its next after an answer."""

_BUSY_SECONDS = 5


class _Line:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.waiting = 0
        self.ended = False


class Lines:
    """A line for each conversation in which something is going on."""

    def __init__(self) -> None:
        self._lines: dict[str, _Line] = {}

    def __len__(self) -> int:
        return len(self._lines)

    @asynccontextmanager
    async def turn(self, conversation: str) -> AsyncIterator[None]:
        """Wait for one's turn in a conversation.

        Raises:
            Refused: too many wait already, or the conversation was deleted meanwhile.
        """
        line = self._lines.setdefault(conversation, _Line())
        if line.waiting > MOST_WAITING:
            raise Refused(Code.BUSY, retry_after=_BUSY_SECONDS)
        line.waiting += 1
        try:
            async with line.lock:
                if line.ended:
                    raise Refused(Code.UNKNOWN_SESSION)
                yield
        finally:
            line.waiting -= 1
            if not line.waiting and self._lines.get(conversation) is line:
                del self._lines[conversation]

    def end(self, conversation: str) -> None:
        """Refuse whatever waits in a conversation that is deleted; what comes later is a new one."""
        line = self._lines.pop(conversation, None)
        if line is not None:
            line.ended = True
