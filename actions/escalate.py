"""Sends reports of warning signs to medical help."""

from __future__ import annotations

from collections.abc import Mapping

from actions.base import LimberAction
from actions.turn import Turn
from limber.content.models import Tier
from limber.replies import Kind, Reply

TIERS: Mapping[str, Tier] = {
    "report_emergency": Tier.EMERGENCY,
    "report_urgent": Tier.URGENT,
    "report_persistent": Tier.SEE_PROFESSIONAL,
}


class ActionEscalate(LimberAction):
    """Says where to get help, and nothing else."""

    intents = tuple(TIERS)
    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """The tier's words, without buttons to stretches."""
        tier = TIERS[turn.question.intent]
        return Reply(
            Kind.ESCALATION,
            Reply.of(Kind.ESCALATION, turn.store.phrases.say(f"escalate_{tier.value}")).blocks,
            tier=tier,
        )
