"""What of a bot the conversations touched, and what they did not; pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any

from limber.plain import read_yaml
from limber.testing.running import Outcome, Turn

FLOOR = ("intents", "content", "groups")
"""Of these everything must be touched."""


@dataclass(frozen=True)
class Rule:
    """A rule or story of the training data.

    Attributes:
        name: as it is written.
        steps: its intents and actions, in order, as (what, name).
    """

    name: str
    steps: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Area:
    """One kind of thing that can be touched.

    Attributes:
        name: what they are, in the plural.
        counts: how many conversations touched each.
    """

    name: str
    counts: Mapping[str, int]

    @property
    def missing(self) -> list[str]:
        """What no conversation touched."""
        return [name for name, count in self.counts.items() if not count]


def coverage(
    outcomes: Sequence[Outcome], known: Mapping[str, Iterable[str]], rules: Sequence[Rule]
) -> list[Area]:
    """How often each thing was touched.

    Args:
        outcomes: of conversations in this process.
        known: the names of all there is: of ``intents``, ``content``, ``tiers`` and ``groups``.
        rules: of the training data.
    """
    touched: dict[str, Counter[str]] = {
        name: Counter(one for outcome in outcomes for one in set(_touched(name, outcome)))
        for name in (*known, "buttons")
    }
    offered = {title for outcome in outcomes for turn in outcome.turns for title, _ in turn.answer.buttons}
    walked = [list(_steps(outcome)) for outcome in outcomes]
    areas = {**{name: sorted(names) for name, names in known.items()}, "buttons": sorted(offered)}
    return [
        *(Area(name, {one: touched[name][one] for one in names}) for name, names in areas.items()),
        Area("rules", {rule.name: sum(_follows(rule.steps, steps) for steps in walked) for rule in rules}),
    ]


def _touched(area: str, outcome: Outcome) -> Iterator[str]:
    for before, turn in zip([None, *outcome.turns], outcome.turns, strict=False):
        if area == "intents":
            yield from turn.answer.inside.intents if turn.answer.inside else ()
        elif area == "buttons":
            yield from _tapped(before, turn)
        else:
            keys = {"content": "content_ids", "groups": "groups"}
            found: list[Any] = turn.answer.named(keys[area]) if area in keys else turn.answer.has("tier")
            yield from filter(None, found)


def _tapped(before: Turn | None, turn: Turn) -> Iterator[str]:
    """The titles of the buttons that were offered and send what was sent now."""
    yield from (
        title for title, payload in (before.answer.buttons if before else ()) if payload in turn.typed
    )


def _steps(outcome: Outcome) -> Iterator[tuple[str, str]]:
    for turn in outcome.turns:
        if turn.answer.inside is not None:
            yield from (("intent", name) for name in turn.answer.inside.intents)
            yield from (("action", name) for name in turn.answer.inside.actions)


def _follows(wanted: Iterable[tuple[str, str]], steps: Iterable[tuple[str, str]]) -> bool:
    """Whether the wanted steps stand among the others in this order."""
    rest = iter(steps)
    return all(step in rest for step in wanted)


def read_rules(folder: Path) -> list[Rule]:
    """The rules and stories in the YAML files below a folder, as far as they name intents and actions."""
    return [
        Rule(written.get("rule") or written.get("story"), tuple(_named(written)))
        for path in sorted(folder.rglob("*.yml"))
        for key in ("rules", "stories")
        for written in (read_yaml(path.read_text("utf-8")) or {}).get(key) or ()
    ]


def _named(written: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for step in written["steps"]:
        yield from ((what, step[what]) for what in ("intent", "action") if what in step)


def below_floor(areas: Iterable[Area]) -> list[str]:
    """What must be touched and is not, a line for each kind."""
    return [
        f"{area.name}: no conversation touches {', '.join(area.missing)}"
        for area in areas
        if area.name in FLOOR and area.missing
    ]


def as_text(areas: Iterable[Area]) -> str:
    """A line for each kind, with what is missing."""
    lines = []
    for area in areas:
        share = f"{len(area.counts) - len(area.missing)} of {len(area.counts)}"
        lines.append(
            f"{area.name:<10}{share:>12}" + (f"  not: {', '.join(area.missing)}" if area.missing else "")
        )
    return "\n".join(lines)


_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>What the conversations touch</title>
<style>
body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }}
table {{ border-collapse: collapse; }} td {{ padding: 0 1rem 0 0; }} td:last-child {{ text-align: right; }}
.missing {{ background: #fde2e1; color: #7a0b06; }}
</style>
<h1>What the conversations touch</h1>
{areas}
</html>
"""


def as_html(areas: Iterable[Area]) -> str:
    """A page with every thing and how many conversations touch it."""
    return _PAGE.format(areas="\n".join(map(_section, areas)))


def _section(area: Area) -> str:
    rows = "\n".join(
        f"<tr{'' if count else ' class=missing'}><td>{escape(name)}</td><td>{count or 'none'}</td></tr>"
        for name, count in sorted(area.counts.items(), key=lambda item: item[1])
    )
    touched = len(area.counts) - len(area.missing)
    return f"<h2>{escape(area.name)}: {touched} of {len(area.counts)}</h2>\n<table>\n{rows}\n</table>"
