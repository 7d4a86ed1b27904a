"""Measures the screen on labelled messages: recall, false alarms, check questions, with bounds.

A labelled file has one JSON object a line: ``id``, ``text``, ``label_safety`` (emergency,
urgent, see_professional, none), and where known ``red_flag`` (a group, or none), ``assertion``
(present, negated, hypothetical_or_question, other_person, past_resolved) and ``lenient`` (one
tier more or less is no error).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scipy.stats import beta

from limber.content.models import Tier
from limber.safety.verdict import Screening

TIER_NAMES = (*(tier.value for tier in Tier), "none")


@dataclass(frozen=True)
class Labelled:
    """A message and what the screen should say of it."""

    id: str
    text: str
    tier: str
    group: str
    assertion: str
    lenient: bool


def read_labelled(lines: Iterable[str]) -> Iterator[Labelled]:
    """Read labelled messages.

    Raises:
        ValueError: a line is no such object; the message names the line.
    """
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            label = Labelled(
                str(row["id"]),
                row["text"],
                row["label_safety"],
                row.get("red_flag") or "none",
                row.get("assertion") or "present",
                bool(row.get("lenient")),
            )
        except (ValueError, KeyError, TypeError) as error:
            raise ValueError(f'line {number}: expected {{"id", "text", "label_safety"}}: {error}') from error
        if label.tier not in TIER_NAMES:
            raise ValueError(f"line {number}: label_safety: expected one of {', '.join(TIER_NAMES)}")
        yield label


def upper_bound(misses: int, total: int) -> float:
    """One-sided 95 % bound of a rate (Clopper-Pearson); 3/n where nothing was missed, nearly."""
    if total == 0:
        return 1.0
    return 1.0 if misses >= total else float(beta.ppf(0.95, misses + 1, total - misses))


_COLUMNS = "messages  same tier  other tier  asked  neither  neither at most (95 %)"


def report(rows: Sequence[tuple[Labelled, Screening]]) -> str:
    """The report as text: tables of tiers, groups and assertions, false alarms, and every miss."""
    signs = [row for row in rows if row[0].tier != "none"]
    lines = []
    for title in ("tier", "group", "assertion"):
        present = {getattr(label, title) for label, _ in signs}
        names = TIER_NAMES[:-1] if title == "tier" else sorted(present)
        lines.append(f"{title:<17} {_COLUMNS}")
        lines += [_row(name, [row for row in signs if getattr(row[0], title) == name]) for name in names]
        lines.append("")
    lines.append("no sign           messages  escalated  asked  escalated at most (95 %)")
    quiet = [row for row in rows if row[0].tier == "none"]
    for name in ("all", *sorted({label.assertion for label, _ in quiet})):
        chosen = [row for row in quiet if name in ("all", row[0].assertion)]
        alarms = sum(1 for _, screening in chosen if screening.tier)
        asked = sum(1 for _, screening in chosen if screening.check)
        bound = upper_bound(alarms, len(chosen))
        lines.append(f"{name:<17} {len(chosen):>8} {alarms:>10} {asked:>6} {bound:>12.1%}")
    lines.append("")
    lines.extend(_failures(rows))
    return "\n".join(lines)


def _row(name: str, chosen: Sequence[tuple[Labelled, Screening]]) -> str:
    same = sum(1 for label, screening in chosen if screening.tier and screening.tier.value == label.tier)
    other = sum(1 for label, screening in chosen if screening.tier and screening.tier.value != label.tier)
    asked = sum(1 for _, screening in chosen if screening.check)
    missed = len(chosen) - same - other - asked
    bound = upper_bound(missed, len(chosen))
    return f"{name:<17} {len(chosen):>8} {same:>10} {other:>11} {asked:>6} {missed:>8} {bound:>12.1%}"


def _failures(rows: Sequence[tuple[Labelled, Screening]]) -> Iterator[str]:
    for label, screening in rows:
        found = screening.tier.value if screening.tier else "asked" if screening.check else "none"
        if label.tier != "none" and found == "none":
            lenient = " lenient" * label.lenient
            yield f"missed      {label.id}  {label.tier}/{label.group}{lenient}: {label.text}"
        elif label.tier == "none" and screening.tier:
            groups = ",".join(screening.groups)
            yield f"false alarm {label.id}  {found}/{groups}{' lenient' * label.lenient}: {label.text}"


def as_text(text: str, screening: Screening) -> str:
    """A screening for a person: the verdict, then every sign with its words."""
    whose = ", another person's" if screening.other else ""
    if screening.tier:
        head = f"{screening.tier.value}: {', '.join(screening.groups)}{whose}"
    elif screening.check:
        head = f"ask: {', '.join(screening.check_groups) or 'any sign'}{whose}"
    else:
        head = "no sign"
    lines = [head]
    for name, groups in (("denied", screening.denied), ("over", screening.resolved)):
        if groups:
            lines.append(f"{name}: {', '.join(groups)}")
    for one in screening.mentions:
        by = one.rule if one.layer == "patterns" else f"trained layer, {one.probability:.2f}"
        lines.append(f'  {one.group}, {one.assertion.value}: "{text[one.start : one.end]}" ({by})')
    return "\n".join(lines)


def as_row(message_id: Any, screening: Screening) -> Mapping[str, Any]:
    """A screening as a line of ``limber screen --jsonl``."""
    plain = screening.as_dict()
    return {
        "id": message_id,
        "tier": plain["tier"],
        "groups": plain["groups"] or plain["check_groups"],
        "check": plain["check"],
        "mentions": plain["mentions"],
    }
