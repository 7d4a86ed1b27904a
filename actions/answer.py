"""Answers about practice and knowledge: one look-up by intent, or by the name in it."""

from __future__ import annotations

from actions.base import _BY_INTENT, ANSWERS, LimberAction
from actions.fallback import fallback_reply
from actions.turn import Turn
from limber.content.models import Answer
from limber.replies import Block, Kind, Reply, related_buttons


class ActionAnswer(LimberAction):
    """Says the store's answer to the intent."""

    def reply(self, turn: Turn) -> Reply:
        """The answer that is named ("posture"), else the intent's main answer.

        A remembered question may be about an answer that has left the store since.
        """
        answer = chosen_answer(turn)
        return answer_reply(turn, answer) if answer else fallback_reply(turn)


_BY_INTENT[ANSWERS] = ActionAnswer()


def chosen_answer(turn: Turn) -> Answer | None:
    """The answer that is named in the question and fits its intent, else the main one, if any."""
    for answer_id in turn.question.ids("answer"):
        answer = turn.store.answers[answer_id]
        if answer.intent == turn.question.intent:
            return answer
    return turn.store.main_answer(turn.question.intent)


def main_answer(turn: Turn, intent: str) -> Answer:
    """The main answer to an intent.

    Raises:
        KeyError: no answer serves it; the store's checks and the rules' test prevent that.
    """
    answer = turn.store.main_answer(intent)
    if answer is None:
        raise KeyError(f"no answer in the store serves the intent {intent}")
    return answer


def answer_reply(turn: Turn, answer: Answer) -> Reply:
    """An answer as a reply: its short text, its points, its follow-ups."""
    reply = Reply(
        kind=Kind.LIST if answer.points else Kind.ANSWER,
        blocks=(Block(answer.short, tuple(answer.points)),),
        buttons=related_buttons(turn.store, answer),
        tier=answer.tier,
        flags={"precaution": True} if answer.precaution else {},
    )
    return reply.about(turn.store, answer)
