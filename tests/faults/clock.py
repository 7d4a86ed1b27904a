"""A clock that jumps for one process, as after a wrong step of whoever sets the machine's time."""

from __future__ import annotations

from pathlib import Path

LIBRARIES = "*/faketime/libfaketimeMT.so.1"
"""Below /usr/lib: Debian's package faketime; it stands between a process and the system's clock."""


class Clock:
    """The wall clock of the processes that have its environment; the monotonic clock stays as it is.

    Args:
        file: says how far the clock is off.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self.jump(0)

    @staticmethod
    def missing() -> str:
        """Why there is none here, and what to do; empty if there is one."""
        return "" if _library() else "libfaketime is not installed; on Debian: apt-get install faketime"

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to have this clock."""
        return {
            "LD_PRELOAD": str(_library()),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            # The file is read each second, which is how soon a jump is noticed.
            "FAKETIME_CACHE_DURATION": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def jump(self, seconds: int) -> None:
        """Let the clock be so far ahead of the true time, or behind it."""
        self._file.write_text(f"{seconds:+d}s\n", "utf-8")


def _library() -> Path | None:
    return next(Path("/usr/lib").glob(LIBRARIES), None)
