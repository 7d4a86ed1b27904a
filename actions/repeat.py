"""Says the last answers again."""

from __future__ import annotations

from actions.base import LimberAction, reply_to
from actions.turn import Memory, Turn
from limber.replies import Kind, Reply, joined


class ActionRepeat(LimberAction):
    """Answers the last questions once more."""

    intents = ("repeat",)
    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """The last reply; it is made anew, so an edited answer shows."""
        if not turn.memory.asked:
            return Reply.of(Kind.CLARIFY, turn.store.phrases.say("nothing_to_repeat"))
        return joined([reply_to(turn.asks(question))[0] for question in turn.memory.asked])

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """Nothing new."""
        return turn.memory
