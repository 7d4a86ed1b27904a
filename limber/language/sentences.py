"""Cuts a typed message into sentences, and tells requests from remarks.

People type without full stops, so a new question word after "and", "also" or a comma
starts a sentence too.
"""

from __future__ import annotations

import re
from itertools import pairwise

_ASK = (
    r"how|what|whats|which|when|where|why|who|do|does|did|is|are|am|can|could|should|shall|will|"
    r"would|may|must|any|tell|show|give|list|explain|describe|name|teach"
)
_MARKS = ".!?\u2026\n\r;"
_END = re.compile(rf"[{_MARKS}]+[\s\"')\]]*")
_NO_END = re.compile(
    r"(?<=\d)\.(?=\d)|\b(?:e\.\s?g\b\.?|i\.\s?e\b\.?|(?:approx|dr|mrs?|vs)\.)", re.IGNORECASE
)
"""Full stops that end nothing: of decimals and abbreviations."""

_JOIN = re.compile(
    rf"(?:,\s*|\s+)(?:and|n|also|plus|then|but|&|\+|btw)(?:\s+(?:also|then|btw))?\s+(?=(?:{_ASK})\b)|,\s+(?=(?:how|what|which|when|where|why)\b)",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^\W*(?:yes|yeah|yep|no|nope|nah|ok|okay|thanks|thank you|thx|hi|hello|hey)(?: please)?\s*[,:-]\s+",
    re.IGNORECASE,
)
_FILLERS = (
    r"hi|hello|hey|ok|okay|so|and|but|also|then|well|please|pls|sorry|btw|oh|um|erm|thanks|thank you|"
    r"one more thing|another question|quick question|question|just wondering|i was wondering|wondering"
)
_REQUEST = re.compile(rf"^\W*(?:(?:{_FILLERS})\W+)*(?:{_ASK})\b(?!['\u2019]t\b)", re.IGNORECASE)
"""Not "can't feel my legs": it tells something."""

_WISH = re.compile(
    r"\b(?:i|we) (?:want|need|would like|d like|wanna) to (?:know|ask|learn|see|find)\b|"
    r"\b(?:let me know|tell me|show me|remind me|not sure (?:if|how|whether|what)|no idea (?:how|what|if))\b",
    re.IGNORECASE,
)


def split_sentences(text: str) -> list[tuple[int, int]]:
    """Start and end of every sentence or clause of a message.

    Returns:
        Character spans in order; empty for a text without any word.
    """
    opening = _OPENING.match(text)
    cuts = [0, opening.end()] if opening else [0]
    inside = {place for match in _NO_END.finditer(text) for place in range(*match.span())}
    for match in _END.finditer(text):
        marks = (place for place, mark in enumerate(match.group(), match.start()) if mark in _MARKS)
        if not inside.issuperset(marks):
            cuts.append(match.end())
    for match in _JOIN.finditer(text):
        cuts.append(match.start())
    cuts = sorted({*cuts, len(text)})
    spans = []
    for start, end in pairwise(cuts):
        piece = text[start:end]
        if re.search(r"[^\W_]", piece):
            lead = len(piece) - len(piece.lstrip(" ,"))
            spans.append((start + lead, end))
    return spans


def is_request(sentence: str) -> bool:
    """Whether a sentence asks or demands something, rather than telling something."""
    return "?" in sentence or bool(_REQUEST.search(sentence) or _WISH.search(sentence))
