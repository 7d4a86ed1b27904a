"""Sends reports of red flags to medical help, and nothing else in the same turn."""

from __future__ import annotations

from dataclasses import replace

from actions.base import LimberAction
from actions.turn import Memory, Sign, Turn
from limber.content.models import Tier
from limber.replies import Block, Kind, Reply
from limber.safety.dialogue import AFFIRM, HOLDING_TIERS, RED_FLAG, SELF_HARM, says_yes
from limber.safety.loading import default_red_flags


class ActionEscalate(LimberAction):
    """Says where to get help, for the person's own or another's sign."""

    intents = (RED_FLAG,)
    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """The tier's words with the sign's name; no stretch, no button to one."""
        sign = reported(turn)
        texts = [sign_text(turn, sign)]
        if sign.tier in HOLDING_TIERS and SELF_HARM not in sign.groups and _asks_too(turn):
            texts.append(turn.store.phrases.say("question_waits"))
        return Reply(
            Kind.ESCALATION,
            tuple(Block(text) for text in texts),
            tier=sign.tier,
            groups=sign.groups,
            sources=sign_sources(turn, sign),
        )

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """On hold after an emergency or urgent sign; a stronger hold is never weakened."""
        sign, hold = reported(turn), turn.memory.hold
        if sign.tier in HOLDING_TIERS and (hold is None or hold.tier is not Tier.EMERGENCY):
            hold = sign
        pending = turn.memory.pending
        if pending is not None and not pending.is_for_more_than(sign):
            pending = None
        return replace(turn.memory, hold=hold, pending=pending, offer=None)


def reported(turn: Turn) -> Sign:
    """The sign of this turn: the screen's, or the one that was asked about and affirmed.

    A verdict without a tier comes from a screen that failed: it counts as urgent.
    """
    tier, pending = turn.screening.get("tier"), turn.memory.pending
    affirmed = turn.question.intent == AFFIRM or (turn.question.intent != RED_FLAG and says_yes(turn.text))
    if affirmed and pending is not None:
        return pending
    return Sign(
        Tier(tier) if tier else Tier.URGENT,
        tuple(turn.screening.get("groups", ())),
        bool(turn.screening.get("other")),
    )


def sign_text(turn: Turn, sign: Sign) -> str:
    """What to do about a sign."""
    say, contacts = turn.store.phrases.say, turn.store.contacts
    person = "other" if sign.other else "self"
    if SELF_HARM in sign.groups:
        return say(f"self_harm_{person}", number=contacts.emergency_number, line=contacts.crisis_line)
    values = {"sign": sign_name(sign), "number": contacts.emergency_number}
    if sign.tier is Tier.SEE_PROFESSIONAL:
        del values["number"]
    return say(f"{sign.tier.value}_{person}", **values)


def sign_name(sign: Sign) -> str:
    """The strongest group's title as it stands in a sentence."""
    group = default_red_flags().groups.get(sign.groups[0]) if sign.groups else None
    return group.title[:1].lower() + group.title[1:] if group else "what you describe"


def sign_sources(turn: Turn, sign: Sign) -> tuple[str, ...]:
    """What backs the groups' advice."""
    groups = [default_red_flags().groups[one] for one in sign.groups if one in default_red_flags().groups]
    return tuple(
        f"{turn.store.sources[citation.source].title}, {citation.section}"
        for group in groups[:1]
        for citation in group.sources
    )


def _asks_too(turn: Turn) -> bool:
    """Whether the message also asks about stretching; a yes to the check question does not."""
    if turn.question.intent == AFFIRM:
        return False
    return any(name != RED_FLAG and value > 0.5 for name, value in turn.ranking) or "?" in turn.text
