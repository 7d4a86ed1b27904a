"""One turn as the actions see it: what is asked, and what was spoken of before."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rasa_sdk import Tracker

from actions import slots
from limber.content import ContentStore
from limber.content.models import Stretch, Tier

Names = tuple[tuple[str, str], ...]
"""Entity and id of every name in a question, in order."""

_GENERAL = re.compile(
    r"\b(each|every|all|generally|general|any|these|those|them|they|stretches|stretching|overall|usually)\b",
    re.IGNORECASE,
)


_BARE = 3
"""Most words of a message in which an ordinal needs no "one" behind it."""


@dataclass(frozen=True)
class Question:
    """One question of a turn.

    Attributes:
        intent: what is asked.
        names: what is named, in order.
        general: whether its words ask about stretches in general.
        words: how many words the message has.
    """

    intent: str
    names: Names = ()
    general: bool = False
    words: int = 0

    def ids(self, entity: str) -> list[str]:
        """Ids named as that entity, without doubles."""
        return list(dict.fromkeys(value for name, value in self.names if name == entity))

    def named(self, entity: str) -> Names:
        """The names of that entity, as they stand in the question."""
        return tuple(name for name in self.names if name[0] == entity)

    def known(self, store: ContentStore) -> bool:
        """Whether the store still has everything that is named."""
        ids = store.ids()
        return all(thing in ids.get(entity, ()) for entity, thing in self.names)

    def as_slot(self) -> dict[str, Any]:
        """The question as JSON, for the slot."""
        return {"intent": self.intent, "entities": [list(name) for name in self.names]}

    @classmethod
    def from_slot(cls, value: Mapping[str, Any]) -> Question:
        """The question that :meth:`as_slot` stored."""
        return cls(value["intent"], tuple((name, thing) for name, thing in value["entities"]))


def _kept(item_id: str | None, items: Mapping[str, Any]) -> str | None:
    """The id, if there is still such an item."""
    return item_id if item_id in items else None


@dataclass(frozen=True)
class Sign:
    """A red flag that the conversation remembers.

    Attributes:
        tier: how urgent.
        groups: which groups, strongest first; empty where only a doubt is known.
        other: whether it is another person's.
        light: whether only a light doubt is known, which is asked about once.
    """

    tier: Tier
    groups: tuple[str, ...]
    other: bool = False
    light: bool = False

    def is_for_more_than(self, other: Sign) -> bool:
        """Whether this one is more urgent."""
        tiers = list(Tier)
        return tiers.index(self.tier) < tiers.index(other.tier)

    def as_slot(self) -> dict[str, Any]:
        """The sign as JSON, for the slot."""
        return {
            "tier": self.tier.value,
            "groups": list(self.groups),
            "other": self.other,
            "light": self.light,
        }

    @classmethod
    def from_slot(cls, value: Mapping[str, Any] | None) -> Sign | None:
        """The sign that :meth:`as_slot` stored."""
        if not value:
            return None
        # Conversations that began before signs could be light have none.
        return cls(Tier(value["tier"]), tuple(value["groups"]), value["other"], value.get("light", False))


@dataclass(frozen=True)
class Memory:
    """What the conversation remembers; see :mod:`actions.slots`."""

    stretch: str | None = None
    muscle: str | None = None
    topic: str | None = None
    listing: tuple[str, ...] = ()
    asked: tuple[Question, ...] = ()
    offer: Question | None = None
    hold: Sign | None = None
    pending: Sign | None = None

    @classmethod
    def from_slots(cls, values: Mapping[str, Any], store: ContentStore) -> Memory:
        """Read the slots; ids that the store no longer has are forgotten."""

        offered = Question.from_slot(values[slots.OFFER]) if values.get(slots.OFFER) else None
        return cls(
            stretch=_kept(values.get(slots.STRETCH), store.stretches),
            muscle=_kept(values.get(slots.MUSCLE), store.muscles),
            topic=_kept(values.get(slots.TOPIC), store.items()),
            listing=tuple(one for one in values.get(slots.LISTING) or () if one in store.stretches),
            asked=tuple(
                question
                for question in map(Question.from_slot, values.get(slots.ASKED) or ())
                if question.known(store)
            ),
            offer=offered if offered is not None and offered.known(store) else None,
            hold=Sign.from_slot(values.get(slots.HOLD)),
            pending=Sign.from_slot(values.get(slots.PENDING)),
        )

    def moved_on(self) -> Memory:
        """The memory once something else is spoken of: a light doubt is not asked about again."""
        return replace(self, pending=None) if self.pending is not None and self.pending.light else self

    def as_slots(self) -> dict[str, Any]:
        """The values of all slots."""
        return {
            slots.STRETCH: self.stretch,
            slots.MUSCLE: self.muscle,
            slots.TOPIC: self.topic,
            slots.LISTING: list(self.listing),
            slots.ASKED: [question.as_slot() for question in self.asked],
            slots.OFFER: self.offer.as_slot() if self.offer else None,
            slots.HOLD: self.hold.as_slot() if self.hold else None,
            slots.PENDING: self.pending.as_slot() if self.pending else None,
        }


@dataclass(frozen=True)
class Turn:
    """A question in its conversation.

    Attributes:
        question: what is asked now.
        memory: what was spoken of before.
        store: what can be said.
        text: the raw message.
        ranking: intents with their probability, best first; empty for a tapped button.
        screening: the red-flag screen's verdict, as JSON; empty for a tapped button.
        overruled: what the message asks besides, where the screen overruled its intent.
        nearest: ids of the items nearest to a message that gets no answer.
    """

    question: Question
    memory: Memory
    store: ContentStore
    text: str = ""
    ranking: tuple[tuple[str, float], ...] = field(default=(), repr=False)
    screening: Mapping[str, Any] = field(default_factory=dict, repr=False)
    overruled: tuple[Question, ...] = field(default=(), repr=False)
    nearest: tuple[str, ...] = ()

    def stretch(self) -> Stretch | None:
        """The stretch that the question is about: named, counted off the list, or the last one."""
        for stretch_id in (*self.question.ids("stretch"), *self._counted()):
            return self.store.stretches.get(stretch_id)
        if self.question.general or self.memory.stretch is None:
            return None
        return self.store.stretches[self.memory.stretch]

    def _counted(self) -> Iterator[str]:
        """Stretches named by their place in the last list: "the second one"."""
        for ordinal_id in self.question.ids("ordinal") or self._bare_ordinals():
            ordinal = self.store.ordinal(ordinal_id)
            listing = self.memory.listing
            if ordinal is None or not listing:
                continue
            place = ordinal.number - 1 if ordinal.number > 0 else len(listing) + ordinal.number
            if 0 <= place < len(listing):
                yield listing[place]

    def _bare_ordinals(self) -> list[str]:
        """ "Second" or "ok last" after a list; in a longer message, or with a number, a second is a time."""
        words = re.findall(r"\w+", self.text.lower())
        if len(words) > _BARE or any(map(str.isdigit, words)):
            return []
        return [word for word in words if self.store.ordinal(word)]

    def asks(self, question: Question, memory: Memory | None = None) -> Turn:
        """The same turn with another question."""
        return replace(self, question=question, memory=memory or self.memory)


_ONE_EACH: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "ask_how_to",
            "ask_hold_time",
            "ask_repetitions",
            "ask_easier",
            "ask_harder",
            "ask_feel",
            "ask_muscles",
            "ask_same_about",
        ),
        "stretch",
    ),
    **dict.fromkeys(("ask_benefits", "ask_when_to_seek_help", "ask_precautions"), "answer"),
}
"""Intents that answer for one thing of that kind: two names make two questions."""


def read_turn(tracker: Tracker, store: ContentStore) -> tuple[Turn, tuple[Question, ...]]:
    """The turn of a tracker and all its questions, the first of them in the turn."""
    message = tracker.latest_message
    text = message.get("text") or ""
    intent = message.get("intent", {}).get("name") or ""
    asked = message.get("questions") or []
    overruled: list[Mapping[str, Any]] = []
    if not asked or asked[0]["intent"] != intent:
        # A tapped button, or a component after the classifier overruled it.
        overruled, asked = asked, [{"intent": intent, "entities": message.get("entities", [])}]
    questions = _questions(asked, text)
    memory = Memory.from_slots(tracker.slots, store)
    ranking = tuple((one["name"], one["confidence"]) for one in message.get("intent_ranking") or ())
    screening = message.get("screening") or {}
    nearest = tuple(message.get("nearest") or ())
    turn = Turn(questions[0], memory, store, text, ranking, screening, _questions(overruled, text), nearest)
    return turn, questions


def _questions(asked: Iterable[Mapping[str, Any]], text: str) -> tuple[Question, ...]:
    """What the message asks, one question for each thing named."""
    return tuple(
        question
        for one in asked
        for question in _split(
            Question(
                one["intent"],
                tuple((entity["entity"], entity["value"]) for entity in one["entities"]),
                general=bool(_GENERAL.search(text)),
                words=len(text.split()),
            )
        )
    )


def _split(question: Question) -> Iterable[Question]:
    """One question for each thing named, where the intent answers for one."""
    entity = _ONE_EACH.get(question.intent, "")
    named = question.ids(entity)
    if len(named) < 2:
        return [question]
    others = tuple(name for name in question.names if name[0] != entity)
    return [replace(question, names=((entity, one), *others)) for one in named[:3]]
