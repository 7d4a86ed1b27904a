"""Asks whether a sign is there now."""

from __future__ import annotations

from dataclasses import replace

from actions.base import LimberAction
from actions.escalate import sign_sources
from actions.turn import Memory, Sign, Turn
from limber.content.models import Tier
from limber.replies import Block, Button, Kind, Reply
from limber.safety.dialogue import AFFIRM, DENY
from limber.safety.loading import default_red_flags


class ActionSafetyCheck(LimberAction):
    """Says what the sign can mean, then asks "do you have this now?"."""

    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """The sign's meaning and the question, with Yes and No."""
        say, sign = turn.store.phrases.say, _doubted(turn)
        group = default_red_flags().groups.get(sign.groups[0]) if sign.groups else None
        texts = [group.means, say("check_question")] if group else [say("check_unknown")]
        return Reply(
            Kind.SAFETY_CHECK,
            tuple(Block(text) for text in texts),
            (Button(say("button_check_yes"), AFFIRM), Button(say("button_check_no"), DENY)),
            groups=sign.groups,
            sources=sign_sources(turn, sign),
        )

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """The question stays open until it is answered."""
        return replace(turn.memory, pending=_doubted(turn), offer=None)


class ActionCheckDenied(LimberAction):
    """The sign is not there: says what to do should it come, and goes on."""

    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """The safety net in one or two lines."""
        text = turn.store.phrases.say("check_denied", number=turn.store.contacts.emergency_number)
        return Reply.of(Kind.ANSWER, text)

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """The question is answered."""
        return replace(turn.memory, pending=None)


def _doubted(turn: Turn) -> Sign:
    """The sign to ask about: this turn's, else the one that is still open."""
    groups = tuple(turn.screening.get("check_groups", ()))
    if not turn.screening.get("check") and turn.memory.pending is not None:
        return turn.memory.pending
    tiers = [default_red_flags().groups[one].tier for one in groups]
    tier = min(tiers, key=list(Tier).index, default=Tier.URGENT)
    return Sign(tier, groups, bool(turn.screening.get("other")))
