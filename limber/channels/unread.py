"""Messages beyond a limit, or in a request that can't be taken: they have no turn, but are screened.

A little beyond the limit the whole screen reads them, and one that tells of a warning sign has its turn:
so the conversation goes on hold. Far beyond, as in a flood, patterns alone read them, and a sign gets its
words, but no turn.
"""

from __future__ import annotations

import time

import structlog

from limber import metrics
from limber.channels.backend import Backend
from limber.channels.entry import MAX_CHARACTERS, Messages, is_wordless
from limber.channels.limits import Buckets
from limber.channels.signs import find_sign
from limber.replies import Turn

log = structlog.get_logger()


WHOLE_A_MINUTE = 60
"""Messages of one sender beyond its limit that the whole screen reads a minute."""


class Unread:
    """Screens what one channel does not read.

    Args:
        channel: its name.
        backend: the running server.
    """

    def __init__(self, channel: str, backend: Backend) -> None:
        self._channel = channel
        self._backend = backend
        self._whole = Buckets(WHOLE_A_MINUTE)

    async def must_be_heard(self, sender: str, text: str) -> bool:
        """Whether a message beyond the limit has its turn all the same: it tells of a warning sign.

        Args:
            sender: whose limit it is.
            text: the words, or what a button sends.

        Returns:
            False where it tells of none, and where the screen has seen too many of this sender's as well:
            then :meth:`words` are left.
        """
        if is_wordless(text) or self._whole.take(sender, time.monotonic()):
            return False
        if len(text) > MAX_CHARACTERS:
            return await find_sign(text) is not None
        return await self._backend.must_be_heard(text)

    async def words(self, conversation: str, text: str) -> Messages:
        """What must be said to a message that has no turn: the words of a sign that patterns find.

        Args:
            conversation: its id.
            text: the words, or what a button sends.
        """
        sign = await find_sign(text)
        if sign is None:
            return []
        part = sign.excerpt(text, MAX_CHARACTERS)
        with structlog.contextvars.bound_contextvars(channel=self._channel, sender=conversation):
            messages = await self._backend.words_of(sign, part, conversation, self._channel)
        if messages:
            metrics.count_reply(self._channel, Turn.of(messages).contract)
        return messages
