"""Whether a stretch is held or moved through."""

from __future__ import annotations

from actions.answer import answer_reply, main_answer
from actions.base import LimberAction
from actions.turn import Turn
from limber.replies import Kind, Reply, in_sentence, stretch_buttons


class ActionStaticOrDynamic(LimberAction):
    """Says which kind the stretch is, else what the two kinds are."""

    intents = ("ask_static_or_dynamic",)

    def reply(self, turn: Turn) -> Reply:
        """The stretch's kind with its dose."""
        stretch = turn.stretch()
        if stretch is None or len(turn.question.ids("stretch")) > 1:
            return answer_reply(turn, main_answer(turn, turn.question.intent))
        say, name = turn.store.phrases.say, in_sentence(stretch)
        text = (
            say("is_dynamic", name=name, repetitions=stretch.repetitions)
            if stretch.kind == "dynamic"
            else say("is_static", name=name, hold=stretch.hold_seconds)
        )
        buttons = stretch_buttons(turn.store, stretch, turn.question.intent)
        return Reply.of(Kind.ANSWER, text, buttons=buttons).about(turn.store, stretch)
