"""On hold: no movement until the sign was looked at; and the way out."""

from __future__ import annotations

from dataclasses import replace

from actions.base import LimberAction
from actions.turn import Memory, Sign, Turn
from limber.content.models import Tier
from limber.replies import Block, Button, Kind, Reply, start_buttons
from limber.safety.dialogue import SEEN, STOPPED
from limber.safety.way_out import plainly_said


class ActionHold(LimberAction):
    """Reminds of the advice in one or two lines and offers the way out."""

    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """The reminder, in the hold's tier."""
        return reminder(turn, f"hold_{_hold(turn).tier.value}")


class ActionWayOut(LimberAction):
    """Lifts the hold where that is safe."""

    intents = (SEEN, STOPPED)
    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """An emergency is not lifted by "it's fine now"."""
        say, number = turn.store.phrases.say, turn.store.contacts.emergency_number
        if turn.memory.hold is None:
            return Reply.of(Kind.SMALL_TALK, say("no_hold"), buttons=start_buttons(turn.store))
        if not _plainly(turn):
            return reminder(turn, f"hold_{_hold(turn).tier.value}")
        if not _lifts(turn):
            return reminder(turn, "hold_stays")
        text = (
            say("hold_lifted_seen")
            if turn.question.intent == SEEN
            else say("hold_lifted_stopped", number=number)
        )
        return Reply.of(Kind.ANSWER, text, buttons=start_buttons(turn.store))

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """The hold ends, or stays."""
        return replace(turn.memory, hold=None) if _lifts(turn) else turn.memory


def reminder(turn: Turn, phrase: str) -> Reply:
    """The hold's advice with the buttons that lead out of it."""
    say, hold = turn.store.phrases.say, _hold(turn)
    buttons = [Button(say("button_seen"), SEEN)]
    if hold.tier is not Tier.EMERGENCY:
        buttons.append(Button(say("button_stopped"), STOPPED))
    return Reply(
        Kind.ESCALATION,
        (Block(say(phrase, number=turn.store.contacts.emergency_number)),),
        tuple(buttons),
        tier=hold.tier,
        groups=hold.groups,
        flags={"hold": True},
    )


def _hold(turn: Turn) -> Sign:
    # The policy sends here only on hold; without one the strictest advice is the safe one.
    return turn.memory.hold or Sign(Tier.EMERGENCY, ())


def _lifts(turn: Turn) -> bool:
    hold = turn.memory.hold
    allowed = hold is not None and (turn.question.intent == SEEN or hold.tier is not Tier.EMERGENCY)
    return allowed and _plainly(turn)


def _plainly(turn: Turn) -> bool:
    """Whether a button says it, or words that leave no doubt."""
    words = turn.store.vocabulary
    return turn.text.startswith("/") or plainly_said(turn.text, words.way_out_doubts, words.way_out_harmless)
