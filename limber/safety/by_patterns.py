"""The layer of patterns: the signs that a message names, and what it says of them; pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from limber.content.models import Tier
from limber.safety.assertion import Assertion, Judge
from limber.safety.mending import Mender
from limber.safety.parts import Part
from limber.safety.patterns import Span
from limber.safety.rules import RedFlags
from limber.safety.text import Word, fold, variants
from limber.safety.verdict import Mention

STAYS_WHEN_GONE = frozenset({"bladder", "bowel", "saddle"})
"""Groups that stay an emergency although they "went away": the nerve may be in danger still."""


@dataclass(frozen=True)
class Found:
    """What patterns found in a message.

    Attributes:
        mentions: the signs.
        words: the message's words.
    """

    mentions: tuple[Mention, ...]
    words: tuple[Word, ...]


class PatternLayer:
    """Finds signs by patterns; made once a process.

    Args:
        red_flags: groups and patterns.
        judge: judges what is said of a sign.
        mender: mends typing errors.
    """

    def __init__(self, red_flags: RedFlags, judge: Judge, mender: Mender) -> None:
        self.red_flags = red_flags
        self._judge = judge
        self._mender = mender

    def find(self, text: str) -> Found:
        """Find the signs of a message.

        Args:
            text: the raw message; in hostile text the cost grows with the third power of its length.
        """
        words = fold(text)
        found = []
        sentences = [word.sentence for word in words]
        for sign in self.red_flags.finder.find(variants(words, self._mender.word), sentences):
            group, span = self.red_flags.group_of_rule[sign.rule], sign.span
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
        clause_at = {word.start: word.clause for word in words}
        return Found(tuple(_inherited(one, denied, clause_at) for one in found), tuple(words))

    def of_another(self, words: Sequence[Word], part: Part) -> bool:
        """Whether a part of a message speaks of another person.

        Args:
            words: of the message.
            part: the part.
        """
        inside = [place for place, word in enumerate(words) if part.start <= word.start < part.end]
        return bool(inside) and self._judge.other_person(words, (inside[-1], inside[-1] + 1))

    def _recent_emergency(self, words: Sequence[Word], group: str, span: Span) -> Assertion:
        """An emergency that "went away" is over only if it is long past; else it stays, or is asked about."""
        if self._judge.long_ago(words, span):
            return Assertion.RESOLVED
        return Assertion.PRESENT if group in STAYS_WHEN_GONE else Assertion.HYPOTHETICAL


def _inherited(mention: Mention, denied: Sequence[Mention], clause_at: Mapping[int, int]) -> Mention:
    """A sign inside a denied one of its group is denied too: "numbness" in "numbness in the foot: no".

    Not across a comma: in "no fever, no weight loss, no bladder control" the last one is a sign.

    Args:
        mention: the sign.
        denied: the signs that are denied.
        clause_at: the clause of the word that begins at a place.
    """
    if mention.assertion is Assertion.PRESENT and any(
        other.group == mention.group
        and other.start <= mention.start
        and mention.end <= other.end
        and (other.start, other.end) != (mention.start, mention.end)
        and clause_at[other.start] == clause_at[mention.start]
        for other in denied
    ):
        return replace(mention, assertion=Assertion.NEGATED)
    return mention
