"""Small talk, yes and no; the words stand in domain.yml."""

from __future__ import annotations

from actions.base import LimberAction, reply_to
from actions.same_about import ActionSameAbout, same_question
from actions.turn import Memory, Turn
from limber.replies import Kind, Reply


class ActionSmallTalk(LimberAction):
    """Says the domain's response to the intent; a name in it makes it a question after all."""

    intents = ("greet", "thank", "goodbye", "ask_bot", "ask_capabilities", "complain", "deny")
    remembered = False

    def name(self) -> str:
        return "action_small_talk"

    def reply(self, turn: Turn) -> Reply:
        """"No, I meant the seated one" is answered, not only acknowledged."""
        if same_question(turn):
            return ActionSameAbout().reply(turn)
        return Reply(Kind.SMALL_TALK, (), response=f"utter_{turn.question.intent}")

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """Nothing, except after a name."""
        if same_question(turn):
            return ActionSameAbout().recall(turn, reply)
        return super().recall(turn, reply)


class ActionAffirm(ActionSmallTalk):
    """Yes: does what was offered."""

    intents = ("affirm",)

    def name(self) -> str:
        return "action_affirm"

    def reply(self, turn: Turn) -> Reply:
        """The offered answer; without an offer, an acknowledgement."""
        if turn.memory.offer is not None and not turn.question.names:
            return reply_to(turn.asks(turn.memory.offer))[0]
        return super().reply(turn)

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """As after the offered question."""
        if turn.memory.offer is not None and not turn.question.names:
            return reply_to(turn.asks(turn.memory.offer))[1]
        return super().recall(turn, reply)
