"""Looks at the replies of a turn as a client of the ``rest`` channel gets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

KINDS = {
    "answer",
    "steps",
    "list",
    "escalation",
    "safety_check",
    "clarify",
    "decline",
    "fallback",
    "small_talk",
    "routine",
}


def contract_of(replies: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    """The one contract message of a turn, which ends it."""
    customs = [reply["custom"] for reply in replies if "custom" in reply]
    assert len(customs) == 1, f"expected one contract message, found {len(customs)}: {replies}"
    assert "custom" in replies[-1], f"the contract message must end the turn: {replies}"
    contract: Mapping[str, Any] = customs[0]["data"]["limber"]
    assert contract["kind"] in KINDS
    assert {"content_ids", "tier", "groups", "sources"} <= contract.keys()
    return contract


def said(replies: Sequence[Mapping[str, Any]]) -> str:
    """All words of a turn; there must be some."""
    text = "\n".join(reply["text"] for reply in replies if reply.get("text"))
    assert text.strip(), f"the turn says nothing: {replies}"
    return text
