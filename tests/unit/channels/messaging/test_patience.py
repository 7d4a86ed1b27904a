"""Trying again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from itertools import islice

import pytest

from limber.channels.messaging.patience import (
    LONGEST_PAUSE,
    LONGEST_WAIT,
    LaterError,
    NotSentError,
    RejectedError,
    UnreachableError,
    patiently,
    pauses,
)


class Service:
    """A fake service that fails with the given errors before it takes a call; and a fake clock."""

    def __init__(self, errors: Sequence[NotSentError]) -> None:
        self.errors = list(errors)
        self.waits: list[float] = []

    async def send(self) -> str:
        if self.errors:
            raise self.errors.pop(0)
        return "taken"

    async def wait(self, seconds: float) -> None:
        self.waits.append(seconds)


def send_to(service: Service) -> str:
    return asyncio.run(patiently(service.send, service.wait))


def test_a_busy_service_is_asked_until_it_takes_the_call() -> None:
    service = Service([LaterError("502")] * 5)

    assert send_to(service) == "taken"
    assert len(service.waits) == 5
    assert service.waits[-1] > service.waits[0]


def test_the_service_says_how_long() -> None:
    service = Service([LaterError("429", after=37.0)])

    send_to(service)

    assert service.waits == [37.0]


@pytest.mark.parametrize("error", [RejectedError("bad"), UnreachableError("blocked")])
def test_what_can_not_be_mended_is_not_tried_again(error: NotSentError) -> None:
    service = Service([error])

    with pytest.raises(type(error)):
        send_to(service)
    assert service.waits == []


def test_in_the_end_it_is_given_up() -> None:
    service = Service([LaterError("down")] * 100_000)

    with pytest.raises(LaterError):
        send_to(service)
    assert LONGEST_WAIT - 2 * LONGEST_PAUSE < sum(service.waits) <= LONGEST_WAIT


def test_pauses_grow_to_a_limit_and_differ() -> None:
    some, others = list(islice(pauses(), 12)), list(islice(pauses(), 12))

    assert some != others
    assert 0.8 <= some[0] <= 1.2
    assert all(pause <= LONGEST_PAUSE * 1.2 for pause in some)
    assert some[-1] >= LONGEST_PAUSE * 0.8
