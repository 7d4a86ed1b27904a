"""Asks whether a sign is there now."""

from __future__ import annotations

from dataclasses import replace

from actions.base import LimberAction, reply_to
from actions.escalate import sign_sources
from actions.turn import Memory, Sign, Turn
from limber.content.models import Tier
from limber.replies import Block, Button, Kind, Reply, joined, start_buttons
from limber.safety.dialogue import AFFIRM, DENY, light_doubt
from limber.safety.loading import default_red_flags


class ActionSafetyCheck(LimberAction):
    """Says what the sign can mean, then asks "do you have this now?"."""

    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """The sign's meaning and the question, with Yes and No.

        Where only the trained layer has a light doubt about a clear question, the question is
        answered below; where a sign was read, nothing else is said.
        """
        say, sign = turn.store.phrases.say, _doubted(turn)
        group = default_red_flags().groups.get(sign.groups[0]) if sign.groups else None
        light = _light_doubt(turn)
        texts = [group.means, say("check_question")] if group and not light else [say("check_unknown")]
        check = Reply(
            Kind.SAFETY_CHECK,
            tuple(Block(text) for text in texts),
            (Button(say("button_check_yes"), AFFIRM), Button(say("button_check_no"), DENY)),
            groups=sign.groups,
            sources=sign_sources(turn, sign),
        )
        if not light:
            return check
        answer = joined([reply_to(turn.asks(question))[0] for question in turn.overruled])
        return replace(
            check,
            blocks=(*check.blocks, *answer.blocks),
            content_ids=answer.content_ids,
            sources=answer.sources,
        )

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """The question stays open until it is answered; after a light doubt only for the next message."""
        memory, light = turn.memory, _light_doubt(turn)
        if light:
            for question in turn.overruled:
                memory = reply_to(turn.asks(question, memory))[1]
        return replace(memory, pending=replace(_doubted(turn), light=light), offer=None)


def _light_doubt(turn: Turn) -> bool:
    """Whether what is asked can be answered below the check question."""
    return (
        bool(turn.overruled)
        and turn.memory.hold is None
        and _still_open(turn) is None
        and light_doubt(turn.screening, turn.ranking)
    )


def _still_open(turn: Turn) -> Sign | None:
    """The sign that was asked about and not answered; a light doubt was asked about once."""
    pending = turn.memory.pending
    return None if pending is None or pending.light else pending


class ActionCheckDenied(LimberAction):
    """The sign is not there: says what to do should it come, and goes on."""

    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """The safety net in one or two lines."""
        text = turn.store.phrases.say("check_denied", number=turn.store.contacts.emergency_number)
        return Reply.of(Kind.ANSWER, text, buttons=start_buttons(turn.store))

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """The question is answered."""
        return replace(turn.memory, pending=None)


def _doubted(turn: Turn) -> Sign:
    """The sign to ask about: this turn's and the one that is still open, the stronger one first."""
    groups = tuple(turn.screening.get("check_groups", ()))
    if not turn.screening.get("check") and turn.memory.pending is not None:
        return turn.memory.pending
    tiers = [default_red_flags().groups[one].tier for one in groups]
    tier = min(tiers, key=list(Tier).index, default=Tier.URGENT)
    sign, still = Sign(tier, groups, bool(turn.screening.get("other"))), _still_open(turn)
    if still is None:
        return sign
    first, second = (sign, still) if sign.is_for_more_than(still) else (still, sign)
    return replace(first, groups=tuple(dict.fromkeys((*first.groups, *second.groups))))
