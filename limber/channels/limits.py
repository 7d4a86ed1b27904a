"""How much one conversation or address may send: token buckets in bounded memory."""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Sequence

MOST_KEYS = 20_000
"""Buckets kept; the ones that were idle longest go first."""


class Buckets:
    """A bucket for each key, filled steadily and emptied by what is taken.

    Args:
        a_minute: how many may be taken a minute; as many may come at once.
        most_keys: how many buckets are kept.
    """

    def __init__(self, a_minute: int, most_keys: int = MOST_KEYS) -> None:
        self._size = float(a_minute)
        self._rate = a_minute / 60.0
        self._most_keys = most_keys
        self._filled: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._filled)

    def take(self, key: str, now: float) -> int:
        """Take one, if there is one.

        Args:
            key: whose bucket.
            now: seconds on a clock; one that goes back counts as standing still.

        Returns:
            0 if it was taken, else the whole seconds after which one will be there.
        """
        level, then = self._filled.pop(key, (self._size, now))
        now = max(now, then)
        level = min(self._size, level + (now - then) * self._rate)
        wait = 0 if level >= 1 else math.ceil((1 - level) / self._rate)
        self._filled[key] = (level if wait else level - 1, now)
        while len(self._filled) > self._most_keys:
            self._filled.popitem(last=False)
        return wait


NOTICES_A_MINUTE = 2
"""How often somebody hears that it was too much; answering each message would be too much as well."""


class Pace:
    """How fast the conversations of one channel may go on.

    Args:
        a_minute: messages of one conversation that are read a minute.
    """

    def __init__(self, a_minute: int) -> None:
        self._messages = Buckets(a_minute)
        self._notices = Buckets(NOTICES_A_MINUTE)

    def check(self, conversation: str, written: float, now: float) -> int | None:
        """Whether a message is read.

        Args:
            conversation: its id.
            written: when the message was written, in seconds: what a service kept while the server was
                down comes all at once.
            now: seconds on the same clock.

        Returns:
            0 if it is, else the seconds after which the next one will be; None where the person was
            told so already.
        """
        wait = self._messages.take(conversation, written)
        return None if wait and self._notices.take(conversation, now) else wait


def client_address(peer: str, forwarded: Sequence[str], proxies: int) -> str:
    """Whose connection it is, as one key a household.

    Args:
        peer: the address at the other end of the connection.
        forwarded: the X-Forwarded-For list, nearest proxy last; anybody can write its beginning.
        proxies: how many proxies of the operator stand in front.

    Returns:
        The address; of an IPv6 address its /64 network, of which one household has them all.
    """
    hops = [*forwarded, peer]
    address = hops[max(len(hops) - 1 - proxies, 0)]
    try:
        parsed = ipaddress.ip_address(address.strip().strip("[]"))
    except ValueError:
        return peer
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(parsed.ipv4_mapped or ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
