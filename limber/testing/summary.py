"""What a run came to, in a table; pure."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from limber.testing.running import Outcome
from limber.testing.transcript import place, short, transcript

_HEADS = ("passed", "failed", "skipped", "messages")


def summary(outcomes: Sequence[Outcome], seconds: float) -> str:
    """Every failed conversation as a chat, then a row a file, then the failures in a line each.

    Args:
        outcomes: of the run.
        seconds: how long it took.
    """
    failed = [outcome for outcome in outcomes if outcome.failed]
    parts = [transcript(outcome) + "\n" for outcome in failed]
    parts += [_table(outcomes), ""]
    parts += [f"FAILED {place(outcome)}: {outcome.name}: {short(outcome)}" for outcome in failed]
    parts += [
        f"not checked: {os.path.relpath(outcome.case.path)}: {outcome.name}: {what}"
        for outcome in outcomes
        for what in outcome.unchecked
    ]
    counts = _counts(outcomes)
    rate = counts[-1] / seconds if seconds else 0.0
    parts.append(
        f"{counts[0]} passed, {counts[1]} failed, {counts[2]} skipped in {seconds:.1f} s, "
        f"{rate:.0f} messages a second"
    )
    return "\n".join(parts)


def _table(outcomes: Sequence[Outcome]) -> str:
    files: dict[Path, list[Outcome]] = {}
    for outcome in outcomes:
        files.setdefault(outcome.case.path, []).append(outcome)
    rows = [(os.path.relpath(path), _counts(some)) for path, some in files.items()]
    rows.append(("all", _counts(outcomes)))
    width = max(len(name) for name, _ in rows)
    lines = [f"{'file':<{width}}" + "".join(f"{head:>10}" for head in _HEADS)]
    lines += [f"{name:<{width}}" + "".join(f"{count:>10}" for count in counts) for name, counts in rows]
    return "\n".join(lines)


def _counts(outcomes: Sequence[Outcome]) -> tuple[int, int, int, int]:
    failed = sum(outcome.failed for outcome in outcomes)
    skipped = sum(outcome.skipped for outcome in outcomes)
    messages = sum(len(turn.typed) for outcome in outcomes for turn in outcome.turns)
    return len(outcomes) - failed - skipped, failed, skipped, messages
