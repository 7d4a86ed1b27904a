"""A bot in this process: the real pipeline, policies and actions, without a server."""

from __future__ import annotations

import logging
import os
import sys
import traceback
import uuid
from collections.abc import Awaitable, Callable, Iterator, Mapping, MutableMapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.utils import AvailableEndpoints
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig
from structlog.testing import capture_logs

from limber.channels.entry import guard
from limber.content import default_store
from limber.serving.actions import EmbeddedActions
from limber.serving.asking import load_quickly
from limber.testing.answers import Answer, Inside
from limber.testing.cases import Check
from limber.testing.standing import NOTHING_FAILS, standing_checks

_EVERY_TURN = frozenset({ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME})

TURN_FAILED = "limber.turn_failed"
"""What the entry logs when it answers a failed turn with an apology."""


class WatchedActions(EmbeddedActions):
    """The embedded actions; notes what they raise, which Rasa would only log."""

    def __init__(self, package: str = "actions") -> None:
        super().__init__(package)
        self.raised: list[str] = []

    async def request(self, json: dict[str, Any] | None = None, **more: Any) -> dict[str, Any] | None:
        """Run one action."""
        try:
            return await super().request(json, **more)
        except Exception as error:
            place = traceback.extract_tb(error.__traceback__)[-1]
            where = f"{os.path.relpath(place.filename)}:{place.lineno}"
            name = (json or {}).get("next_action")
            self.raised.append(f"{name} raised {type(error).__name__}: {error} ({where})")
            raise


@contextmanager
def _unlogged() -> Iterator[list[MutableMapping[str, Any]]]:
    """Keeps the logs of a turn; a failed transcript is read without them."""
    logging.disable(logging.CRITICAL)
    try:
        with capture_logs() as logs:
            yield logs
    finally:
        logging.disable(logging.NOTSET)


class _Channel(CollectingOutputChannel):
    """Collects the messages as ``rest`` sends them, and as they were before."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[Mapping[str, Any]] = []

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        self.sent.append(dict(message))
        await super().send_response(recipient_id, message)


class InProcess:
    """Answers in this process; conversations are kept in memory.

    Args:
        agent: with a model.
        handle: what takes a message.
        actions: the actions that run in this process, if they do.
        standing: checks that every turn must pass.
    """

    knows_inside = True

    def __init__(
        self,
        agent: Agent,
        handle: Callable[[UserMessage], Awaitable[Any]],
        actions: WatchedActions | None,
        standing: Sequence[Check],
    ) -> None:
        self.agent = agent
        self.standing = standing
        self._handle = handle
        self._actions = actions
        # How many events each conversation had when it was looked at last.
        self._heard: dict[str, int] = {}

    @classmethod
    async def limber(cls, model: Path) -> InProcess:
        """Limber with a model, behind its entry.

        Raises:
            RuntimeError: the model can't be loaded.
        """
        actions = WatchedActions()
        agent = await load_quickly(model, AvailableEndpoints(action=actions))
        return cls(agent, guard(agent.handle_message), actions, standing_checks(default_store()))

    @classmethod
    async def rasa(cls, project: Path, model: Path) -> InProcess:
        """Any Rasa project: its ``actions`` package in this process, else the server of its endpoints.

        Raises:
            RuntimeError: the model can't be loaded.
        """
        action: EndpointConfig | None = None
        if (project / "actions").is_dir() or (project / "actions.py").is_file():
            sys.path.insert(0, str(project))
            action = WatchedActions()
        elif (project / "endpoints.yml").is_file():
            action = AvailableEndpoints.read_endpoints(str(project / "endpoints.yml")).action
        agent = await load_quickly(model, AvailableEndpoints(action=action))
        watched = action if isinstance(action, WatchedActions) else None
        return cls(agent, agent.handle_message, watched, (NOTHING_FAILS,))

    async def begin(self, conversation: str, slots: Mapping[str, Any]) -> None:
        """Begin a conversation with slots that are set."""
        if not slots or self.agent.processor is None:
            return
        with _unlogged():
            tracker = await self.agent.processor.fetch_tracker_and_update_session(conversation)
            for name, value in slots.items():
                tracker.update(SlotSet(name, value))
            await self.agent.processor.save_tracker(tracker)
            self._heard[conversation] = len(tracker.events)

    async def say(self, text: str, conversation: str, metadata: Mapping[str, Any]) -> Answer:
        """The answer to a message."""
        channel = _Channel()
        message = UserMessage(
            text,
            channel,
            conversation,
            input_channel="test",
            message_id=uuid.uuid4().hex,
            metadata=dict(metadata),
        )
        troubles: list[str] = []
        with _unlogged() as logs:
            try:
                await self._handle(message)
            except Exception as error:
                troubles.append(f"{type(error).__name__}: {error}")
        troubles += [f"the turn failed with {log['error']}" for log in logs if log["event"] == TURN_FAILED]
        if self._actions is not None:
            troubles += self._actions.raised
            self._actions.raised = []
        after = await self.agent.tracker_store.retrieve(conversation)
        events = list(after.events) if after else []
        new = events[self._heard.get(conversation, 0) :]
        self._heard[conversation] = len(events)
        return Answer(channel.messages, _inside(after, new, channel.sent), tuple(troubles))


def _inside(
    tracker: DialogueStateTracker | None,
    events: Sequence[Event],
    sent: Sequence[Mapping[str, Any]],
) -> Inside:
    read = [event for event in events if isinstance(event, UserUttered)]
    intents = [event.intent_name for event in read]
    intents += [one["intent"] for event in read for one in event.parse_data.get("questions") or ()]
    done = [event.action_name for event in events if isinstance(event, ActionExecuted)]
    said = [event.metadata.get("utter_action") for event in events if isinstance(event, BotUttered)]
    return Inside(
        slots=tracker.current_slot_values() if tracker else {},
        intents=tuple(dict.fromkeys(filter(None, intents))),
        actions=tuple(name for name in done if name and name not in _EVERY_TURN),
        utters=tuple(filter(None, said)),
        sent=tuple(sent),
    )
