"""A server that has no model does not serve."""

from __future__ import annotations

import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest

from limber.serving.server import ModelError, _check_model


def start(agent: object) -> None:
    app = SimpleNamespace(ctx=SimpleNamespace(agent=agent))
    asyncio.run(_check_model(Path("models/limber-1.tar.gz"), app, None))  # type: ignore[arg-type]


@pytest.mark.parametrize("agent", [None, SimpleNamespace(is_ready=lambda: False)], ids=["none", "not ready"])
def test_a_model_that_can_not_be_loaded_ends_the_start_with_what_to_do(agent: object) -> None:
    with pytest.raises(ModelError, match=r"models/limber-1\.tar\.gz: .*limber train"):
        start(agent)


def test_a_model_that_is_loaded_serves() -> None:
    start(SimpleNamespace(is_ready=lambda: True))
