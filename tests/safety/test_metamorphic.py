"""The whole screen's tier does not fall when the same report is typed another way."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from limber.safety import screen
from tests.unit.safety.test_metamorphic import AFTER, BEFORE, CHANGES, REPORTS, rank

pytestmark = pytest.mark.model

OTHERS = {
    "I can't feel it when I wipe": "my mum can't feel it when she wipes",
    "I wet myself and didn't notice": "my dad wet himself and didn't notice",
    "both my legs have gone numb": "both of my wife's legs have gone numb",
    "I lost control of my bowels": "my brother lost control of his bowels",
    "my left foot is numb": "my client's left foot is numb",
    "sharp pain shoots down my leg": "sharp pain shoots down my husband's leg",
}


@cache
def reported(report: str) -> int:
    """The rank of a report as it is."""
    return rank(screen(report))


@st.composite
def slipped(draw: st.DrawFn, text: str) -> str:
    """A text with one slip inside a word of five letters or more: two letters swapped, or one lost."""
    words = text.split(" ")
    place = draw(st.sampled_from([i for i, word in enumerate(words) if len(word) >= 5]))
    word = words[place]
    at = draw(st.integers(1, len(word) - 3))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    words[place] = draw(st.sampled_from([swapped, word[:at] + word[at + 1 :]]))
    return " ".join(words)


@settings(deadline=None, max_examples=150)
@given(
    report=st.sampled_from(REPORTS),
    before=st.sampled_from(BEFORE),
    after=st.sampled_from(AFTER),
    change=st.sampled_from(CHANGES),
)
def test_the_tier_never_falls(report: str, before: str, after: str, change: Callable[[str], str]) -> None:
    changed = f"{before}{change(report)}{after}"
    assert rank(screen(changed)) <= reported(report), changed


@settings(deadline=None, max_examples=100)
@given(st.data())
def test_a_typing_error_does_not_hide_a_report(data: st.DataObject) -> None:
    long_words = [report for report in REPORTS if any(len(word) >= 5 for word in report.split(" "))]
    report = data.draw(st.sampled_from(long_words))
    typed = data.draw(slipped(report))
    screening = screen(typed)
    assert screening.tier is not None or screening.check, typed


@pytest.mark.parametrize(("own", "others"), OTHERS.items())
def test_another_persons_sign_counts_as_much(own: str, others: str) -> None:
    screening = screen(others)
    assert rank(screening) <= reported(own)
    assert screening.other


@pytest.mark.parametrize("report", REPORTS)
def test_the_last_of_forty_sentences_counts(report: str) -> None:
    text = "I like the side bend. " * 39 + report
    assert rank(screen(text)) <= reported(report)


@pytest.mark.parametrize("report", REPORTS)
def test_a_report_in_an_endless_sentence_counts(report: str) -> None:
    text = "so I went to the shop and bought a mat and " * 15 + report + " and then I went home again" * 5
    screening = screen(text)
    assert screening.tier is not None or screening.check
