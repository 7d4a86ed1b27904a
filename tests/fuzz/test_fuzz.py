"""A short run over every entry; python -m tests.fuzz sends ten times as much."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.fuzz.fuzzing import errors_in, fuzz, open_house, signs_unheard
from tests.privacy.everywhere import House
from tests.running import trained_model

pytestmark = pytest.mark.model

REQUESTS = 1000


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A server with every channel on."""
    trained_model()
    with open_house(tmp_path_factory.mktemp("fuzz")) as made:
        yield made


def test_whatever_comes_is_answered_and_nothing_breaks(house: House) -> None:
    report = fuzz(house, REQUESTS, first=2)

    assert report.requests >= REQUESTS
    assert report.wrong == []
    assert errors_in(house.limber.output) == {}
    assert signs_unheard(house) == []
