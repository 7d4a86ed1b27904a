"""The short sentences that join facts into a reply; their words stand in phrases.yml."""

from __future__ import annotations

import string
from collections.abc import Iterator, Mapping

from pydantic import BaseModel, Field

PLACEHOLDERS: Mapping[str, frozenset[str]] = {
    "hold_static": frozenset({"name", "hold", "repeats", "per_side"}),
    "hold_dynamic": frozenset({"name", "repetitions"}),
    "repeat_static": frozenset({"name", "hold", "repeats", "per_side"}),
    "repeat_dynamic": frozenset({"name", "repetitions"}),
    "per_side": frozenset(),
    "is_static": frozenset({"name", "hold"}),
    "is_dynamic": frozenset({"name", "repetitions"}),
    "how_to": frozenset({"name"}),
    "other_ways": frozenset({"ways"}),
    "feel": frozenset({"feel"}),
    "caution": frozenset({"caution"}),
    "breath_inhale": frozenset(),
    "breath_exhale": frozenset(),
    "which_stretch": frozenset(),
    "stretch_muscles": frozenset({"name", "muscles"}),
    "muscle_stretches": frozenset({"names"}),
    "area_muscles": frozenset({"area", "muscles"}),
    "found_all": frozenset({"count"}),
    "found": frozenset({"what"}),
    "found_none": frozenset({"what"}),
    "found_item": frozenset({"title", "positions", "level", "targets"}),
    "offer_first": frozenset({"name"}),
    "easier": frozenset({"name"}),
    "easier_instead": frozenset({"names"}),
    "easier_none": frozenset({"name"}),
    "harder": frozenset({"name"}),
    "harder_instead": frozenset({"names"}),
    "harder_none": frozenset({"name"}),
    "condition": frozenset({"condition"}),
    "next_end": frozenset({"name"}),
    "no_more": frozenset(),
    "sources": frozenset({"sources"}),
    "nothing_to_repeat": frozenset(),
    "fallback": frozenset(),
    "title_ask_how_to": frozenset(),
    "title_find_stretch": frozenset(),
    "decline": frozenset(),
    "emergency_self": frozenset({"sign", "number"}),
    "emergency_other": frozenset({"sign", "number"}),
    "urgent_self": frozenset({"sign", "number"}),
    "urgent_other": frozenset({"sign", "number"}),
    "see_professional_self": frozenset({"sign"}),
    "see_professional_other": frozenset({"sign"}),
    "self_harm_self": frozenset({"number", "line"}),
    "self_harm_other": frozenset({"number", "line"}),
    "question_waits": frozenset(),
    "check_question": frozenset(),
    "check_unknown": frozenset(),
    "check_denied": frozenset({"number"}),
    "hold_emergency": frozenset({"number"}),
    "hold_urgent": frozenset({"number"}),
    "hold_lifted_seen": frozenset(),
    "hold_lifted_stopped": frozenset({"number"}),
    "hold_stays": frozenset({"number"}),
    "no_hold": frozenset(),
    "signs_denied": frozenset(),
    "safety_net": frozenset({"number"}),
    "past_emergency": frozenset({"number"}),
    "past_urgent": frozenset(),
    "past_see_professional": frozenset(),
    "button_check_yes": frozenset(),
    "button_check_no": frozenset(),
    "button_seen": frozenset(),
    "button_stopped": frozenset(),
    "affirm": frozenset(),
    "deny": frozenset(),
    "too_long": frozenset({"limit"}),
    "empty": frozenset(),
    "trouble": frozenset(),
    "too_many": frozenset({"seconds"}),
    "busy": frozenset(),
    "no_access": frozenset(),
    "no_session": frozenset(),
    "unreadable": frozenset(),
    "media_picture": frozenset(),
    "media_voice": frozenset(),
    "media_video": frozenset(),
    "media_document": frozenset(),
    "media_sticker": frozenset(),
    "media_contact": frozenset(),
    "media_other": frozenset(),
    "media_beside": frozenset(),
    "media_location": frozenset({"number"}),
    "command_start": frozenset(),
    "command_help": frozenset(),
    "command_stretches": frozenset(),
    "command_stop": frozenset(),
    "command_privacy": frozenset(),
    "command_delete": frozenset(),
    "help": frozenset({"number"}),
    "stopped": frozenset({"delete"}),
    "privacy": frozenset({"service", "delete"}),
    "deleted": frozenset(),
    "button_gone": frozenset(),
    "choice": frozenset({"number", "title"}),
    "choose": frozenset(),
    "welcome": frozenset(),
    "call": frozenset({"whom"}),
    "call_where": frozenset({"whom", "where"}),
    "call_whom": frozenset({"name", "number"}),
    "button_how_to": frozenset({"name"}),
    "button_way": frozenset({"way"}),
    "button_yes": frozenset(),
    "button_easier": frozenset(),
    "button_harder": frozenset(),
    "button_hold": frozenset(),
    "button_muscles": frozenset(),
    "position_supine": frozenset(),
    "position_all_fours": frozenset(),
    "position_seated_floor": frozenset(),
    "position_seated_chair": frozenset(),
    "position_standing": frozenset(),
    "join_and": frozenset(),
    "join_or": frozenset(),
}
"""Every phrase that the code says, with the placeholders that it fills."""


class PhrasesFile(BaseModel):
    """phrases.yml: the words of every short sentence, by name."""

    phrases: dict[str, str] = Field(description="name of the phrase: its words")

    class Config:
        extra = "forbid"


class Phrases:
    """Says a phrase with its placeholders filled."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        self._texts = texts

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self._texts.items())

    def say(self, phrase: str, /, **values: object) -> str:
        """The phrase's words.

        Args:
            phrase: one of :data:`PLACEHOLDERS`.
            values: a value for each of its placeholders.
        """
        return self._texts[phrase].format(**values)

    def joined(self, words: list[str], last: str = "join_and") -> str:
        """Words as a list in a sentence: a, b and c."""
        if len(words) < 2:
            return "".join(words)
        return f"{', '.join(words[:-1])} {self._texts[last]} {words[-1]}"


def phrase_faults(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Name and fault of every phrase that can't be said as the code says it."""
    for name, allowed in PLACEHOLDERS.items():
        if name not in texts:
            yield name, "is missing; add this phrase"
            continue
        try:
            fields = [field for field in string.Formatter().parse(texts[name]) if field[1] is not None]
        except ValueError as error:
            yield name, f"has a broken placeholder: {error}; write {{name}} with both braces"
            continue
        for _, field, form, conversion in fields:
            if form or conversion:
                yield name, f"has a placeholder with a format; write {{{field}}} alone"
        unknown = {field or "{}" for _, field, _, _ in fields} - allowed
        if unknown:
            expected = ", ".join(f"{{{one}}}" for one in sorted(allowed)) or "no placeholder"
            yield name, f"has unknown placeholders {', '.join(sorted(unknown))}; expected {expected}"
    for name in texts.keys() - PLACEHOLDERS.keys():
        yield name, "is not a phrase that Limber says; check the spelling or remove it"
