"""Where and how a stretch should be felt."""

from __future__ import annotations

from actions.answer import answer_reply, main_answer
from actions.base import LimberAction
from actions.turn import Turn
from limber.replies import Block, Reply, stretch_buttons


class ActionFeel(LimberAction):
    """Says where the stretch is felt and how strong the pull may be."""

    intents = ("ask_feel",)

    def reply(self, turn: Turn) -> Reply:
        """The stretch's own place first, then the rule for every stretch."""
        rule = answer_reply(turn, main_answer(turn, turn.question.intent))
        stretch = turn.stretch()
        if stretch is None:
            return rule
        feel = stretch.feel[:1].lower() + stretch.feel[1:]
        return Reply(
            rule.kind,
            (Block(turn.store.phrases.say("feel", feel=feel)), Block(rule.blocks[0].text)),
            stretch_buttons(turn.store, stretch, turn.question.intent),
        ).about(turn.store, stretch, *filter(None, [turn.store.item(one) for one in rule.content_ids]))
