"""A scripted bot in place of a real one; and replies as one would give them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from limber.testing.answers import Answer, Inside
from limber.testing.cases import Check


def contract(kind: str = "answer", *content: str, **more: Any) -> dict[str, Any]:
    """A contract message."""
    data = {"kind": kind, "content_ids": list(content), "tier": None, "groups": [], "sources": [], **more}
    return {"custom": {"data": {"limber": data}}}


def said(*texts: str, **buttons: str) -> list[dict[str, Any]]:
    """Text messages, the last with buttons: title=payload."""
    messages: list[dict[str, Any]] = [{"text": text} for text in texts]
    if buttons:
        messages[-1]["buttons"] = [{"title": title, "payload": payload} for title, payload in buttons.items()]
    return messages


class ScriptedBot:
    """Gives the answer that stands for a message, and says nothing to others.

    Attributes:
        heard: every message, with its conversation and metadata.
        begun: the slots that conversations began with.
    """

    def __init__(
        self, script: Mapping[str, Answer], standing: Sequence[Check] = (), knows_inside: bool = True
    ) -> None:
        self.standing = standing
        self.knows_inside = knows_inside
        self._script = script
        self.heard: list[tuple[str, str, Mapping[str, Any]]] = []
        self.begun: list[Mapping[str, Any]] = []

    async def begin(self, conversation: str, slots: Mapping[str, Any]) -> None:
        self.begun.append(slots)

    async def say(self, text: str, conversation: str, metadata: Mapping[str, Any]) -> Answer:
        self.heard.append((text, conversation, metadata))
        return self._script.get(text, Answer([], Inside({})))
