"""Signs in messages that get no turn: found by patterns, whatever else stands around them."""

from __future__ import annotations

import asyncio
import threading
import time

import pytest

from limber.channels import signs
from limber.channels.signs import FoundSign, find_sign
from limber.content.models import Tier

BLADDER = "since yesterday i can't control my bladder"
HARMLESS = "I love the pigeon stretch. " * 200


def found(text: str) -> FoundSign | None:
    return asyncio.run(find_sign(text))


def test_a_reported_sign_has_its_tier_and_group() -> None:
    sign = found(BLADDER)

    assert sign is not None
    assert (sign.screening.tier, sign.screening.groups) == (Tier.EMERGENCY, ("bladder",))


def test_a_supposed_sign_is_asked_about() -> None:
    sign = found("what if my leg goes numb?")

    assert sign is not None
    assert (sign.screening.tier, sign.screening.check) == (None, True)
    assert "neuro" in sign.screening.check_groups


@pytest.mark.parametrize("text", ["", "how long do I hold the pigeon?", "no numbness, just tight", HARMLESS])
def test_where_there_is_none_none_is_found(text: str) -> None:
    assert found(text) is None


@pytest.mark.parametrize("before", range(0, 260, 13))
def test_no_sign_is_lost_between_two_pieces(before: int) -> None:
    sign = found("x " * before + BLADDER + " y" * 300)

    assert sign is not None
    assert sign.screening.groups == ("bladder",)


def test_the_strongest_counts_wherever_it_stands() -> None:
    text = f"my left foot is numb. {HARMLESS} {BLADDER}. {HARMLESS}"
    sign = found(text)

    assert sign is not None
    assert sign.screening.tier is Tier.EMERGENCY
    part = sign.excerpt(text, 200)
    assert BLADDER in part
    assert len(part) <= 200


def test_a_search_that_fails_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: str) -> None:
        raise RuntimeError("out of order")

    monkeypatch.setattr(signs, "_find", fail)
    sign = found("how long?")

    assert sign is not None
    assert sign.screening.check


def test_a_search_that_hangs_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    let_go = threading.Event()

    def hang(_: str) -> None:
        let_go.wait(10)

    monkeypatch.setattr(signs, "_find", hang)
    monkeypatch.setattr(signs, "LONGEST_SEARCH_SECONDS", 0.01)
    sign = found("how long?")
    let_go.set()

    assert sign is not None
    assert sign.screening.check


@pytest.mark.parametrize("words", ["numb leg cant feel pee hold both legs ", "what if numb ", "a.", "numb,"])
def test_hostile_text_as_long_as_any_entry_takes_it_is_read_in_bounded_time(words: str) -> None:
    text = (words * 40_000)[: 64 * 1024]
    found("how long?")
    began = time.process_time()
    found(text)

    # A tenth of it is usual; without its bounds the search takes a minute.
    assert time.process_time() - began < 20
