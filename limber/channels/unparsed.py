"""The words in a request that is refused: too large, broken, or for no conversation that there can be.

Whoever wrote them does not know how the program between them and Limber asks. So they are looked for without
reading the request as what it is not, and never in more than its beginning.
"""

from __future__ import annotations

import re

_MESSAGE = re.compile(r'"message"\s*:\s*"((?:[^"\\]|\\.)*)', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_SPACES = frozenset("nrtbf")


def words_in(body: bytes, longest: int) -> str:
    """The message in a request's body, wherever it ends; all of the body where there is none.

    Args:
        body: as it came.
        longest: most bytes of it that are read.
    """
    text = body[:longest].decode("utf-8", "ignore")
    return _ESCAPE.sub(_unescaped, "\n".join(_MESSAGE.findall(text)) or text)


def _unescaped(escape: re.Match[str]) -> str:
    """What an escape of JSON stands for."""
    code, letter = escape.groups()
    if code:
        return chr(int(code, 16))
    return " " if letter in _SPACES else str(letter)
