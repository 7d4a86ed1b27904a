"""Reads a short follow-up in the light of what was last spoken of; pure."""

from __future__ import annotations

import re
from dataclasses import replace

from actions.turn import Question, Turn
from limber.content.models import Answer, Muscle, Stretch
from limber.language.sentences import is_request, split_sentences

_POINTS_BACK = re.compile(
    r"\b(it|its|it's|that|this|they|them|those|these|one|version|muscle)\b", re.IGNORECASE
)
_SHORT = 8
"""Longer messages say what they mean, in words."""

_ABOUT_A_MUSCLE = frozenset(
    {"ask_muscle", "ask_benefits", "ask_causes", "ask_overview", "ask_unchecked", "nlu_fallback"}
)
_ABOUT_STRETCHING = frozenset({"ask_how_to", "find_stretch", "ask_easier", "ask_muscles"})
_ABOUT_A_REMEDY = frozenset({"ask_benefits", "find_stretch", "nlu_fallback"})
_A_REMEDY = re.compile(
    r"\b(?:good|best|helps?|works?|do) (?:for|with|about|against) (?:it|that|this)\b", re.IGNORECASE
)
_A_MOVE = re.compile(r"\b(stretch|stretches|exercise|move)\b", re.IGNORECASE)


def in_context(turn: Turn) -> Question:
    """The question that a follow-up stands for; itself where it stands alone."""
    question = turn.question
    if _tells_of_no_sign(turn):
        return replace(question, intent="deny", names=())
    if question.words > _SHORT or question.ids("stretch") or question.ids("muscle"):
        return question
    meant = (_another_way, _about_last_muscle, _for_last_area, _for_last_complaint)
    return next(filter(None, (one(turn) for one in meant)), question)


def _tells_of_no_sign(turn: Turn) -> bool:
    """ "No numbness or anything, just stiff" is no question about numbness."""
    return (
        turn.question.intent == "ask_when_to_seek_help"
        and bool(turn.screening.get("denied"))
        and not turn.screening.get("check")
        and not any(is_request(turn.text[start:end]) for start, end in split_sentences(turn.text))
    )


def _another_way(turn: Turn) -> Question | None:
    """ "Can I do that sitting?" asks for the other way of the stretch last spoken of."""
    question, stretch = turn.question, turn.store.item(turn.memory.topic or "")
    if not isinstance(stretch, Stretch) or {name for name, _ in question.names} != {"place"}:
        return None
    if question.intent == "find_stretch" and not _POINTS_BACK.search(turn.text):
        return None
    for place in filter(None, map(turn.store.place, question.ids("place"))):
        if set(place.positions) & set(stretch.all_positions()) and stretch.other_ways:
            return Question("ask_how_to", (("stretch", stretch.id), ("place", place.id)))
    return None


def _about_last_muscle(turn: Turn) -> Question | None:
    """ "What does it do?" after a muscle asks about that muscle; "how do I stretch it?" for stretches."""
    question, muscle = turn.question, turn.store.item(turn.memory.topic or "")
    if question.names or not isinstance(muscle, Muscle) or not _POINTS_BACK.search(turn.text):
        return None
    named = (("muscle", muscle.id),)
    if question.intent in _ABOUT_STRETCHING:
        return replace(question, intent="find_stretch", names=named)
    if question.intent in _ABOUT_A_MUSCLE:
        return replace(question, intent="ask_muscle", names=named)
    return None


def _for_last_area(turn: Turn) -> Question | None:
    """ "A stretch for that?" after an answer about an area asks for its stretches."""
    question, answer = turn.question, turn.store.item(turn.memory.topic or "")
    if question.names or not isinstance(answer, Answer) or answer.area is None:
        return None
    wanted = question.intent in _ABOUT_STRETCHING or bool(_A_MOVE.search(turn.text))
    if not wanted or not _POINTS_BACK.search(turn.text):
        return None
    return replace(question, intent="find_stretch", names=(("complaint", answer.area),))


def _for_last_complaint(turn: Turn) -> Question | None:
    """ "What's good for it?" after "my lower back is stiff" asks for its stretches, not for benefits."""
    question = turn.question
    if question.names or question.intent not in _ABOUT_A_REMEDY or not _A_REMEDY.search(turn.text):
        return None
    named = tuple(name for one in turn.memory.asked for name in one.names if name[0] == "complaint")
    return replace(question, intent="find_stretch", names=named) if named else None
