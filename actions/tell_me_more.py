"""More about what was last spoken of."""

from __future__ import annotations

from actions.base import LimberAction, reply_to
from actions.turn import Memory, Turn
from limber.content.models import Stretch
from limber.replies import Kind, Reply, item_buttons, related_buttons, stretch_buttons


class ActionTellMeMore(LimberAction):
    """Says the longer text of the topic."""

    intents = ("tell_me_more",)
    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """What was just offered; else the topic's body; without a topic, where to start."""
        if turn.memory.offer is not None:
            return reply_to(turn.asks(turn.memory.offer))[0]
        store = turn.store
        item = store.item(turn.memory.topic or "")
        if item is None:
            overview = store.main_answer("ask_overview")
            buttons = item_buttons(store, [overview] if overview else [])
            return Reply.of(Kind.CLARIFY, store.phrases.say("no_more"), buttons=buttons)
        buttons = (
            stretch_buttons(store, item, "") if isinstance(item, Stretch) else related_buttons(store, item)
        )
        return Reply.of(Kind.ANSWER, item.body or item.short, buttons=buttons).about(store, item)

    def recall(self, turn: Turn, reply: Reply) -> Memory:
        """As after the offered question."""
        if turn.memory.offer is not None:
            return reply_to(turn.asks(turn.memory.offer))[1]
        return super().recall(turn, reply)
