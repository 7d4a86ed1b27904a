"""What the services have in common: a program of the system, and an account without rights."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from deploy.services.process import Process, ServiceError, free_port

ACCOUNT = "nobody"
"""Who runs the services where root starts them: PostgreSQL refuses to be root, the others need not be."""

_MORE_FOLDERS = "/usr/sbin:/sbin"
"""Where Debian puts servers, besides the folders of an ordinary person's PATH."""


class Service(Process):
    """A program of the system that keeps its data in a folder.

    Args:
        folder: for its data and output; made if it is missing.
        arguments: of the program.
        port: where it listens; a free one by default.

    Raises:
        ServiceError: it can't run here; says why.
    """

    program: ClassVar[str]
    package: ClassVar[str]
    """Debian's package that brings it."""

    def __init__(self, folder: Path, arguments: Sequence[str], port: int) -> None:
        reason = self.missing()
        if reason:
            raise ServiceError(reason)
        super().__init__([self.find(self.program), *arguments], folder, port, _environment(), account())

    @classmethod
    def folders(cls) -> list[Path]:
        """Where its programs may be, besides PATH."""
        return [Path(name) for name in _MORE_FOLDERS.split(":")]

    @classmethod
    def find(cls, program: str) -> str:
        """Where a program is; empty if it is not here."""
        places = os.pathsep.join([os.environ.get("PATH", ""), *map(str, cls.folders())])
        return shutil.which(program, path=places) or ""

    @classmethod
    def missing(cls) -> str:
        """Why it can't run here, and what to do; empty if it can."""
        if cls.find(cls.program):
            return ""
        return f"{cls.program} is not installed; on Debian: apt-get install {cls.package}"


def account() -> str | None:
    """Who runs the services: :data:`ACCOUNT` if we are root, otherwise ourselves."""
    return ACCOUNT if os.geteuid() == 0 else None


def prepare(folder: Path) -> Path:
    """Make a folder that belongs to whoever runs the services.

    Raises:
        ServiceError: that account can't enter it.
    """
    folder = folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    who = account()
    if who:
        for above in folder.parents:
            if not above.stat().st_mode & stat.S_IXOTH:
                raise ServiceError(
                    f"{folder}: the account {who}, which runs the services for root, can't enter {above}; "
                    "choose a folder that everybody may enter"
                )
        shutil.chown(folder, who)
    return folder


@contextmanager
def open_folder(prefix: str = "limber-") -> Iterator[Path]:
    """A folder that services may use though root starts them, removed at the end."""
    with tempfile.TemporaryDirectory(prefix=prefix) as name:
        folder = Path(name)
        folder.chmod(0o711)
        yield folder


def free(port: int) -> int:
    """That port, or a free one for 0."""
    return port or free_port()


def _environment() -> dict[str, str]:
    """Nothing of ours: neither secrets nor the language of the one who starts it."""
    return {"PATH": os.environ.get("PATH", ""), "LC_ALL": "C.UTF-8"}
