"""How long and how often a stretch is done."""

from __future__ import annotations

import re

from actions.answer import answer_reply, main_answer
from actions.base import LimberAction
from actions.turn import Turn
from limber.content.models import Answer, Stretch
from limber.replies import Kind, Reply, in_sentence, stretch_buttons

_BARE_HOW_LONG = re.compile(
    r"^\W*(?:(?:and|so|ok|but|then)\W+)*(?:for )?how (?:long|lng|many min(?:ute)?s)(?: for)?\W*$",
    re.IGNORECASE,
)


class ActionHoldTime(LimberAction):
    """Says how long to hold: the stretch's own dose, else the rule."""

    intents = ("ask_hold_time",)

    def reply(self, turn: Turn) -> Reply:
        """A dynamic move has repetitions instead of a hold."""
        topic = turn.store.answers.get(turn.memory.topic or "")
        if topic is not None and _BARE_HOW_LONG.match(turn.text) and _lasts_minutes(topic):
            return answer_reply(turn, topic)
        return dose_reply(turn, "hold")


class ActionRepetitions(LimberAction):
    """Says how many times: the stretch's own dose, else the rule."""

    intents = ("ask_repetitions",)

    def reply(self, turn: Turn) -> Reply:
        """Holds per side of a static stretch, repetitions of a dynamic move."""
        return dose_reply(turn, "repeat")


def _lasts_minutes(answer: Answer) -> bool:
    """Whether "how long?" after this answer asks for its minutes, as after the warm-up."""
    return any("minutes" in fact for fact in answer.key_facts)


def dose_reply(turn: Turn, phrase: str) -> Reply:
    """The dose of the stretch in question, or the general answer."""
    stretch = turn.stretch()
    if stretch is None:
        return answer_reply(turn, main_answer(turn, turn.question.intent))
    reply = Reply.of(
        Kind.ANSWER,
        dose_text(turn, stretch, phrase),
        buttons=stretch_buttons(turn.store, stretch, turn.question.intent),
    )
    return reply.about(turn.store, stretch)


def dose_text(turn: Turn, stretch: Stretch, phrase: str) -> str:
    """The dose in words.

    Args:
        phrase: ``hold`` or ``repeat``: which of the two the sentence starts with.
    """
    say = turn.store.phrases.say
    if stretch.kind == "dynamic":
        return say(f"{phrase}_dynamic", name=in_sentence(stretch), repetitions=stretch.repetitions)
    return say(
        f"{phrase}_static",
        name=in_sentence(stretch),
        hold=stretch.hold_seconds,
        repeats=stretch.repeats,
        per_side=say("per_side") if stretch.per_side else "",
    )
