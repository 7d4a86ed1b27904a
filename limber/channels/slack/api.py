"""Calls of Slack's Web API."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from limber.channels.messaging.client import Answer, Client
from limber.channels.messaging.patience import LaterError, RejectedError, UnreachableError

_LATER = frozenset(
    {
        "ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable",
        "request_timeout", "team_added_to_org", "org_login_required", "ekm_access_denied",
        "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "missing_scope",
    }
)  # fmt: skip
"""Errors that may pass, or that the operator can mend."""

_GONE = frozenset(
    {
        "channel_not_found", "is_archived", "is_inactive", "not_in_channel", "user_not_found",
        "user_disabled", "user_not_visible", "messages_tab_disabled", "restricted_action",
        "cannot_dm_bot", "expired_url", "used_url", "no_text_in_thread", "thread_not_found",
    }
)  # fmt: skip
"""Errors of places that can't be written to."""


class WebApi:
    """One app's API in one workspace.

    Args:
        token: the bot's token.
        url: the API's address; Slack's, or one of a test server.
    """

    def __init__(self, token: str, url: str) -> None:
        self._url = url
        self._head = {"Authorization": f"Bearer {token}"}
        self._client = Client()

    async def call(self, method: str, values: Mapping[str, Any]) -> None:
        """Call a method.

        Args:
            method: its name, such as ``chat.postMessage``.
            values: its parameters; those that are None are left out.

        Raises:
            LaterError: Slack can't be reached, is busy, or refuses the token for now.
            UnreachableError: nobody can be written to in that place.
            RejectedError: Slack won't take this call.
        """
        body = {name: value for name, value in values.items() if value is not None}
        answer = await self._client.post(f"{self._url}/{method}", method, json=body, headers=self._head)
        check(method, answer)

    async def reply(self, url: str, values: Mapping[str, Any]) -> None:
        """Answer so that only the person sees it who used the command.

        Args:
            url: where, as Slack gave it; it works for half an hour.
            values: the message.

        Raises:
            NotSentError: as :meth:`call`.
        """
        answer = await self._client.post(url, "response_url", json=dict(values))
        if answer.text.strip() != "ok":
            check("response_url", answer)

    async def close(self) -> None:
        """Close the connections."""
        await self._client.close()


def check(method: str, answer: Answer) -> None:
    """Whether Slack did what it was asked.

    Args:
        method: what was called.
        answer: what Slack answered.

    Raises:
        NotSentError: it did not; see :meth:`WebApi.call`.
    """
    content = answer.content or {}
    if answer.status == 200 and content.get("ok") is True:
        return
    error = content.get("error", answer.text if answer.status in (404, 410) else "")
    error = error[:100] if isinstance(error, str) else ""
    reason = f"{method}: {answer.status} {error or 'without an answer'}"
    if error in _GONE or (answer.status in (404, 410) and method == "response_url"):
        raise UnreachableError(reason)
    if not error or error in _LATER or answer.status == 429 or answer.status >= 500:
        raise LaterError(reason, answer.after)
    raise RejectedError(reason)
