"""Single words that are commands where a service has none of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

Command = Literal["start", "help", "stretches", "stop", "privacy", "delete"]

DELETE = "DELETE"
"""What people are told to send to delete their conversation."""

_COMMANDS: Mapping[str, Command] = {
    "start": "start",
    "unstop": "start",
    "help": "help",
    "info": "help",
    "stretches": "stretches",
    # Carriers and Twilio ask that each of these ends what is sent.
    "stop": "stop",
    "stopall": "stop",
    "stop all": "stop",
    "unsubscribe": "stop",
    "cancel": "stop",
    "end": "stop",
    "quit": "stop",
    "revoke": "stop",
    "optout": "stop",
    "privacy": "privacy",
    "delete": "delete",
}


def command_in(text: str) -> Command | None:
    """The command that a text is; with more words, all of them are read as such.

    Args:
        text: what a person wrote.
    """
    return _COMMANDS.get(re.sub(r"\s+", " ", text.strip(" \t\r\n.!\"'/")).casefold())
