"""What all actions share: answer every question of the turn, send the reply, remember."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, ClassVar

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.types import DomainDict

from actions.context import in_context
from actions.safety_lines import with_safety_lines, without_movement
from actions.turn import Memory, Question, Turn, read_turn
from limber.content import default_store
from limber.content.models import Muscle, Stretch
from limber.replies import Kind, Reply, joined, to_messages
from limber.safety.dialogue import HOLD, SAFETY_ACTIONS, STILL

log = structlog.get_logger()

_BY_INTENT: dict[str, LimberAction] = {}


class LimberAction(Action, ABC):
    """An action with a pure reply.

    Attributes:
        intents: the intents that this action answers; the rules say the same.
        remembered: whether "show me again" and "what about X" refer to its questions.
    """

    intents: ClassVar[tuple[str, ...]] = ()
    remembered: ClassVar[bool] = True

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        for intent in cls.intents:
            _BY_INTENT[intent] = cls()

    def name(self) -> str:
        """The class's name as Rasa writes it: ActionHowTo is action_how_to."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()

    @abstractmethod
    def reply(self, turn: Turn) -> Reply:
        """What to say to the turn's question."""

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """What to remember after the reply; by default the items it speaks of."""
        return remember(turn, reply, self.remembered)

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Answer every question of the turn; the first one is this action's."""
        store = default_store()
        turn, questions = read_turn(tracker, store)
        if self.name() in SAFETY_ACTIONS and self.name() != HOLD:
            # Beside these words nothing else is said.
            questions = questions[:1]
        replies, memory = [], turn.memory if self.name() in SAFETY_ACTIONS else turn.memory.moved_on()
        before, asked = memory.asked, tuple[Question, ...]()
        for place, question in enumerate(questions):
            now = turn.asks(question, memory)
            action, now = self._meant(now) if place == 0 else _by_context(now)
            if place and memory.hold is not None and now.question.intent not in STILL:
                continue
            reply = action.reply(now)
            after = action.recall(now, reply)
            if after.asked is not memory.asked:
                asked = (*asked, *after.asked)
            memory = replace(after, asked=asked or before)
            replies.append(reply)
        said = with_safety_lines(turn, questions, joined(replies))
        if memory.hold is not None:
            said = without_movement(said)
        for message in to_messages(said):
            dispatcher.utter_message(**message)
        _log(said, turn)
        return changed_slots(tracker.slots, memory)

    def _meant(self, turn: Turn) -> tuple[LimberAction, Turn]:
        """This action, unless the context gives the question another meaning that is allowed now."""
        if self.name() in SAFETY_ACTIONS:
            return self, turn
        action, meant = _by_context(turn)
        if meant.question is turn.question or (
            turn.memory.hold is not None and meant.question.intent not in STILL
        ):
            return self, turn
        return action, meant


def _by_context(turn: Turn) -> tuple[LimberAction, Turn]:
    """The action for what a question means in its context."""
    meant = in_context(turn)
    return _BY_INTENT.get(meant.intent, _BY_INTENT[ANSWERS]), turn.asks(meant)


def _log(said: Reply, turn: Turn) -> None:
    """One event for each reply; of an escalation, what led to it. Never what was written."""
    event = {"kind": said.kind.value, "content_ids": said.content_ids, "intent": turn.question.intent}
    if said.kind is not Kind.ESCALATION:
        log.info("limber.reply", **event)
        return
    mentions = turn.screening.get("mentions", ())
    log.warning(
        "limber.escalation",
        **event,
        tier=said.tier.value if said.tier else None,
        groups=said.groups,
        hold=said.flags.get("hold", False),
        assertions=sorted({mention["assertion"] for mention in mentions}),
        rules=sorted({mention["rule"] for mention in mentions}),
        content_version=turn.store.version,
    )


ANSWERS = "*"
"""Key of the action that serves every intent without an action of its own."""


def reply_to(turn: Turn) -> tuple[Reply, Memory]:
    """Reply and memory of a question, by the action that serves its intent."""
    action = _BY_INTENT.get(turn.question.intent, _BY_INTENT[ANSWERS])
    reply = action.reply(turn)
    return reply, action.recall(turn, reply)


def remember(turn: Turn, reply: Reply, remembered: bool = True) -> Memory:
    """Memory after a reply: the items it speaks of, most important first."""
    store, memory = turn.store, _with_named(turn)
    items = [item for item in map(store.item, reply.content_ids) if item is not None]
    if not items:
        return replace(memory, offer=_offered(reply))
    first = items[0]
    return replace(
        memory,
        stretch=first.id if isinstance(first, Stretch) else memory.stretch,
        muscle=first.id if isinstance(first, Muscle) else memory.muscle,
        topic=first.id,
        asked=(replace(turn.question, general=False, words=0),) if remembered else memory.asked,
        offer=_offered(reply),
    )


def _with_named(turn: Turn) -> Memory:
    """What the question names is spoken of, if it is one thing, whatever the reply is about."""
    stretches, muscles = turn.question.ids("stretch"), turn.question.ids("muscle")
    return replace(
        turn.memory,
        stretch=stretches[0] if len(stretches) == 1 else turn.memory.stretch,
        muscle=muscles[0] if len(muscles) == 1 else turn.memory.muscle,
    )


def _offered(reply: Reply) -> Question | None:
    if reply.offer is None:
        return None
    return Question(reply.offer.intent, tuple(reply.offer.entities.items()))


def changed_slots(before: dict[str, Any], memory: Memory) -> list[EventType]:
    """Events for the slots whose value changes."""
    return [SlotSet(name, value) for name, value in memory.as_slots().items() if before.get(name) != value]


def first_of(ids: Iterable[str]) -> str | None:
    """The first id, or None."""
    return next(iter(ids), None)
