"""Limber's own processes: servers and action servers."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from deploy.services.process import Process, free_port
from limber.paths import project_root


def command(name: str) -> str:
    """A command of the environment that runs this."""
    return str(Path(sys.executable).with_name(name))


def environment(project: Path, **more: str) -> dict[str, str]:
    """The environment of a process that uses the project in that folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LIMBER_")}
    return {**kept, "PYTHONPATH": str(project), "PYTHONUNBUFFERED": "1", **more}


class LimberServer(Process):
    """``limber serve``.

    Args:
        folder: where it runs: conversations go to ``var`` below it by default.
        options: of ``limber serve``, besides the port.
        port: where it listens; a free one by default.
        core: the processor that it keeps to; any by default.
        project: folder of the project; this one by default.
        env: environment variables of Limber.
    """

    def __init__(
        self,
        folder: Path,
        *options: str,
        port: int = 0,
        core: int | None = None,
        project: Path | None = None,
        env: Mapping[str, str] | None = None,
    ) -> None:
        port = port or free_port()
        arguments = [*_pinned(core), command("limber"), "serve", "--port", str(port), *options]
        super().__init__(arguments, folder, port, environment(project or project_root(), **(env or {})))

    def ready(self) -> bool:
        """Whether messages will be answered."""
        return self.answers("/health/ready")


class ActionServer(Process):
    """Rasa's action server with Limber's actions.

    Args:
        folder: where it runs.
        port: where it listens; a free one by default.
    """

    def __init__(self, folder: Path, port: int = 0) -> None:
        port = port or free_port()
        arguments = [command("rasa"), "run", "actions", "--actions", "actions", "--port", str(port)]
        super().__init__(arguments, folder, port, environment(project_root()))

    def ready(self) -> bool:
        """Whether it takes calls."""
        return self.answers("/health")


def _pinned(core: int | None) -> list[str]:
    return [] if core is None else ["taskset", "--cpu-list", str(core)]
