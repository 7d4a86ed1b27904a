"""Limber with 1, 10 and 100 times the stretches and answers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import turns
from benchmarks.bots.bot import Running, Talker
from benchmarks.bots.limber import LimberBot, content_ids
from benchmarks.content import Copy, grow
from benchmarks.jobs import Job
from limber.paths import project_root

FACTORS = (1, 10, 100)
SLOW = 100
"""From this factor on it takes minutes."""

ASKED = 20
"""Generated stretches that are asked for by name, spread over all of them."""


def jobs(folder: Path) -> Sequence[Job]:
    """One for each size.

    Args:
        folder: for stores, projects and models.
    """
    return [
        Job(str(factor), f"Limber, content x {factor}", partial(measure, folder, factor), slow=factor >= SLOW)
        for factor in FACTORS
    ]


def measure(folder: Path, factor: int) -> dict[str, Any]:
    """Train and talk to Limber with so many times the content.

    Returns:
        What :func:`benchmarks.turns.measure` gives for sequential turns, with the store's size.
    """
    content = folder / f"content-{factor}"
    made = grow(project_root() / "content", content, factor)
    bot = LimberBot(folder / f"project-{factor}", content)
    return {
        "stretches": len(list((content / "stretches").iterdir())),
        "answers": len(list((content / "answers").iterdir())),
        **turns.measure(bot, throughput=False, long=False, then=lambda running: _found(running, made)),
    }


def _found(running: Running, made: dict[str, list[Copy]]) -> dict[str, Any]:
    """How many of the generated stretches are found by their names."""
    copies = _spread(made["stretches"])
    talker = Talker(running.port)
    right = 0
    for number, copy in enumerate(copies):
        _, replies = talker.say(f"by-name-{number}", f"how do i do the {copy.name}")
        right += content_ids(replies) == [copy.id]
    talker.close()
    return {"asked_by_name": len(copies), "found_by_name": right}


def _spread(copies: Sequence[Copy]) -> Sequence[Copy]:
    return copies[:: max(len(copies) // ASKED, 1)][:ASKED]
