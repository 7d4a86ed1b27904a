"""Numbers to call, out of the sentence that names them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from limber.content import ContentStore
from limber.replies import Telephone, contacts_for, telephones


@pytest.mark.parametrize(
    ("sentence", "found"),
    [
        ("911", [Telephone("911")]),
        (
            "999 (UK), 112 (Europe, India) or 911 (US, Canada)",
            [
                Telephone("999", where="UK"),
                Telephone("112", where="Europe, India"),
                Telephone("911", where="US, Canada"),
            ],
        ),
        ("911 or 112", [Telephone("911"), Telephone("112")]),
        ("call 0800 123 456 (UK) and 988", [Telephone("0800 123 456", where="UK"), Telephone("988")]),
        ("+49 30 1234-56", [Telephone("+49 30 1234-56")]),
        (
            "Samaritans on 116 123 (UK, Ireland) or Lifeline on 13 11 14 (Australia)",
            [
                Telephone("116 123", "Samaritans", "UK, Ireland"),
                Telephone("13 11 14", "Lifeline", "Australia"),
            ],
        ),
        ("your local emergency number", []),
        ("", []),
    ],
)
def test_every_number_is_found_with_its_name_and_countries(sentence: str, found: list[Telephone]) -> None:
    assert list(telephones(sentence)) == found


@pytest.mark.parametrize(
    ("number", "href"), [("911", "tel:911"), ("+49 (0) 30-1", "tel:+490301"), ("116 123", "tel:116123")]
)
def test_a_link_dials_digits_alone(number: str, href: str) -> None:
    assert Telephone(number).href == href


def configured(store: ContentStore, number: str) -> ContentStore:
    return replace(store, contacts=store.contacts.copy(update={"emergency_number": number}))


def labels(store: ContentStore, tier: str | None, *groups: str) -> list[str]:
    return [contact["label"] for contact in contacts_for(store, tier, groups)]


def test_one_configured_number_gives_one_button(store: ContentStore) -> None:
    one = configured(store, "000")

    assert contacts_for(one, "emergency", ["saddle"]) == [
        {"label": "Call 000", "href": "tel:000", "number": "000"}
    ]


def test_several_numbers_say_where_they_work(store: ContentStore) -> None:
    assert labels(store, "urgent", "neuro") == [
        "Call 999 (UK)",
        "Call 112 (Europe, India)",
        "Call 911 (US, Canada)",
    ]


def test_a_number_that_is_no_number_gives_no_button(store: ContentStore) -> None:
    assert labels(configured(store, "your local emergency number"), "emergency") == []


def test_who_should_see_somebody_some_day_gets_no_emergency_button(store: ContentStore) -> None:
    assert labels(store, "see_professional", "persistent_worsening") == []


def test_self_harm_gets_the_crisis_line_first_and_the_emergency_number_too(store: ContentStore) -> None:
    found = labels(store, "emergency", "self_harm")

    assert found[0] == "Call Samaritans, 116 123 (UK, Ireland)"
    assert found[-1] == "Call 911 (US, Canada)"
