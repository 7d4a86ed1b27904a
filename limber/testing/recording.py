"""Makes test cases: from a talk in the terminal, or from a stored conversation."""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from limber.testing.projects import load_bot
from limber.testing.writing import WORD, Told, case_text, stored_turns, without_personal_words, write_case

MOST_TURNS = 100
"""Of a stored conversation, the newest."""

OFTEN = 5
"""So often people write a word in the examples that is nobody's name."""


async def talk(project: Path, show: Callable[[str], None]) -> list[Told]:
    """Talk with a project's bot until an empty line; a number presses a button.

    Args:
        project: folder with ``config.yml``.
        show: prints.

    Raises:
        NoModelError: there is no model.
        RuntimeError: the model can't be loaded.
    """
    bot = await load_bot(project)
    from limber.serving.asking import as_text, read_line

    conversation, turns = uuid.uuid4().hex, list[Told]()
    while text := (await asyncio.to_thread(read_line, "you: ")).strip():
        offered = turns[-1].answer.buttons if turns else []
        if text.isdigit() and 0 < int(text) <= len(offered):
            text = offered[int(text) - 1][1]
        answer = await bot.say(text, conversation, {})
        show(as_text(answer.replies))
        turns.append(Told(text, answer))
    return turns


def stored(endpoints: Path, conversation: str) -> list[Told]:
    """The turns of a stored conversation, oldest first.

    Args:
        endpoints: Rasa's endpoints file; it names the tracker store.
        conversation: its id.

    Raises:
        ValueError: there is no such conversation, or the store is not Limber's.
    """
    from rasa.core.tracker_store import TrackerStore
    from rasa.core.utils import AvailableEndpoints

    from limber.stores.tracker import BoundedTrackerStore
    from limber.stores.turns import StoredTurns

    store = TrackerStore.create(AvailableEndpoints.read_endpoints(str(endpoints)).tracker_store)
    if not isinstance(store, BoundedTrackerStore):
        raise ValueError(f"{endpoints}: tracker_store: expected limber.stores.tracker.BoundedTrackerStore")
    turns = list(stored_turns(StoredTurns(store).newest(conversation, MOST_TURNS)))
    if not turns:
        raise ValueError(f"{conversation} is no stored conversation of {endpoints}")
    return turns


def own_words(project: Path) -> frozenset[str]:
    """The words that the content writes small, and those that people often do: no names."""
    content = _small_words((project / "content").rglob("*.*"))
    examples = _small_words((project / "data" / "nlu").rglob("*.yml"))
    often = (word for word, count in examples.items() if count >= OFTEN)
    return frozenset({"i", *content, *often})


def _small_words(paths: Iterable[Path]) -> Counter[str]:
    words = (word for path in paths for word in WORD.findall(path.read_text("utf-8")))
    return Counter(word for word in words if word == word.lower())


def impersonal(project: Path) -> Callable[[str], str]:
    """What takes the personal words out of a text."""
    from limber.language.spelling import Speller

    known = own_words(project)
    mend = Speller(dict.fromkeys(known, 1), {}).mend
    return partial(without_personal_words, known=known, mend=mend)


def write(path: Path, turns: Iterable[Told], words: Callable[[str], str] = str) -> Path:
    """Write turns as the case that a new file is named for.

    Raises:
        FileExistsError: there is such a file already.
    """
    return write_case(path, case_text(path.stem, list(turns), words))
