"""The pytest plugin: conversations in YAML are tests; part of every run, so nothing heavy is imported."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from limber.testing.cases import Case
    from limber.testing.projects import Conversations

FOLDERS = "limber_conversations"
DEFAULT_FOLDERS = ["tests/conversations"]

_BOT: pytest.StashKey[Conversations] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where conversations stand, and the model to test."""
    parser.addini(
        FOLDERS,
        "folders below which YAML files of test_cases are conversations to test",
        type="paths",
        default=DEFAULT_FOLDERS,
    )
    parser.getgroup("limber").addoption(
        "--limber-model", type=Path, help="the trained model to test; default: the project's newest"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark of tests that need the model."""
    config.addinivalue_line("markers", "model: needs the trained model")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A YAML file of test cases below a folder of conversations."""
    if file_path.suffix not in (".yml", ".yaml") or not _below_a_folder(file_path, parent.config):
        return None
    from limber.testing.loading import holds_cases

    return ConversationFile.from_parent(parent, path=file_path) if holds_cases(file_path) else None


def _below_a_folder(path: Path, config: pytest.Config) -> bool:
    folders = [config.rootpath / folder for folder in config.getini(FOLDERS)]
    return any(path.is_relative_to(folder) for folder in folders)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the bot, if one was needed."""
    bot = config.stash.get(_BOT, None)
    if bot is not None:
        bot.close()


def bot_of(config: pytest.Config) -> Conversations:
    """The project's bot, loaded once a process, when the first conversation needs it.

    Raises:
        NoModelError: the project has no model.
    """
    if _BOT not in config.stash:
        from limber.testing.projects import Conversations

        config.stash[_BOT] = Conversations(config.rootpath, config.getoption("limber_model"))
    return config.stash[_BOT]


class ConversationFile(pytest.File):
    """A file of test cases."""

    def collect(self) -> Iterator[pytest.Item]:
        """Each case, and each of its variations, as a test."""
        from limber.testing.cases import CaseError
        from limber.testing.loading import read_cases
        from limber.testing.running import plan

        try:
            cases = read_cases(self.path)
        except CaseError as error:
            raise self.CollectError("\n".join(error.problems)) from error
        for case, variation in plan(cases):
            name = f"{case.name}[{variation}]" if variation else case.name
            yield ConversationItem.from_parent(self, name=name, case=case, variation=variation)


class _MissedError(Exception):
    """A conversation went otherwise than expected."""


class ConversationItem(pytest.Item):
    """One conversation."""

    def __init__(self, *, case: Case, variation: str | None, **more: Any) -> None:
        super().__init__(**more)
        self.case = case
        self.variation = variation
        self.add_marker(pytest.mark.model)

    def runtest(self) -> None:
        """Have the conversation.

        Raises:
            _MissedError: with the chat, if a turn was not as expected.
        """
        from limber.testing.transcript import transcript

        outcome = bot_of(self.config).run(self.case, self.variation)
        if outcome.failed:
            raise _MissedError(transcript(outcome))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The chat instead of a traceback."""
        from limber.testing.projects import NoModelError

        if isinstance(excinfo.value, (_MissedError, NoModelError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the case stands."""
        return self.path, self.case.line - 1, self.name
