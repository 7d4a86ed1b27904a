"""A small disk of its own, that can be filled."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
from pathlib import Path
from types import TracebackType

from typing_extensions import Self

BLOCK = 4096


class SmallDisk:
    """A file system in memory below a folder; as a context it is mounted inside.

    Args:
        folder: where it is mounted.
        megabytes: its size.
    """

    def __init__(self, folder: Path, megabytes: int) -> None:
        self.folder = folder
        self._size = megabytes
        self._ballast = folder / "ballast"

    @staticmethod
    def missing() -> str:
        """Why there can be none here; empty if there can."""
        if os.geteuid() == 0 and shutil.which("mount"):
            return ""
        return "only root can mount a disk that is filled"

    def fill(self) -> None:
        """Take all the space that is left."""
        with self._ballast.open("ab", buffering=0) as ballast:
            try:
                while ballast.write(b"\0" * BLOCK):
                    pass
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise

    def free(self) -> None:
        """Give the space back."""
        self._ballast.unlink()

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        _run("mount", "-t", "tmpfs", "-o", f"size={self._size}m,mode=0700", "tmpfs", str(self.folder))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        _run("umount", str(self.folder))


def _run(*command: str) -> None:
    subprocess.run(command, check=True, capture_output=True)
