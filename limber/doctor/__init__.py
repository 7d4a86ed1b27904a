"""Checks a deployment and says of each thing how it is and what to do; changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from limber.doctor.channels import check_channels
from limber.doctor.files import disk, permissions
from limber.doctor.finding import Finding, State
from limber.doctor.installation import encoder, packages, python, variables
from limber.doctor.model import content_and_model
from limber.doctor.stores import check_stores

__all__ = ["Finding", "State", "examine"]


def examine(root: Path, endpoints: Path, credentials: Path) -> Iterator[Finding]:
    """Every finding, in the order in which faults are best mended.

    Args:
        root: the project's folder.
        endpoints: Rasa's endpoints file.
        credentials: Rasa's credentials file.
    """
    checks: tuple[Callable[[], Iterator[Finding]], ...] = (
        python,
        lambda: packages(root / "requirements.lock"),
        variables,
        encoder,
        lambda: content_and_model(root),
        lambda: check_stores(endpoints),
        lambda: disk(root, endpoints),
        lambda: permissions(endpoints, credentials),
        lambda: check_channels(credentials),
    )
    for check in checks:
        yield from check()
