"""The red-flag screen: pure, without Rasa; see docs/safety.md."""

from limber.safety.loading import screen
from limber.safety.screen import Screening

__all__ = ["Screening", "screen"]
