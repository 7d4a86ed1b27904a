"""The verdict: what the layers found, combined; pure.

The highest tier over all signs, parts and layers counts. What only one layer is sure of, or what
the layers see differently, becomes a question to the person; a found sign is never dropped
because the trained layer does not see it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from limber.content.models import Tier
from limber.safety.assertion import Assertion
from limber.safety.parts import Part

TIERS = (Tier.EMERGENCY, Tier.URGENT, Tier.SEE_PROFESSIONAL)
"""Strongest first."""


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
        suspected: the trained layer's highest probability that a part reports any sign.
    """

    tier: Tier | None = None
    groups: tuple[str, ...] = ()
    check: bool = False
    check_groups: tuple[str, ...] = ()
    other: bool = False
    resolved: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    mentions: tuple[Mention, ...] = field(default=())
    suspected: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The screening as JSON."""
        return asdict(self, dict_factory=_plain)


def _plain(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    return {name: value.value if isinstance(value, Tier | Assertion) else value for name, value in pairs}


@dataclass(frozen=True)
class Limits:
    """From which probability of a tier, or a stronger one, a part reports that tier.

    Attributes:
        agreed: where a pattern finds a sign of the tier there. Below, the layers disagree.
        alone: where patterns find nothing that contradicts.
        against: where patterns find signs there, all of them denied, supposed or over.
    """

    agreed: float
    alone: float
    against: float


@dataclass(frozen=True)
class Doubts:
    """From which probability a part is asked about.

    Attributes:
        any: of any sign, where patterns find none.
        emergency: of an emergency, where patterns find none.
        against: of any sign, where patterns find some.
    """

    any: float
    emergency: float
    against: float


@dataclass(frozen=True)
class Thresholds:
    """Chosen on messages that the trained layer did not learn from; see docs/safety.md.

    Attributes:
        run, sentence: limits of each tier for the two kinds of parts.
        run_doubts, sentence_doubts: likewise.
    """

    run: Mapping[Tier, Limits] = field(
        default_factory=lambda: {
            Tier.EMERGENCY: Limits(agreed=0.12, alone=0.25, against=0.65),
            Tier.URGENT: Limits(agreed=0.2, alone=0.6, against=0.85),
            Tier.SEE_PROFESSIONAL: Limits(agreed=0.3, alone=0.68, against=0.95),
        }
    )
    sentence: Mapping[Tier, Limits] = field(
        default_factory=lambda: {
            Tier.EMERGENCY: Limits(agreed=0.5, alone=0.75, against=0.985),
            Tier.URGENT: Limits(agreed=0.3, alone=0.95, against=0.99),
            Tier.SEE_PROFESSIONAL: Limits(agreed=0.4, alone=0.97, against=0.99),
        }
    )
    run_doubts: Doubts = Doubts(any=0.14, emergency=0.04, against=0.12)
    sentence_doubts: Doubts = Doubts(any=0.7, emergency=0.5, against=0.96)


@dataclass(frozen=True)
class Judgement:
    """What the trained layer says of a part.

    Attributes:
        part: the part.
        groups: probability of each group.
    """

    part: Part
    groups: Mapping[str, float]


def verdict(
    found: Sequence[Mention],
    judgements: Sequence[Judgement],
    tier_of: Mapping[str, Tier],
    of_another: Callable[[Part], bool],
    thresholds: Thresholds,
) -> Screening:
    """Combine the layers.

    Args:
        found: the signs that patterns found.
        judgements: the trained layer's, one for each part.
        tier_of: each group's tier.
        of_another: says whether a part speaks of another person.
        thresholds: when the trained layer counts.
    """
    confirmed = False
    raised: list[Mention] = []
    asked: list[Mention] = []
    for judgement in judgements:
        agrees, reports, doubts = _read(judgement, found, tier_of, thresholds)
        confirmed |= agrees
        raised += [replace(one, other=of_another(judgement.part)) for one in reports]
        asked += [replace(one, other=of_another(judgement.part)) for one in doubts]
    suspected = round(max((sum(one.groups.values()) for one in judgements), default=0.0), 3)
    present = [one for one in found if one.assertion is Assertion.PRESENT]
    denied, resolved = _groups(found, Assertion.NEGATED), _groups(found, Assertion.RESOLVED)
    if confirmed or raised:
        # Once one sign is reported, the layers only differ about the others: each counts with its tier.
        reported = sorted([*present, *raised], key=lambda one: TIERS.index(one.tier))
        return Screening(
            tier=reported[0].tier,
            groups=_groups(reported),
            other=reported[0].other,
            denied=denied,
            mentions=(*found, *raised),
            suspected=suspected,
        )
    supposed = [one for one in found if one.assertion is Assertion.HYPOTHETICAL]
    questions = sorted([*present, *supposed, *asked], key=lambda one: TIERS.index(one.tier))
    return Screening(
        check=bool(questions),
        check_groups=_groups(questions),
        other=bool(questions) and questions[0].other,
        resolved=resolved,
        denied=denied,
        mentions=(*found, *asked),
        suspected=suspected,
    )


def _read(
    judgement: Judgement, found: Sequence[Mention], tier_of: Mapping[str, Tier], thresholds: Thresholds
) -> tuple[bool, list[Mention], list[Mention]]:
    """Whether a part confirms a sign of patterns, signs that it reports, and those that it asks about."""
    part = judgement.part
    limits = thresholds.run if part.run else thresholds.sentence
    doubts = thresholds.run_doubts if part.run else thresholds.sentence_doubts
    inside = [one for one in found if one.start < part.end and part.start < one.end]
    present = [one for one in inside if one.assertion is Assertion.PRESENT]
    at_least = _cumulated(judgement.groups, tier_of)
    confirmed = any(at_least[one.tier] >= limits[one.tier].agreed for one in present)
    for tier in TIERS:
        limit = limits[tier].against if inside and not present else limits[tier].alone
        if at_least[tier] >= limit:
            return confirmed, [_mention(judgement, tier, at_least[tier], tier_of)], []
    any_sign = at_least[Tier.SEE_PROFESSIONAL]
    if (
        any_sign >= doubts.against
        if inside
        else (any_sign >= doubts.any or at_least[Tier.EMERGENCY] >= doubts.emergency)
    ):
        likely = max(TIERS, key=lambda tier: _of_tier(judgement.groups, tier_of, tier))
        return confirmed, [], [_mention(judgement, likely, any_sign, tier_of)]
    return confirmed, [], []


def _of_tier(groups: Mapping[str, float], tier_of: Mapping[str, Tier], tier: Tier) -> float:
    return sum(value for group, value in groups.items() if tier_of[group] is tier)


def _cumulated(groups: Mapping[str, float], tier_of: Mapping[str, Tier]) -> dict[Tier, float]:
    """Probability of each tier or a stronger one."""
    total, at_least = 0.0, {}
    for tier in TIERS:
        total += _of_tier(groups, tier_of, tier)
        at_least[tier] = total
    return at_least


def _mention(judgement: Judgement, tier: Tier, value: float, tier_of: Mapping[str, Tier]) -> Mention:
    likely = {group: value for group, value in judgement.groups.items() if tier_of[group] is tier}
    return Mention(
        start=judgement.part.start,
        end=judgement.part.end,
        group=max(likely, key=lambda group: likely[group]),
        tier=tier,
        assertion=Assertion.PRESENT,
        other=False,
        rule="classifier",
        layer="classifier",
        probability=round(value, 3),
    )


def _groups(mentions: Iterable[Mention], assertion: Assertion | None = None) -> tuple[str, ...]:
    chosen = (one for one in mentions if assertion is None or one.assertion is assertion)
    return tuple(dict.fromkeys(one.group for one in chosen))
