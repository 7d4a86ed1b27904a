"""What is said of a sign: present, denied, supposed, over; and whose it is."""

from __future__ import annotations

import pytest

from limber.safety.assertion import Assertion
from tests.unit.safety.conftest import Patterns


@pytest.mark.parametrize(
    "text",
    [
        "my left foot is numb",
        "No improvement: the numbness in my leg is still there",
        "I can't get rid of the numbness in my foot",
        "it's not just stiff, my leg is numb",
        "no pain, but my foot is numb",
        "not stiff any more, now my foot has gone numb",
        "I don't know why but my leg is numb",
        "the tingling in my foot won't stop",
        "is it normal that my foot has been numb since yesterday?",
        "foot numb. no fever",
    ],
)
def test_a_reported_sign_escalates(patterns: Patterns, text: str) -> None:
    assert patterns.screen(text).tier is not None


@pytest.mark.parametrize(
    "text",
    [
        "no numbness in my leg, just tight",
        "I don't have any numbness in my leg",
        "no numbness or tingling in my foot",
        "stiff back without numbness in the legs",
        "numbness in the foot: no",
        "my leg isn't numb",
    ],
)
def test_a_denied_sign_does_not_escalate(patterns: Patterns, text: str) -> None:
    screening = patterns.screen(text)
    assert screening.tier is None
    assert screening.denied


def test_of_a_mixed_message_the_affirmed_sign_escalates(patterns: Patterns) -> None:
    screening = patterns.screen("no numbness in my foot but the pain shoots down my leg")
    assert screening.tier is not None
    assert "radiating" in screening.groups
    assert "neuro" in screening.denied


@pytest.mark.parametrize("text", ["what if my leg goes numb?", "is numbness in the leg normal?"])
def test_a_supposed_sign_is_asked_about(patterns: Patterns, text: str) -> None:
    screening = patterns.screen(text)
    assert screening.tier is None
    assert screening.check


def test_what_is_over_is_past(patterns: Patterns) -> None:
    screening = patterns.screen("I had pain shooting down my leg last year, all fine now")
    assert screening.tier is None
    assert "radiating" in screening.resolved


def test_lost_bladder_control_stays_an_emergency_when_it_went_away(patterns: Patterns) -> None:
    screening = patterns.screen("I wet myself this morning but it went away")
    assert screening.tier is not None
    assert screening.tier.value == "emergency"


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("my dad's foot is numb", True),
        ("she has a numb foot", True),
        ("my foot is numb, my wife says I should ask", False),
        ("numb foot", False),
    ],
)
def test_whose_sign_it_is(patterns: Patterns, text: str, other: bool) -> None:
    assert patterns.screen(text).other is other


def test_mentions_carry_where_and_why(patterns: Patterns) -> None:
    text = "Hello there. My left foot is numb!"
    mention = patterns.screen(text).mentions[0]
    assert "numb" in text[mention.start : mention.end]
    assert mention.assertion is Assertion.PRESENT
    assert mention.rule in patterns.red_flags.group_of_rule


def test_a_denial_before_but_does_not_reach_what_comes_after(patterns: Patterns) -> None:
    screening = patterns.screen("no numbness but my mum can't hold her wee")
    assert screening.tier is not None
    assert screening.groups[0] == "bladder"


def test_what_follows_a_comma_denies_only_itself(patterns: Patterns) -> None:
    assert patterns.screen("numbness in my left foot, no fever").tier is not None
    listed = patterns.screen("tingling none, numbness none, bladder ok")
    assert listed.tier is None
    assert "neuro" in listed.denied


@pytest.mark.parametrize(
    "text",
    ["I can no longer feel my left foot", "i can no longer hold my wee", "no longer feel it when I wipe"],
)
def test_what_is_no_longer_possible_is_not_over(patterns: Patterns, text: str) -> None:
    assert {one.assertion for one in patterns.screen(text).mentions if one.layer == "patterns"} == {
        Assertion.PRESENT
    }


def test_a_sign_that_is_no_longer_there_is_over(patterns: Patterns) -> None:
    assert patterns.screen("my foot was numb last week, it is no longer numb").resolved == ("neuro",)


@pytest.mark.parametrize(
    "text",
    [
        "never had numbness like this in both legs",
        "I've never had pain like this shooting down my leg",
        "I'm not coping with the numbness in both legs",
        "no amount of stretching helps the numbness in my foot",
        "not gonna lie numb in both feet",
        "I don't have bladder control",
        "can't walk without both legs giving way",
        "not a moment without tingling in my foot",
        "numb feet normal?",
        "is numbness between my legs normal?",
        "numb feet ok otherwise",
        "wet myself no warning",
        "No, numbness in my left foot",
        "No injury, pins and needles in both feet",
        "both legs numb since my fall in 2015",
        "in the past few days both my legs have gone numb",
        "I can't hold my pee like I used to",
        "foot numb. It hasn't settled",
        "The old sprain healed. Left foot numb since Monday.",
        "I can't hold my wee while I stretch",
        "neither leg has any strength",
    ],
)
def test_reports_that_look_like_denials(patterns: Patterns, text: str) -> None:
    found = {one.assertion for one in patterns.screen(text).mentions if one.layer == "patterns"}
    assert found & {Assertion.PRESENT, Assertion.HYPOTHETICAL}


@pytest.mark.parametrize(
    "text",
    [
        "numbness: none thanks",
        "no numbness and no tingling",
        "no tingling or weakness in either leg",
        "never had any numbness",
        "bladder trouble no",
        "I stretch without numbness",
        "no pins and needles",
    ],
)
def test_denials_stay_denials(patterns: Patterns, text: str) -> None:
    mentions = [one for one in patterns.screen(text).mentions if one.layer == "patterns"]
    assert {one.assertion for one in mentions} == {Assertion.NEGATED}


@pytest.mark.parametrize(
    "text",
    ["had numb feet in 2010, fine since", "my foot was numb but it has settled", "numb foot years ago"],
)
def test_what_is_over_stays_over(patterns: Patterns, text: str) -> None:
    assert patterns.screen(text).tier is None
    assert patterns.screen(text).resolved
