"""How the layers combine: each may raise, and a sign that was found is never dropped."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from limber.content.models import Tier
from limber.safety.assertion import Assertion
from limber.safety.parts import Part
from limber.safety.verdict import TIERS, Judgement, Mention, Screening, Thresholds, verdict

TIER_OF = {"bladder": Tier.EMERGENCY, "neuro": Tier.URGENT, "persistent_worsening": Tier.SEE_PROFESSIONAL}
WHOLE = Part(0, 40, run=True)

PROBABILITIES = st.lists(st.floats(0, 1), min_size=4, max_size=4).map(
    lambda values: {
        group: value / (sum(values) or 1.0) for group, value in zip(TIER_OF, values, strict=False)
    }
)


def mention(group: str, assertion: Assertion = Assertion.PRESENT, start: int = 0, end: int = 10) -> Mention:
    return Mention(start, end, group, TIER_OF[group], assertion, False, f"{group}.rule", "patterns")


def combine(*found: Mention, part: Part = WHOLE, **probabilities: float) -> Screening:
    return verdict(found, [Judgement(part, _all(probabilities))], TIER_OF, lambda _: False, Thresholds())


def _all(probabilities: Mapping[str, float]) -> dict[str, float]:
    return {group: probabilities.get(group, 0.0) for group in TIER_OF}


def rank(screening: Screening) -> int:
    if screening.tier is not None:
        return TIERS.index(screening.tier)
    return len(TIERS) if screening.check else len(TIERS) + 1


def test_a_sign_that_both_layers_see_escalates() -> None:
    screening = combine(mention("neuro"), neuro=0.6)
    assert screening.tier is Tier.URGENT
    assert screening.groups == ("neuro",)


def test_the_trained_layer_alone_may_raise() -> None:
    assert combine(bladder=0.99).tier is Tier.EMERGENCY
    assert combine(mention("neuro"), bladder=0.99).tier is Tier.EMERGENCY


def test_in_doubt_it_asks() -> None:
    screening = combine(bladder=0.2)
    assert screening.tier is None
    assert screening.check_groups == ("bladder",)


def test_a_sign_that_only_patterns_see_is_asked_about() -> None:
    screening = combine(mention("bladder"))
    assert screening.tier is None
    assert screening.check_groups == ("bladder",)


def test_layers_that_differ_about_urgency_give_the_stronger_tier() -> None:
    for neuro in (0.98, 0.5):  # reported by the trained layer itself; only confirmed by it
        screening = combine(mention("bladder"), mention("neuro"), neuro=neuro, bladder=0.01)
        assert screening.tier is Tier.EMERGENCY
        assert screening.groups == ("bladder", "neuro")


def test_a_denied_sign_needs_a_surer_trained_layer() -> None:
    denied = mention("bladder", Assertion.NEGATED)
    assert combine(bladder=0.4).tier is Tier.EMERGENCY
    assert combine(denied, bladder=0.4).tier is None
    assert combine(denied, bladder=0.99).tier is Tier.EMERGENCY


def test_a_lone_sentence_needs_more_than_the_whole() -> None:
    sentence = Part(0, 40, run=False)
    assert combine(part=WHOLE, bladder=0.4).tier is Tier.EMERGENCY
    assert combine(part=sentence, bladder=0.4).tier is None


def test_a_supposed_sign_is_asked_about() -> None:
    assert combine(mention("neuro", Assertion.HYPOTHETICAL)).check


@pytest.mark.parametrize(("assertion", "field"), [("negated", "denied"), ("resolved", "resolved")])
def test_denied_and_past_signs_are_told(assertion: str, field: str) -> None:
    screening = combine(mention("bladder", Assertion(assertion)))
    assert getattr(screening, field) == ("bladder",)
    assert screening.tier is None
    assert not screening.check


@given(group=st.sampled_from(sorted(TIER_OF)), probabilities=PROBABILITIES)
def test_no_probability_drops_a_sign_that_was_found(group: str, probabilities: dict[str, float]) -> None:
    screening = combine(mention(group), **probabilities)
    assert screening.tier is not None or group in screening.check_groups


@given(
    found=st.lists(
        st.builds(mention, st.sampled_from(sorted(TIER_OF)), st.sampled_from(list(Assertion))), max_size=3
    ),
    probabilities=PROBABILITIES,
    part=st.builds(Part, st.just(0), st.just(40), st.booleans()),
)
def test_one_more_part_never_lowers(
    found: list[Mention], probabilities: dict[str, float], part: Part
) -> None:
    def of(parts: list[Judgement]) -> int:
        return rank(verdict(found, parts, TIER_OF, lambda _: False, Thresholds()))

    quiet = Judgement(WHOLE, _all({}))
    assert of([quiet, Judgement(part, _all(probabilities))]) <= of([quiet])


def test_it_tells_how_much_the_trained_layer_suspects() -> None:
    assert combine(bladder=0.25, neuro=0.5).suspected == 0.75
    assert combine(mention("neuro"), neuro=0.01).suspected == 0.01
