"""A message as the trained layer judges it: in parts, each as it was typed and as it was meant; pure."""

from __future__ import annotations

from dataclasses import dataclass

from limber.safety.mending import Mender
from limber.safety.parts import Part, screen_parts


@dataclass(frozen=True)
class JudgedPart:
    """What is judged of a part.

    Attributes:
        part: the part.
        typed: its text.
        mended: the same with typing errors mended.
    """

    part: Part
    typed: str
    mended: str


@dataclass(frozen=True)
class Judged:
    """A message and its parts.

    Attributes:
        text: the raw message.
        parts: as :func:`limber.safety.parts.screen_parts` cuts them.
    """

    text: str
    parts: tuple[JudgedPart, ...]

    @classmethod
    def of(cls, text: str, mender: Mender) -> Judged:
        """Cut a message and mend its parts.

        Args:
            text: the raw message, of any length.
            mender: mends typing errors.
        """
        typed = [(part, text[part.start : part.end]) for part in screen_parts(text)]
        return cls(text, tuple(JudgedPart(part, words, mender.text(words)) for part, words in typed))

    @property
    def texts(self) -> list[str]:
        """The texts whose vectors the trained layer needs, each once."""
        return list(dict.fromkeys(text for one in self.parts for text in (one.typed, one.mended)))
