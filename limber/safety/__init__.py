"""The red-flag screen: pure, without Rasa; see docs/safety.md.

What is heavy is imported on first use: ``limber.safety.dialogue`` is needed where nothing is screened.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from limber.safety.verdict import Screening

__all__ = ["Screening", "screen"]


def screen(text: str) -> Screening:
    """Screen one message for red flags.

    Args:
        text: the raw message, of any length.
    """
    from limber.safety.loading import screen as run

    return run(text)


def __getattr__(name: str) -> Any:
    if name == "Screening":
        from limber.safety.verdict import Screening

        return Screening
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class _Package(ModuleType):
    """Keeps ``screen`` the function when Python imports the submodule of that name."""

    def __setattr__(self, name: str, value: object) -> None:
        if not (name == "screen" and isinstance(value, ModuleType)):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
