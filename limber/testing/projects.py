"""Which bot a project is, and how it is loaded; Rasa is imported here and not before."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING

from limber.paths import project_root

if TYPE_CHECKING:
    from limber.testing.cases import Case
    from limber.testing.in_process import InProcess
    from limber.testing.running import Outcome


class NoModelError(Exception):
    """There is no trained model; the message says how to get one."""


def is_limber(project: Path) -> bool:
    """Whether the project's folder is Limber's own, and not another Rasa project."""
    return project.resolve() == project_root().resolve()


def find_model(project: Path) -> Path:
    """The model to test: of Limber the one for today's inputs, of another project the newest.

    Raises:
        NoModelError: it is not there.
    """
    if is_limber(project):
        from limber.content import default_store
        from limber.serving.models import model_path

        model = model_path(project, default_store())
        if not model.is_file():
            raise NoModelError(f"{model.name} is not there: inputs changed; run limber train")
        return model
    models = sorted((project / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise NoModelError(f"{project / 'models'} has no model; run rasa train")
    return models[-1]


async def load_bot(project: Path, model: Path | None = None) -> InProcess:
    """A project's bot in this process.

    Args:
        project: folder with ``config.yml``.
        model: the trained model; that of :func:`find_model` by default.

    Raises:
        NoModelError: there is no model.
        RuntimeError: the model can't be loaded.
    """
    model = model or find_model(project)
    from limber.serving.light import start_light

    start_light(project / "config.yml")
    from limber.testing.in_process import InProcess

    return await (InProcess.limber(model) if is_limber(project) else InProcess.rasa(project, model))


class Conversations:
    """A project's bot and the event loop that it lives in, for tests that know of none.

    Args and errors are those of :func:`load_bot`.
    """

    def __init__(self, project: Path, model: Path | None = None) -> None:
        self._loop = asyncio.new_event_loop()
        self.bot: InProcess = self._loop.run_until_complete(load_bot(project, model))

    def run(self, case: Case, variation: str | None = None) -> Outcome:
        """Have one conversation."""
        from limber.testing.running import run_case

        return self._loop.run_until_complete(run_case(self.bot, case, variation))

    def close(self) -> None:
        """End the loop."""
        self._loop.close()
