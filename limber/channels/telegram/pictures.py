"""Pictures of stretches as Telegram takes them: it shows no SVG."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import resvg_py

WIDTH = 1080
"""Pixels; sharp on a phone, and a drawing stays below 200 kB."""


def as_png(path: Path) -> bytes:
    """A picture as it can be sent; drawings are rendered once.

    Args:
        path: its file.

    Raises:
        OSError: it can't be read.
        ValueError: it can't be rendered.
    """
    if path.suffix != ".svg":
        return path.read_bytes()
    return _rendered(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _rendered(path: Path, changed: int) -> bytes:
    # On white: Telegram shows what is transparent in the colour of the phone's theme.
    return resvg_py.svg_to_bytes(svg_path=str(path), width=WIDTH, background="white")
