"""Yes: does what was offered."""

from __future__ import annotations

from actions.base import LimberAction, reply_to
from actions.turn import Memory, Question, Turn
from limber.replies import Kind, Reply, start_buttons


class ActionAffirm(LimberAction):
    """Gives the answer that was offered."""

    intents = ("affirm",)
    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """The offered answer; else more of the topic; before any topic, an acknowledgement."""
        if turn.memory.offer is not None:
            return reply_to(turn.asks(turn.memory.offer))[0]
        if turn.memory.topic is not None:
            return reply_to(turn.asks(Question("tell_me_more")))[0]
        text = turn.store.phrases.say("affirm")
        return Reply.of(Kind.SMALL_TALK, text, buttons=start_buttons(turn.store))

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """As after the offered question."""
        if turn.memory.offer is not None:
            return reply_to(turn.asks(turn.memory.offer))[1]
        return super().recall(turn, reply)
