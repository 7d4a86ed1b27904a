"""The same question about something else: "and the twist?"."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from actions.base import LimberAction, reply_to
from actions.fallback import fallback_reply
from actions.turn import Memory, Question, Turn
from limber.content.names import BARE_INTENTS
from limber.replies import Reply

_ABOUT_STRETCH = frozenset(
    {
        "ask_how_to",
        "ask_hold_time",
        "ask_repetitions",
        "ask_easier",
        "ask_harder",
        "ask_feel",
        "ask_muscles",
        "ask_static_or_dynamic",
    }
)
_FITS: Mapping[str, frozenset[str]] = {
    "stretch": _ABOUT_STRETCH,
    "muscle": frozenset({"ask_muscle", "find_stretch"}),
    "complaint": frozenset({"find_stretch", "ask_muscles"}),
    "place": frozenset({"find_stretch", "ask_how_to"}),
    "level": frozenset({"find_stretch"}),
    "condition": frozenset({"ask_existing_condition"}),
}
"""Entities, and the questions that make sense about them."""


class ActionSameAbout(LimberAction):
    """Asks the last question again about what is named now."""

    intents = ("ask_same_about",)

    def reply(self, turn: Turn) -> Reply:
        """The last question where it fits the name, else what the bare name asks."""
        question = same_question(turn)
        return reply_to(turn.asks(question))[0] if question else fallback_reply(turn)

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """As after the question that was meant."""
        question = same_question(turn)
        return reply_to(turn.asks(question))[1] if question else super().recall(turn, reply)


def _was_about(last: Question, entity: str) -> bool:
    """Whether the last question was about a thing of this kind, whatever it asked."""
    return entity in _FITS and bool(last.ids(entity))


def same_question(turn: Turn) -> Question | None:
    """The question that "what about X?" stands for; None where X names nothing."""
    names = turn.question.names
    stretch = turn.stretch()
    if stretch is not None and turn.question.ids("ordinal"):
        names = (*names, ("stretch", stretch.id))
    last = turn.memory.asked[-1] if turn.memory.asked else None
    for entity, thing in names:
        if last is not None and (last.intent in _FITS.get(entity, ()) or _was_about(last, entity)):
            kept = tuple(name for name in last.names if _FITS.get(name[0]) != _FITS[entity])
            if entity in {"muscle", "complaint", "place", "level"}:
                kept = ()
            if entity == "place" and last.intent == "ask_how_to" and turn.memory.stretch:
                kept = (("stretch", turn.memory.stretch),)
            return Question(last.intent, (*(name for name in names if name[0] != "ordinal"), *kept))
        if entity == "answer":
            return Question(turn.store.answers[thing].intent, names)
        if entity in BARE_INTENTS:
            return Question(BARE_INTENTS[entity], names)
    return replace(last, general=False) if last and turn.memory.stretch and names else None
