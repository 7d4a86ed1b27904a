"""The screening in words, and the report on labelled messages."""

from __future__ import annotations

import pytest

from limber.content.models import Tier
from limber.safety.assertion import Assertion
from limber.safety.report import Labelled, as_row, as_text, read_labelled, report, upper_bound
from limber.safety.verdict import Mention, Screening

TEXT = "no fever but my foot is numb"
NUMB = Mention(17, 28, "neuro", Tier.URGENT, Assertion.PRESENT, False, "neuro.limb_numb", "patterns")
FOUND = Screening(tier=Tier.URGENT, groups=("neuro",), denied=("systemic",), mentions=(NUMB,))


def labelled(tier: str, group: str = "none", assertion: str = "present") -> Labelled:
    return Labelled("a1", TEXT, tier, group, assertion, lenient=False)


def test_a_person_reads_the_verdict_and_the_words_it_rests_on() -> None:
    lines = as_text(TEXT, FOUND).splitlines()
    assert lines[0] == "urgent: neuro"
    assert "denied: systemic" in lines
    assert any('"foot is numb"'[5:-1] in line and "neuro.limb_numb" in line for line in lines)
    assert as_text("hello", Screening()) == "no sign"
    assert as_text("hm", Screening(check=True, check_groups=("saddle",))).startswith("ask: saddle")


def test_a_program_reads_tier_groups_check_and_mentions() -> None:
    row = as_row(7, FOUND)
    assert (row["id"], row["tier"], row["groups"], row["check"]) == (7, "urgent", ("neuro",), False)
    assert row["mentions"][0]["rule"] == "neuro.limb_numb"


def test_the_report_counts_and_lists_every_miss() -> None:
    text = report(
        [
            (labelled("urgent", "neuro"), FOUND),
            (labelled("emergency", "bladder"), Screening()),
            (labelled("none"), FOUND),
        ]
    )
    rows = {line.split()[0]: line.split() for line in text.splitlines() if line.strip()}
    assert rows["urgent"][1:6] == ["1", "1", "0", "0", "0"]
    assert rows["emergency"][1:6] == ["1", "0", "0", "0", "1"]
    assert rows["all"][1:4] == ["1", "1", "0"]
    assert "missed" in rows
    assert "false" in rows


def test_a_message_without_a_label_names_its_line() -> None:
    with pytest.raises(ValueError, match="line 2: expected"):
        list(read_labelled(['{"id": 1, "text": "a", "label_safety": "none"}', '{"id": 2}']))
    with pytest.raises(ValueError, match="label_safety: expected one of"):
        list(read_labelled(['{"id": 1, "text": "a", "label_safety": "grave"}']))


@pytest.mark.parametrize(("misses", "total", "bound"), [(0, 300, 0.00994), (5, 100, 0.1023), (3, 3, 1.0)])
def test_the_bound_is_that_of_clopper_and_pearson(misses: int, total: int, bound: float) -> None:
    assert upper_bound(misses, total) == pytest.approx(bound, abs=1e-4)
