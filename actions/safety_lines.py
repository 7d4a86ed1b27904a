"""What safety adds to an ordinary reply, and takes away from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from actions.turn import Question, Turn
from limber.content.models import Tier
from limber.replies import CANNOT_WAIT, Block, Kind, Reply
from limber.safety.dialogue import STILL
from limber.safety.loading import default_red_flags


def with_safety_lines(turn: Turn, questions: Iterable[Question], reply: Reply) -> Reply:
    """Add the line for a sign that is over or denied, and the caution for a condition that is named.

    Args:
        turn: the turn.
        questions: all of its questions.
        reply: what is said to them.
    """
    if reply.kind in CANNOT_WAIT:
        return reply
    reply = _with_caution(turn, questions, reply)
    say, number = turn.store.phrases.say, turn.store.contacts.emergency_number
    over = _tiers(turn.screening.get("resolved", ()))
    if over:
        tier = min(over, key=list(Tier).index)
        values = {"number": number} if tier is Tier.EMERGENCY else {}
        return _also(reply, say(f"past_{tier.value}", **values))
    if Tier.EMERGENCY in _tiers(turn.screening.get("denied", ())):
        return _also(reply, say("safety_net", number=number))
    return reply


def without_movement(reply: Reply) -> Reply:
    """The reply without buttons that lead to a stretch, for a conversation on hold."""
    allowed = tuple(button for button in reply.buttons if button.intent in STILL or reply.kind in CANNOT_WAIT)
    return replace(reply, buttons=allowed, offer=None)


def _with_caution(turn: Turn, questions: Iterable[Question], reply: Reply) -> Reply:
    """A named condition puts "ask first" before whatever else was asked."""
    named = [condition for question in questions for condition in question.ids("condition")]
    condition = turn.store.condition(named[0]) if named else None
    if condition is None or reply.flags.get("precaution") or reply.kind in (Kind.DECLINE, Kind.FALLBACK):
        return reply
    caution = turn.store.main_answer("ask_existing_condition")
    lead = Block(turn.store.phrases.say("condition", condition=condition.title))
    words = (Block(caution.short),) if caution else ()
    return replace(reply, blocks=(lead, *words, *reply.blocks), flags={**reply.flags, "precaution": True})


def _tiers(groups: tuple[str, ...]) -> set[Tier]:
    known = default_red_flags().groups
    return {known[group].tier for group in groups if group in known}


def _also(reply: Reply, text: str) -> Reply:
    return replace(reply, blocks=(*reply.blocks, Block(text)))
