"""Decides what a message asks from the predictions for it and for its sentences; pure."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace

from limber.nlu.reading import Mention, Reading, Sentence
from limber.safety.dialogue import RED_FLAG

OUTSIDE_INTENT = "out_of_scope"
REQUEST_CONFIDENCE = 0.4
"""A sentence must be at least this sure to count as a question of its own.

Chosen on the development conversations: lower answers asides, higher drops second questions.
"""

SURE = 0.5
"""From here on the whole message is believed, remarks included."""

MOST_QUESTIONS = 3
UNSURE = 0.35
"""An intent less probable than this is no answer: the person is asked what was meant."""

FALLBACK = "nlu_fallback"
"""Rasa's name for a message that was not understood."""

SMALL_TALK = frozenset(
    {
        "greet",
        "thank",
        "goodbye",
        "affirm",
        "deny",
        "complain",
        OUTSIDE_INTENT,
        "ask_bot",
        "ask_capabilities",
        FALLBACK,
    }
)
"""Intents that never add an answer beside another question."""

DECLINES = frozenset({"ask_unchecked", OUTSIDE_INTENT})
DECLINE_LEAD = 0.2
"""A decline must lead by this much: turning away a question that has an answer is the worse slip."""

OUTSIDE = -1.5
"""Log-odds of being outside from which a message is declined whatever it seems to ask.

Chosen on the measuring messages: 1 % of those with an answer are declined. A band below it, in which
the person is asked, found no message more outside and cost questions with an answer.
"""

FAR_OUTSIDE = 4.0
"""Log-odds from which a message is declined although a sentence of it, read alone, asks something.

"First coat is on the fence. how long do i leave it" asks nothing of Limber. A sentence that names a
stretch or muscle is answered all the same. Of 155 messages for measuring that have several sentences and
were answered rightly before, one lies above 0 and none above 1.
"""

CORRECTIONS = frozenset({"deny", "affirm", "complain", "thank", "repeat", "tell_me_more", "next_item"})
"""Intents that become a question once a stretch or muscle is named: "no, the seated one"."""

SAME_ABOUT = "ask_same_about"


@dataclass(frozen=True)
class Prediction:
    """What a text may ask.

    Attributes:
        ranking: intents with their probabilities, most probable first.
        outside: log-odds that it asks nothing that Limber knows of.
    """

    ranking: tuple[tuple[str, float], ...]
    outside: float = -math.inf

    def judged(self) -> Prediction:
        """The same with what stands for it first: a decline, :data:`FALLBACK`, or an intent that is sure."""
        if self.intent == RED_FLAG:
            return self  # the screen decides, whatever is near
        if self.intent in DECLINES:
            return self if self.outside >= OUTSIDE else self._without_narrow_decline()
        if self.outside >= OUTSIDE:
            return self._led_by(OUTSIDE_INTENT, self.confidence)
        if self.confidence < UNSURE:
            return self._led_by(FALLBACK, UNSURE)
        return self

    def _without_narrow_decline(self) -> Prediction:
        """The runner-up first where a decline leads by too little."""
        if len(self.ranking) < 2:
            return self
        first, second, *others = self.ranking
        if second[0] in DECLINES | SMALL_TALK or first[1] - second[1] >= DECLINE_LEAD:
            return self
        # They swap their probabilities too, so that the ranking stays a ranking.
        swapped = ((second[0], first[1]), (first[0], second[1]), *others)
        return replace(self, ranking=swapped)

    def _led_by(self, intent: str, confidence: float) -> Prediction:
        others = tuple(one for one in self.ranking if one[0] != intent)
        return replace(self, ranking=((intent, confidence), *others))

    def followed_by(self, other: Prediction) -> Prediction:
        """The same with another prediction's intent second."""
        first = self.ranking[0]
        second = (other.intent, min(other.confidence, first[1]))
        rest = tuple(one for one in self.ranking[1:] if one[0] != other.intent)
        return replace(self, ranking=(first, second, *rest))

    @property
    def intent(self) -> str:
        """The most probable intent."""
        return self.ranking[0][0]

    @property
    def confidence(self) -> float:
        """Its probability."""
        return self.ranking[0][1]


