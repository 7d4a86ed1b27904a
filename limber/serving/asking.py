"""Limber without a server: one process that answers messages, for terminals and batches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent, load_agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.utils import AvailableEndpoints

from limber.channels.entry import guard
from limber.serving.actions import EmbeddedActions
from limber.serving.quick import quicken
from limber.serving.sessions import keep_holds_over_sessions


class Asker:
    """Answers messages in process; conversations are kept in memory only."""

    def __init__(self, agent: Agent) -> None:
        self._agent = agent
        self._handle = guard(agent.handle_message)

    @classmethod
    async def load(cls, model: Path) -> Asker:
        """Load a model with the actions inside.

        Raises:
            RuntimeError: the model can't be loaded; the log says why.
        """
        return cls(await load_quickly(model, AvailableEndpoints(action=EmbeddedActions())))

    async def ask(self, text: str, conversation: str) -> list[dict[str, Any]]:
        """The replies to one message, as the ``rest`` channel gives them."""
        channel = CollectingOutputChannel()
        await self._handle(UserMessage(text, channel, conversation, input_channel="ask"))
        return channel.messages

    async def converse(self, turns: Iterable[str], conversation: str) -> list[dict[str, Any]]:
        """The replies to each turn of a fresh conversation."""
        return [{"text": text, "replies": await self.ask(text, conversation)} for text in turns]


async def load_quickly(model: Path, endpoints: AvailableEndpoints) -> Agent:
    """Rasa's agent with a model, with less work for each action.

    Raises:
        RuntimeError: the model can't be loaded; the log says why.
    """
    quicken()
    keep_holds_over_sessions()
    agent = await load_agent(str(model), endpoints=endpoints)
    if not agent.is_ready():
        raise RuntimeError(f"{model} can't be loaded; delete it and train again")
    return agent


def as_text(replies: Iterable[Mapping[str, Any]]) -> str:
    """Replies as a person in a terminal reads them."""
    lines = []
    for reply in replies:
        if reply.get("text"):
            lines.append(str(reply["text"]))
        for number, button in enumerate(reply.get("buttons") or (), start=1):
            lines.append(f"  [{number}] {button['title']}")
    return "\n".join(lines)


def read_line(prompt: str) -> str:
    """A line that a person types; "" at the end of the input."""
    try:
        return input(prompt)
    except EOFError:
        return ""
