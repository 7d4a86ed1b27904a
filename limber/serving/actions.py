"""Actions in the server's own process: no HTTP hop, and nothing to be down."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from rasa.core.actions.action import ActionExecutionRejection
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection as Declined

from limber import metrics
from limber.channels.send import apology
from limber.content import default_store
from limber.safety.dialogue import SAFETY_ACTIONS

log = structlog.get_logger()


class EmbeddedActions(EndpointConfig):
    """An action endpoint whose requests call the action package directly."""

    def __init__(self, package: str = "actions") -> None:
        # Rasa's setting: only actions that ask for the domain get it; see send_domain in domain.yml.
        super().__init__(url="embedded://actions", selective_domain=True)
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(self, json: dict[str, Any] | None = None, **_: Any) -> dict[str, Any] | None:
        """Run one action.

        Args:
            json: the action call as Rasa sends it to an action server.

        Returns:
            Events and responses, as an action server would answer.

        Raises:
            ActionExecutionRejection: the action declined, as a form does; another may answer.
        """
        try:
            with metrics.ACTION.time():
                return await self._executor.run(json or {})
        except Declined as error:
            raise ActionExecutionRejection(error.action_name, error.message) from error


class GuardedActions(EndpointConfig):
    """A separate action server that may be down, slow or wrong without a turn staying silent.

    Safety actions never leave the process. Whatever else the server can't answer in time
    gets an apology.

    Args:
        remote: the action server.
        timeout: seconds to wait for it.
    """

    def __init__(self, remote: EndpointConfig, timeout: float = 5.0) -> None:
        super().__init__(url=remote.url)
        self._remote = remote
        self._local = EmbeddedActions()
        self._timeout = timeout

    async def request(self, json: dict[str, Any] | None = None, **arguments: Any) -> dict[str, Any] | None:
        """Run an action: here for safety, else at the action server."""
        name = (json or {}).get("next_action")
        if name in SAFETY_ACTIONS:
            return await self._local.request(json)
        arguments["timeout"] = self._timeout
        try:
            with metrics.ACTION.time():
                return await asyncio.wait_for(
                    self._remote.request(json=json, **arguments), timeout=self._timeout
                )
        except Exception as error:
            log.error("limber.action_failed", action=name, error=type(error).__name__)
            return {"events": [], "responses": apology(default_store())}
