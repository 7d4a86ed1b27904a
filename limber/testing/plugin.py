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

_BOTS: pytest.StashKey[dict[Path, Conversations]] = pytest.StashKey()


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where conversations stand, and the model to test."""
    parser.addini(
        FOLDERS,
        "folders of a project below which YAML files of test_cases are conversations to test",
        type="args",
        default=DEFAULT_FOLDERS,
    )
    parser.getgroup("limber").addoption(
        "--limber-model", type=Path, help="the trained model to test; default: the project's newest"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Declare the mark of tests that need the model."""
    config.addinivalue_line("markers", "model: needs the trained model")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A YAML file of test cases below a project's folder of conversations."""
    if file_path.suffix not in (".yml", ".yaml"):
        return None
    from limber.testing.loading import holds_cases, project_of

    project = project_of(file_path) or parent.config.rootpath
    folders = [project / folder for folder in parent.config.getini(FOLDERS)]
    if not any(file_path.is_relative_to(folder) for folder in folders) or not holds_cases(file_path):
        return None
    return ConversationFile.from_parent(parent, path=file_path, project=project)


def pytest_unconfigure(config: pytest.Config) -> None:
    """End the bots that were needed."""
    for bot in config.stash.get(_BOTS, {}).values():
        bot.close()


def bot_of(config: pytest.Config, project: Path) -> Conversations:
    """A project's bot, loaded once a process, when the first conversation needs it.

    Raises:
        NoModelError: the project has no model.
    """
    bots = config.stash.setdefault(_BOTS, {})
    if project not in bots:
        from limber.testing.projects import Conversations

        bots[project] = Conversations(project, config.getoption("limber_model"))
    return bots[project]


class ConversationFile(pytest.File):
    """A file of test cases."""

    def __init__(self, *, project: Path, **more: Any) -> None:
        super().__init__(**more)
        self.project = project

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
            yield ConversationItem.from_parent(
                self, name=name, case=case, variation=variation, project=self.project
            )


class _MissedError(Exception):
    """A conversation went otherwise than expected."""


class ConversationItem(pytest.Item):
    """One conversation."""

    def __init__(self, *, case: Case, variation: str | None, project: Path, **more: Any) -> None:
        super().__init__(**more)
        self.project = project
        self.case = case
        self.variation = variation
        self.add_marker(pytest.mark.model)

    def runtest(self) -> None:
        """Have the conversation.

        Raises:
            _MissedError: with the chat, if a turn was not as expected.
        """
        from limber.testing.transcript import transcript

        outcome = bot_of(self.config, self.project).run(self.case, self.variation)
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
