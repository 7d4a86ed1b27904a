"""Where the answers come from."""

from __future__ import annotations

from dataclasses import replace

from actions.answer import answer_reply, main_answer
from actions.base import LimberAction
from actions.turn import Turn
from limber.replies import Block, Reply
from limber.replies.reply import cited


class ActionSources(LimberAction):
    """Names the sources: of the last answer, and of all."""

    intents = ("ask_sources",)
    remembered = False

    def reply(self, turn: Turn) -> Reply:
        """The general answer, after the sources of what was last said."""
        reply = answer_reply(turn, main_answer(turn, turn.question.intent))
        topic = turn.store.item(turn.memory.topic or "")
        if topic is None or topic.id in reply.content_ids:
            return reply
        text = turn.store.phrases.say("sources", sources="; ".join(dict.fromkeys(cited(turn.store, [topic]))))
        return replace(reply, blocks=(Block(text), *reply.blocks))
