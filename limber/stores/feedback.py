"""What a person thought of an answer, as an event of the conversation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from rasa.shared.core.events import Event

Value = Literal["up", "down"]


class Feedback(Event):
    """A thumb up or down for a turn; changes nothing in the conversation.

    Args:
        turn: id of the turn's message.
        value: the thumb.
        reason: what the person wrote with it.
        timestamp: when, in seconds since 1970; now by default.
        metadata: as of every event.
    """

    type_name = "limber_feedback"

    def __init__(
        self,
        turn: str,
        value: Value,
        reason: str | None = None,
        timestamp: float | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(timestamp, metadata)
        self.turn = turn
        self.value = value
        self.reason = reason

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Feedback):
            return NotImplemented
        return (self.turn, self.value, self.reason) == (other.turn, other.value, other.reason)

    def __hash__(self) -> int:
        return hash((self.turn, self.value, self.reason))

    def __str__(self) -> str:
        return f"Feedback(turn: {self.turn}, value: {self.value})"

    def as_story_string(self) -> None:
        """Nothing: stories don't tell what people thought of them."""

    def as_dict(self) -> dict[str, Any]:
        """The event as it is stored."""
        return {**super().as_dict(), "turn": self.turn, "value": self.value, "reason": self.reason}

    @classmethod
    def _from_parameters(cls, parameters: Mapping[str, Any]) -> Feedback:
        return cls(
            parameters["turn"],
            parameters["value"],
            parameters.get("reason"),
            parameters.get("timestamp"),
            parameters.get("metadata"),
        )
