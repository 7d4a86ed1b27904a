"""Whose conversation it is, without who it is."""

from __future__ import annotations

import hashlib
import hmac

from limber.channels.entry import prefix_of


def conversation_id(channel: str, secret: str, *parts: str | int) -> str:
    """The id under which a person's conversation is stored and logged.

    Without the secret nobody finds out who it is, not even by trying all telephone numbers.

    Args:
        channel: the channel's name.
        secret: known to the operator and the service only, such as the bot's token.
        parts: the service's ids of the chat, and of the person in a chat of several.
    """
    return prefix_of(channel) + derived(secret, channel, *map(str, parts))[:32]


def derived(secret: str, *parts: str) -> str:
    """64 hexadecimal digits that only the secret's holder can make.

    Args:
        secret: the key.
        parts: what they are for.
    """
    return hmac.new(secret.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()
