"""Where the project's files are."""

from __future__ import annotations

from pathlib import Path


def project_root() -> Path:
    """The folder with config.yml: the package's parent."""
    return Path(__file__).resolve().parents[1]