@dataclass(frozen=True)
class Question:
    """One thing that a message asks, with the names that belong to it."""

    intent: str
    confidence: float
    mentions: tuple[Mention, ...]


def choose(
    reading: Reading, whole: Prediction, parts: Sequence[Prediction]
) -> tuple[Prediction, tuple[Question, ...]]:
    """What the message asks.

    Args:
        reading: the message.
        whole: prediction for the whole message.
        parts: prediction for each of its sentences, in order.

    Returns:
        The prediction that stands for the message, and its questions in order; the first
        question's intent is the prediction's.
    """
    whole, parts = whole.judged(), [part.judged() for part in parts]
    asked = _requests(reading.sentences, parts)
    far = whole.intent == OUTSIDE_INTENT and whole.outside >= FAR_OUTSIDE
    if far and not _names(reading, {"stretch", "muscle"}):
        return whole, (Question(whole.intent, whole.confidence, reading.mentions),)
    if len(asked) > 1:
        questions = [Question(part.intent, part.confidence, sentence.mentions) for sentence, part in asked]
        remarks = _remarked(reading.sentences)
        questions[0] = replace(questions[0], mentions=(*remarks, *questions[0].mentions))
        return asked[0][1], tuple(questions)
    chosen = _clearest(whole, [part for _, part in asked], parts)
    if chosen.intent in CORRECTIONS and _names(reading, {"stretch", "muscle", "ordinal"}):
        chosen = Prediction(((SAME_ABOUT, chosen.confidence), *chosen.ranking))
    return chosen, (Question(chosen.intent, chosen.confidence, reading.mentions),)


_ABOUT_THE_PERSON = frozenset({"condition", "complaint"})
"""Entities that count for what is asked beside them: "my back is stiff. Which stretch helps?"."""


def _remarked(sentences: Iterable[Sentence]) -> tuple[Mention, ...]:
    """What remarks tell of the person who asks."""
    return tuple(
        one
        for sentence in sentences
        if not sentence.request
        for one in sentence.mentions
        if one.entity in _ABOUT_THE_PERSON
    )


def _names(reading: Reading, entities: Set[str]) -> bool:
    """Whether a message names a thing of one of these kinds."""
    return any(one.entity in entities for one in reading.mentions)


def _requests(
    sentences: Sequence[Sentence], parts: Sequence[Prediction]
) -> list[tuple[Sentence, Prediction]]:
    """The sentences that each ask something else, at most :data:`MOST_QUESTIONS`."""
    found: list[tuple[Sentence, Prediction]] = []
    seen = set()
    for sentence, part in zip(sentences, parts, strict=True):
        if not sentence.request or part.intent in SMALL_TALK or part.confidence < REQUEST_CONFIDENCE:
            continue
        key = (part.intent, frozenset((mention.entity, mention.id) for mention in sentence.mentions))
        if key not in seen:
            seen.add(key)
            found.append((sentence, part))
    return found[:MOST_QUESTIONS]


def _clearest(whole: Prediction, asked: Sequence[Prediction], parts: Sequence[Prediction]) -> Prediction:
    """Of one question among remarks: the whole message's reading, or the question's own."""
    if len(parts) < 2:
        return whole
    if asked and whole.intent == RED_FLAG:
        # Where the screen finds nothing to report, the question counts.
        return whole.followed_by(asked[0])
    if asked and any(part.intent == RED_FLAG for part in parts):
        return asked[0]
    if asked and (whole.intent in SMALL_TALK or whole.intent == SAME_ABOUT or whole.confidence < SURE):
        return asked[0]
    if whole.intent in SMALL_TALK or whole.confidence < REQUEST_CONFIDENCE:
        telling = [part for part in parts if part.intent not in SMALL_TALK]
        best = max(telling, key=lambda part: part.confidence, default=whole)
        if best.confidence >= max(whole.confidence, REQUEST_CONFIDENCE):
            return best
    return whole
