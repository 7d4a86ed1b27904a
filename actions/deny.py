"""No: ends the offer."""

from __future__ import annotations

from actions.base import LimberAction
from actions.turn import Turn
from limber.replies import Kind, Reply, start_buttons


class ActionDeny(LimberAction):
    """Leaves what was offered; a later "yes" no longer takes it."""

    intents = ("deny",)
    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """An acknowledgement without an offer, which ends the one before."""
        text = turn.store.phrases.say("signs_denied" if turn.screening.get("denied") else "deny")
        return Reply.of(Kind.SMALL_TALK, text, buttons=start_buttons(turn.store))
