"""The screen: text in, screening out. Pure; no Rasa, no TensorFlow, no I/O after loading."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from limber.content.models import Tier
from limber.language.encoder import Vectors
from limber.language.sentences import split_sentences
from limber.language.spelling import Speller
from limber.safety.assertion import Assertion, Judge
from limber.safety.classifier import NONE, RedFlagClassifier
from limber.safety.patterns import Span
from limber.safety.rules import RedFlags
from limber.safety.text import Word, fold, variants

Encode = Callable[[Sequence[str]], Vectors]

TIERS = (Tier.EMERGENCY, Tier.URGENT, Tier.SEE_PROFESSIONAL)
"""Strongest first."""

STAYS_WHEN_GONE = frozenset({"bladder", "bowel", "saddle"})
"""Groups that stay an emergency although they "went away": the nerve may be in danger still."""

MEND_FROM = 5
"""Shorter words are not mended: too many other words lie one letter away."""

WHOLE_WORDS = 60
"""Up to this many words the classifier also judges the message as a whole."""


@dataclass(frozen=True)
class Thresholds:
    """From which probability the trained layer speaks; chosen on held-out messages.

    Attributes:
        emergency: of an emergency group, to escalate.
        above_patterns: of an emergency group, to escalate where patterns found a lower tier.
        urgent: of an urgent or emergency group, to escalate.
        see_professional: of any group, to escalate.
        check: of any group, to ask.
        check_emergency: of an emergency group, to ask.
        check_suppressed: of any group, to ask although patterns found the sign denied or over.
        agree: of any group, by the pattern's tier: below it the layers disagree, and the
            pattern's sign is asked about.
    """

    emergency: float = 0.45
    above_patterns: float = 0.5
    urgent: float = 0.8
    see_professional: float = 0.8
    check: float = 0.28
    check_emergency: float = 0.13
    check_suppressed: float = 0.85
    agree: Mapping[Tier, float] = field(
        default_factory=lambda: {Tier.EMERGENCY: 0.02, Tier.URGENT: 0.06, Tier.SEE_PROFESSIONAL: 0.25}
    )


@dataclass(frozen=True)
class Mention:
    """A sign in the message.

    Attributes:
        start, end: characters of the raw message.
        group: red-flag group.
        tier: the group's tier.
        assertion: what is said of it.
        other: whether it is another person's.
        rule: id of the pattern, or ``classifier``.
        layer: ``patterns`` or ``classifier``.
        probability: of the trained layer; 1 for patterns.
    """

    start: int
    end: int
    group: str
    tier: Tier
    assertion: Assertion
    other: bool
    rule: str
    layer: str
    probability: float = 1.0


@dataclass(frozen=True)
class Screening:
    """The verdict on a message.

    Attributes:
        tier: the strongest tier that is reported; None if none is.
        groups: groups of that tier first, then the others, that are reported.
        check: whether to ask "do you have this now?".
        check_groups: what to ask about, strongest first.
        other: whether the strongest sign is another person's.
        resolved: groups that are said to be over.
        denied: groups that are denied.
        mentions: everything found.
    """

    tier: Tier | None = None
    groups: tuple[str, ...] = ()
    check: bool = False
    check_groups: tuple[str, ...] = ()
    other: bool = False
    resolved: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = field(default=())

    def as_dict(self) -> dict[str, Any]:
        """The screening as JSON."""
        return asdict(self, dict_factory=_plain)


def _plain(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value.value if isinstance(value, Tier | Assertion) else value for name, value in pairs}


def screen_parts(text: str) -> list[str]:
    """The texts that the trained layer judges: each sentence, and a short message whole.

    The caller may encode them together with its own sentences, in one batch.
    """
    spans = split_sentences(text)
    sentences = [text[start:end].strip() for start, end in spans]
    whole = [text.strip()] if len(sentences) > 1 and len(text.split()) <= WHOLE_WORDS else []
    return list(dict.fromkeys([*whole, *sentences]))


class Screener:
    """Screens messages; made once a process.

    Args:
        red_flags: groups and patterns.
        judge: judges what is said of a sign.
        classifier: the trained layer.
        ordinary: words of everyday messages; a typing error as near to one of them as to a
            symptom is not taken for the symptom.
        thresholds: when the trained layer speaks.
    """

    def __init__(
        self,
        red_flags: RedFlags,
        judge: Judge,
        classifier: RedFlagClassifier,
        ordinary: Iterable[str] = (),
        thresholds: Thresholds | None = None,
    ) -> None:
        self._red_flags = red_flags
        self._judge = judge
        self._classifier = classifier
        self._thresholds = thresholds or Thresholds()
        words = red_flags.finder.vocabulary()
        # Sorted, so that ties fall the same way in every process.
        known = {word: 1 for word in sorted(words) if len(word) >= MEND_FROM}
        # The higher count wins ties.
        self._speller = Speller({**known, **dict.fromkeys(sorted(ordinary), 2)}, {})

    @property
    def red_flags(self) -> RedFlags:
        """The groups that are screened for."""
        return self._red_flags

    def screen(self, text: str, encode: Encode) -> Screening:
        """Screen one message.

        Args:
            text: the raw message, of any length.
            encode: gives the vectors of :func:`screen_parts`.
        """
        mentions = self._by_patterns(text)
        parts = screen_parts(text)
        judged = self._classifier.probabilities(parts, encode(parts)) if parts else []
        return self._combine(text, mentions, parts, judged)

    def _mend(self, word: str) -> str:
        if len(word) < MEND_FROM:
            return word
        mended = self._speller.mend(word)
        return word if " " in mended else mended

    def _by_patterns(self, text: str) -> list[Mention]:
        words = fold(text)
        found = []
        sentences = [word.sentence for word in words]
        for sign in self._red_flags.finder.find(variants(words, self._mend), sentences):
            group, span = self._red_flags.group_of_rule[sign.rule], sign.span
            assertion = self._judge.judge(words, text, sign)
            if assertion is Assertion.RESOLVED and group.tier is Tier.EMERGENCY:
                assertion = self._recent_emergency(words, group.id, span)
            found.append(
                Mention(
                    start=words[span[0]].start,
                    end=words[span[1] - 1].end,
                    group=group.id,
                    tier=group.tier,
                    assertion=assertion,
                    other=self._judge.other_person(words, span),
                    rule=sign.rule,
                    layer="patterns",
                )
            )
        return [_inherited(one, found) for one in found]

    def _recent_emergency(self, words: Sequence[Word], group: str, span: Span) -> Assertion:
        """An emergency that "went away" is over only if it is long past; else it stays, or is asked about."""
        if self._judge.long_ago(words, span):
            return Assertion.RESOLVED
        return Assertion.PRESENT if group in STAYS_WHEN_GONE else Assertion.HYPOTHETICAL

    def _combine(
        self, text: str, found: list[Mention], parts: Sequence[str], judged: Sequence[Mapping[str, float]]
    ) -> Screening:
        doubted = self._doubted(text, found, parts, judged)
        raised, asked = self._by_classifier(text, found, parts, judged)
        mentions = [*found, *raised]
        present = [one for one in mentions if one.assertion is Assertion.PRESENT and one not in doubted]
        supposed = [one for one in mentions if one.assertion is Assertion.HYPOTHETICAL]
        present.sort(key=lambda one: TIERS.index(one.tier))
        questions = sorted([*doubted, *supposed, *asked], key=lambda one: TIERS.index(one.tier))
        if present:
            strongest = present[0]
            return Screening(
                tier=strongest.tier,
                groups=_groups(present),
                other=strongest.other,
                denied=_groups(mentions, Assertion.NEGATED),
                mentions=tuple(mentions),
            )
        return Screening(
            check=bool(questions),
            check_groups=_groups(questions),
            other=bool(questions) and questions[0].other,
            resolved=_groups(mentions, Assertion.RESOLVED),
            denied=_groups(mentions, Assertion.NEGATED),
            mentions=(*mentions, *asked),
        )

    def _doubted(
        self, text: str, found: list[Mention], parts: Sequence[str], judged: Sequence[Mapping[str, float]]
    ) -> list[Mention]:
        """Signs of patterns in texts of which the trained layer is sure that they report nothing.

        The layers disagree: the person is asked. Never dropped.
        """
        doubted = []
        for mention in found:
            around = [
                1.0 - probability.get(NONE, 0.0)
                for part, probability in zip(parts, judged, strict=True)
                if _overlaps(text, part, mention)
            ]
            if (
                mention.assertion is Assertion.PRESENT
                and around
                and max(around) < self._thresholds.agree[mention.tier]
            ):
                doubted.append(mention)
        return doubted

    def _by_classifier(
        self, text: str, found: list[Mention], parts: Sequence[str], judged: Sequence[Mapping[str, float]]
    ) -> tuple[list[Mention], list[Mention]]:
        """Signs that the trained layer is sure of, and signs that it would ask about."""
        limits, sure, unsure = self._thresholds, [], []
        for part, probability in zip(parts, judged, strict=True):
            inside = [one for one in found if _overlaps(text, part, one)]
            reported = [one for one in inside if one.assertion is Assertion.PRESENT]
            by_tier = dict.fromkeys(TIERS, 0.0)
            for group, value in probability.items():
                if group != NONE:
                    by_tier[self._red_flags.groups[group].tier] += value
            emergency = by_tier[Tier.EMERGENCY]
            urgent = emergency + by_tier[Tier.URGENT]
            flagged = urgent + by_tier[Tier.SEE_PROFESSIONAL]
            strongest = max(by_tier, key=lambda tier: by_tier[tier])
            if inside and not reported:
                # Patterns know this sign and heard that it is denied, supposed or over.
                if flagged >= limits.check_suppressed:
                    unsure.append(self._mention(text, part, probability, strongest, flagged))
            elif emergency >= (limits.above_patterns if reported else limits.emergency):
                sure.append(self._mention(text, part, probability, Tier.EMERGENCY, emergency))
            elif urgent >= limits.urgent:
                sure.append(self._mention(text, part, probability, Tier.URGENT, urgent))
            elif flagged >= limits.see_professional:
                sure.append(self._mention(text, part, probability, Tier.SEE_PROFESSIONAL, flagged))
            elif flagged >= limits.check or emergency >= limits.check_emergency:
                unsure.append(self._mention(text, part, probability, strongest, flagged))
        return sure, unsure

    def _mention(
        self, text: str, part: str, probability: Mapping[str, float], tier: Tier, value: float
    ) -> Mention:
        groups = [one for one in self._red_flags.groups.values() if one.tier is tier]
        best = max(groups, key=lambda one: probability.get(one.id, 0.0))
        start = max(text.find(part), 0)
        words = fold(part)
        other = bool(words) and self._judge.other_person(words, (len(words) - 1, len(words)))
        return Mention(
            start=start,
            end=start + len(part),
            group=best.id,
            tier=best.tier,
            assertion=Assertion.PRESENT,
            other=other,
            rule="classifier",
            layer="classifier",
            probability=round(value, 3),
        )


def _inherited(mention: Mention, found: Sequence[Mention]) -> Mention:
    """A sign inside a denied one of its group is denied too: "numbness" in "numbness in the foot: no"."""
    if mention.assertion is Assertion.PRESENT and any(
        other.group == mention.group
        and other.assertion is Assertion.NEGATED
        and other.start <= mention.start
        and mention.end <= other.end
        and (other.start, other.end) != (mention.start, mention.end)
        for other in found
    ):
        return replace(mention, assertion=Assertion.NEGATED)
    return mention


def _overlaps(text: str, part: str, mention: Mention) -> bool:
    """Whether a mention lies in a part of the text."""
    start = max(text.find(part), 0)
    return mention.start < start + len(part) and start < mention.end


def _groups(mentions: Iterable[Mention], assertion: Assertion | None = None) -> tuple[str, ...]:
    chosen = [one for one in mentions if assertion is None or one.assertion is assertion]
    return tuple(dict.fromkeys(one.group for one in chosen))
