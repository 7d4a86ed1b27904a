"""Sends messages through Twilio."""

from __future__ import annotations

import aiohttp

from limber.channels.messaging.client import Answer, Client
from limber.channels.messaging.patience import LaterError, RejectedError, UnreachableError

_LATER = (401, 403, 429)
"""Statuses that may change: the token was exchanged, the account is suspended, it was too much."""

_BUSY = frozenset({14107, 20429, 30022, 63018, 63038})
"""Codes that say "too much for now"."""

_GONE = frozenset({21211, 21214, 21217, 21408, 21610, 21612, 21614, 21635, 63003, 63016, 63024, 63032})
"""Codes of people who can't be written to: they opted out, have no such number, or wrote too long ago."""


class MessagesApi:
    """One account's messages.

    Args:
        account: its id.
        token: its auth token.
        url: the API's address; Twilio's, or one of a region or a test server.
    """

    def __init__(self, account: str, token: str, url: str) -> None:
        self._url = f"{url}/2010-04-01/Accounts/{account}/Messages.json"
        self._auth = aiohttp.BasicAuth(account, token)
        self._client = Client()

    async def send(self, sender: str, receiver: str, text: str) -> None:
        """Send a message.

        Raises:
            LaterError: Twilio can't be reached, is busy, or refuses the token for now.
            UnreachableError: the person can't be written to.
            RejectedError: Twilio won't take this message.
        """
        form = {"From": sender, "To": receiver, "Body": text, "SmartEncoded": "true"}
        check(await self._client.post(self._url, "Messages", data=form, auth=self._auth))

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def check(answer: Answer) -> None:
    """Whether Twilio took a message.

    Raises:
        NotSentError: it did not; see :meth:`MessagesApi.send`.
    """
    status, content = answer.status, answer.content
    if 200 <= status < 300:
        return
    code = (content or {}).get("code")
    # Twilio's words may have the person's number.
    reason = f"Messages: {status} {code if isinstance(code, int) else 'without a code'}"
    if code in _GONE:
        raise UnreachableError(reason)
    if content is None or status in _LATER or status >= 500 or code in _BUSY:
        raise LaterError(reason, answer.after)
    raise RejectedError(reason)
