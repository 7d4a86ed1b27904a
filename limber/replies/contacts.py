"""Telephone numbers out of the sentence that names them, as call buttons."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from limber.content.models import Tier
from limber.content.phrases import Phrases
from limber.content.store import ContentStore
from limber.safety.dialogue import SELF_HARM

_NUMBER = re.compile(
    r"""
    (?P<name>[^\d,(]*?)                      # Samaritans
    (?:\b(?:on|at)\s+)?
    (?P<number>\+?\d(?:[ .\-\u2010\u2011]?\d)*)   # 116 123
    (?:\s*\((?P<where>[^)]*)\))?             # (UK, Ireland)
    """,
    re.VERBOSE,
)
_LEAD = re.compile(r"^(?:\s*(?:[^\w\s]+|[^\W\dA-Z_]\w*\b))+\s*")
"""Punctuation and small words before a name: ``or``, ``or call``."""


@dataclass(frozen=True)
class Telephone:
    """One number that can be called.

    Attributes:
        number: as people write it.
        name: who answers; empty where only the number is known.
        where: countries in which it works; empty where only one number is configured.
    """

    number: str
    name: str = ""
    where: str = ""

    @property
    def href(self) -> str:
        """The address that a tap dials."""
        return "tel:" + re.sub(r"[^\d+]", "", self.number)


def telephones(sentence: str) -> tuple[Telephone, ...]:
    """The numbers of a sentence such as ``999 (UK), 112 (Europe, India) or 911 (US, Canada)``.

    A sentence without a digit has none.
    """
    return tuple(
        Telephone(match["number"], _LEAD.sub("", match["name"]).strip(), (match["where"] or "").strip())
        for match in _NUMBER.finditer(sentence)
    )


def contacts_for(store: ContentStore, tier: str | None, groups: Iterable[str]) -> list[dict[str, str]]:
    """Call buttons of an escalation: a crisis line for self-harm, and the emergency number where it is said.

    Args:
        store: whose contacts and words are used.
        tier: the escalation's tier.
        groups: its red-flag groups.
    """
    found: list[Telephone] = []
    if SELF_HARM in groups:
        found += telephones(store.contacts.crisis_line)
    if tier != Tier.SEE_PROFESSIONAL.value:
        found += telephones(store.contacts.emergency_number)
    return [
        {"label": _label(one, store.phrases), "href": one.href, "number": one.number}
        for one in dict.fromkeys(found)
    ]


def _label(one: Telephone, phrases: Phrases) -> str:
    whom = phrases.say("call_whom", name=one.name, number=one.number) if one.name else one.number
    if one.where:
        return phrases.say("call_where", whom=whom, where=one.where)
    return phrases.say("call", whom=whom)
