"""The screen: text in, screening out. Pure; no Rasa, no TensorFlow, no I/O after loading."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from limber.content.models import Tier
from limber.language.encoder import Vectors
from limber.safety.assertion import Assertion, Judge
from limber.safety.classifier import RedFlagClassifier
from limber.safety.mending import Mender, judged_parts, judged_texts
from limber.safety.parts import Part
from limber.safety.patterns import Span
from limber.safety.rules import RedFlags
from limber.safety.text import Word, fold, variants
from limber.safety.verdict import Judgement, Mention, Screening, Thresholds, verdict

Encode = Callable[[Sequence[str]], Vectors]

STAYS_WHEN_GONE = frozenset({"bladder", "bowel", "saddle"})
"""Groups that stay an emergency although they "went away": the nerve may be in danger still."""


class Screener:
    """Screens messages; made once a process.

    Args:
        red_flags: groups and patterns.
        judge: judges what is said of a sign.
        classifier: the trained layer.
        mender: mends typing errors.
        thresholds: when the trained layer speaks.
    """

    def __init__(
        self,
        red_flags: RedFlags,
        judge: Judge,
        classifier: RedFlagClassifier,
        mender: Mender,
        thresholds: Thresholds | None = None,
    ) -> None:
        self._red_flags = red_flags
        self._judge = judge
        self._classifier = classifier
        self._thresholds = thresholds or Thresholds()
        self._tier_of: dict[str, Tier] = {group.id: group.tier for group in red_flags.groups.values()}
        self._mender = mender

    @property
    def red_flags(self) -> RedFlags:
        """The groups that are screened for."""
        return self._red_flags

    def screen(self, text: str, encode: Encode) -> Screening:
        """Screen one message.

        Args:
            text: the raw message, of any length.
            encode: gives the vectors of the texts of :func:`limber.safety.mending.judged_texts`.
        """
        words = fold(text)
        return verdict(
            self._by_patterns(text, words),
            self._judgements(text, encode),
            self._tier_of,
            lambda part: self._of_another(words, part),
            self._thresholds,
        )

    def _judgements(self, text: str, encode: Encode) -> list[Judgement]:
        """What the trained layer says of each part: the mean over both spellings."""
        parts = judged_parts(text, self._mender)
        texts = judged_texts(parts)
        if not texts:
            return []
        judged = dict(zip(texts, self._classifier.probabilities(texts, encode(texts)), strict=True))
        return [Judgement(one.part, _mean(judged[one.typed], judged[one.mended])) for one in parts]

    def _of_another(self, words: Sequence[Word], part: Part) -> bool:
        inside = [place for place, word in enumerate(words) if part.start <= word.start < part.end]
        return bool(inside) and self._judge.other_person(words, (inside[-1], inside[-1] + 1))

    def _by_patterns(self, text: str, words: list[Word]) -> list[Mention]:
        found = []
        sentences = [word.sentence for word in words]
        for sign in self._red_flags.finder.find(variants(words, self._mender.word), sentences):
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
        denied = [one for one in found if one.assertion is Assertion.NEGATED]
        return [_inherited(one, denied) for one in found]

    def _recent_emergency(self, words: Sequence[Word], group: str, span: Span) -> Assertion:
        """An emergency that "went away" is over only if it is long past; else it stays, or is asked about."""
        if self._judge.long_ago(words, span):
            return Assertion.RESOLVED
        return Assertion.PRESENT if group in STAYS_WHEN_GONE else Assertion.HYPOTHETICAL


def _mean(one: Mapping[str, float], other: Mapping[str, float]) -> Mapping[str, float]:
    return {group: (value + other[group]) / 2 for group, value in one.items()}


def _inherited(mention: Mention, denied: Sequence[Mention]) -> Mention:
    """A sign inside a denied one of its group is denied too: "numbness" in "numbness in the foot: no"."""
    if mention.assertion is Assertion.PRESENT and any(
        other.group == mention.group
        and other.start <= mention.start
        and mention.end <= other.end
        and (other.start, other.end) != (mention.start, mention.end)
        for other in denied
    ):
        return replace(mention, assertion=Assertion.NEGATED)
    return mention
