"""The buttons that a conversation offers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import Engine

from limber.replies import Choice
from limber.stores.offers import Offer, Offers

HOLD = Choice("How long?", '/ask_hold_time{"stretch": "pigeon"}')
EASIER = Choice("An easier way", '/ask_easier{"stretch": "pigeon"}')


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = sa.create_engine(f"sqlite:///{tmp_path / 'conversations.db'}")
    yield made
    made.dispose()


def test_the_newest_buttons_count_and_outlive_the_process(engine: Engine) -> None:
    Offers(engine).make("anna", [EASIER])
    Offers(engine).make("anna", [HOLD, EASIER], "message 5")

    assert Offers(engine).now("anna") == Offer((HOLD, EASIER), "message 5")
    assert Offers(engine).now("ben") is None


def test_without_buttons_nothing_is_offered(engine: Engine) -> None:
    offers = Offers(engine)
    offers.make("anna", [HOLD])
    offers.make("anna", [])

    assert offers.now("anna") is None
