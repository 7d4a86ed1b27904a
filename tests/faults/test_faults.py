"""Every fault keeps the promise: nothing lost, doubled, silent or out of order, no sign unanswered."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from deploy.services import open_folder
from tests.faults.cluster import SERVICES, Cluster
from tests.faults.scenarios import SCENARIOS, run
from tests.running import need, trained_model


@pytest.fixture(scope="module")
def clusters() -> Iterator[dict[bool, Cluster]]:
    """Clusters with actions inside and apart, made when they are needed."""
    need(*SERVICES)
    trained_model()
    with ExitStack() as stack:
        yield _Clusters(stack)


class _Clusters(dict[bool, Cluster]):
    def __init__(self, stack: ExitStack) -> None:
        super().__init__()
        self._stack = stack

    def __missing__(self, actions: bool) -> Cluster:
        folder = self._stack.enter_context(open_folder())
        self[actions] = self._stack.enter_context(Cluster(folder, actions=actions))
        return self[actions]


@pytest.mark.model
@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, one in SCENARIOS.items() if not one.slow])
def test_the_promise_is_kept(clusters: dict[bool, Cluster], name: str) -> None:
    scenario = SCENARIOS[name]
    count = asyncio.run(run(clusters[scenario.actions], scenario))
    assert count.broken == 0, count.notes
    assert count.answered + count.refused == count.sent
    assert count.signs > 0
