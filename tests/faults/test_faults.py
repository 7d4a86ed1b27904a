"""Faults keep the promise: nothing lost, doubled, silent or out of order, no sign unanswered or forgotten.

These are the quick ones; ``python -m tests.faults`` runs all.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from deploy.services import open_folder
from tests.faults.scenarios import SCENARIOS, Place, Topology, run
from tests.running import need_all, trained_model


class Places(dict[Topology, Any]):
    """What runs already, by its topology; what does not is started."""

    def __init__(self, stack: ExitStack) -> None:
        super().__init__()
        self._stack = stack

    def __missing__(self, topology: Topology) -> Place:
        need_all(topology.missing())
        folder = self._stack.enter_context(open_folder())
        self[topology] = self._stack.enter_context(topology.make(folder))
        return self[topology]


@pytest.fixture(scope="module")
def places() -> Iterator[Places]:
    trained_model()
    with ExitStack() as stack:
        yield Places(stack)


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.services
@pytest.mark.parametrize("name", [name for name, one in SCENARIOS.items() if one.quick])
def test_the_promise_is_kept(places: Places, name: str) -> None:
    scenario = SCENARIOS[name]
    count = asyncio.run(run(places[scenario.topology], scenario))
    assert count.broken == 0, count.notes
    assert count.answered + count.refused == count.sent
    assert count.signs > 0
