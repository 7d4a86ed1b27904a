"""Existing conditions: ask a professional first."""

from __future__ import annotations

from dataclasses import replace

from actions.answer import answer_reply, main_answer
from actions.base import LimberAction, first_of
from actions.turn import Turn
from limber.replies import Block, Reply


class ActionExistingCondition(LimberAction):
    """Names the condition, then says whom to ask."""

    intents = ("ask_existing_condition",)

    def reply(self, turn: Turn) -> Reply:
        """The caution, with the condition in its words."""
        reply = answer_reply(turn, main_answer(turn, turn.question.intent))
        condition_id = first_of(turn.question.ids("condition"))
        condition = turn.store.condition(condition_id) if condition_id else None
        if condition is None:
            return reply
        lead = Block(turn.store.phrases.say("condition", condition=condition.title))
        return replace(reply, blocks=(lead, *reply.blocks))
