"""Writes a conversation that took place as a test case; pure but for the file."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from limber.testing.answers import Answer
from limber.testing.checks import NO_TIER

_HEAD = "# Check every expectation: it is what was said, not what is right. No name may stand here.\n"


@dataclass(frozen=True)
class Told:
    """One turn of a conversation that took place.

    Attributes:
        text: what the person typed, or a button's payload.
        answer: what was replied.
    """

    text: str
    answer: Answer


def case_text(name: str, turns: Sequence[Told], words: Callable[[str], str] = str) -> str:
    """A file with the conversation as its one case.

    Args:
        name: of the case.
        turns: what was said.
        words: what becomes of a person's words; they stay by default.
    """
    steps = []
    for before, turn in zip([None, *turns], turns, strict=False):
        offered = {payload: title for title, payload in before.answer.buttons} if before else {}
        said = {"tap": offered[turn.text]} if turn.text in offered else {"user": words(turn.text)}
        steps.append({**said, "assertions": [_expected(turn.answer)]})
    case = {"test_cases": [{"test_case": name, "steps": steps}]}
    return _HEAD + yaml.safe_dump(case, sort_keys=False, allow_unicode=True, width=100)


def _expected(answer: Answer) -> Mapping[str, Any]:
    """What a reply was, as conditions; its words for a bot that tells no more."""
    if not answer.contracts:
        return {"contains": answer.texts} if answer.texts else {"max_words": 1}
    contract = answer.contracts[-1]
    groups = {"group": contract["groups"]} if contract.get("groups") else {}
    return {
        "kind": contract["kind"],
        "content": list(contract["content_ids"]),
        "tier": contract["tier"] or NO_TIER,
        **groups,
    }


def write_case(path: Path, text: str) -> Path:
    """Write a new file.

    Raises:
        FileExistsError: there is such a file already.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("x", encoding="utf-8") as file:
        file.write(text)
    return path


def stored_turns(events: Sequence[Mapping[str, Any]]) -> Iterator[Told]:
    """The turns among a stored conversation's events, in Rasa's form."""
    text: str | None = None
    replies: list[Mapping[str, Any]] = []
    for event in [*events, {"event": "user"}]:
        if event["event"] == "user":
            if text is not None:
                yield Told(text, Answer(replies))
            text, replies = event.get("text"), []
        elif event["event"] == "bot":
            data = event.get("data") or {}
            replies.append(
                {"text": event.get("text"), "buttons": data.get("buttons"), "custom": data.get("custom")}
            )


REMOVED = "xxx"
"""What stands for a word that was taken out."""

WORD = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_TOKEN = re.compile(rf"\S+@\S+|\w+://\S+|\+?\d[\d./:-]*\d|{WORD.pattern}|\w+")
_NUMBER = re.compile(r"\d{1,3}|\d{1,2}-\d{1,2}")
"""Numbers of stretching: seconds, times, days. Longer ones may be a telephone's or a date's."""

_BEGINS = re.compile(r"(?:^|[.!?\n])\W*$")


def without_personal_words(text: str, known: frozenset[str], mend: Callable[[str], str]) -> str:
    """A text in which every word is one that Limber's own files use, too.

    A slip of such a word is mended. Whatever else stands there is taken out, and what is written
    with a capital inside a sentence: most names are.

    Args:
        text: what a person wrote.
        known: the words that may stay, in lower case.
        mend: gives for a word what was meant.
    """

    def kept(match: re.Match[str]) -> str:
        token = match.group()
        word = token.lower().replace("\u2019", "'")
        if _NUMBER.fullmatch(token) or token == "I":
            return token
        if token.istitle() and not _BEGINS.search(text[: match.start()]):
            return REMOVED
        meant = token if word in known else mend(word)
        return meant if set(meant.lower().replace("\u2019", "'").split()) <= known else REMOVED

    return _TOKEN.sub(kept, text)
