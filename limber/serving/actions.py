"""Actions in the server's own process: no HTTP hop, and nothing to be down."""

from __future__ import annotations

from typing import Any

from jsonschema import Draft7Validator, ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import EndpointConfig
from rasa_sdk.executor import ActionExecutor


class EmbeddedActions(EndpointConfig):
    """An action endpoint whose requests call the action package directly."""

    def __init__(self, package: str = "actions") -> None:
        super().__init__(url="embedded://actions")
        self._executor = ActionExecutor()
        self._executor.register_package(package)

    async def request(
        self, json: dict[str, Any] | None = None, **_: Any
    ) -> dict[str, Any] | None:
        """Run one action.

        Args:
            json: the action call as Rasa sends it to an action server.

        Returns:
            Events and responses, as an action server would answer.
        """
        return await self._executor.run(json or {})


def cache_response_validator() -> None:
    """Check action responses with a schema that is compiled once.

    Rasa compiles and checks the schema itself for each response: two thirds of the time of
    a turn with an action. What is accepted stays the same.
    """
    validator = Draft7Validator(RemoteAction.action_response_format_spec())

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        error = next(validator.iter_errors(result), None)
        if error is not None:
            raise ValidationError(f"{error.message}: the action server's answer is not valid")
        return True

    RemoteAction._validate_action_result = validate
