"""The channels, as ``limber doctor channels`` tells of them in full."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from limber.channels.doctor import examine
from limber.channels.settings import SettingsError
from limber.doctor.finding import Finding, fine, note, wrong


def check_channels(credentials: Path) -> Iterator[Finding]:
    """Each channel of a credentials file.

    Args:
        credentials: Rasa's credentials file.
    """
    try:
        found = list(examine(credentials))
    except SettingsError as error:
        yield wrong("channels", str(error), "mend the file; the project's own is a good start")
        return
    for section, checkup in found:
        name = section.rpartition(".")[2]
        if checkup.state == "wrong":
            yield from (wrong(name, todo, "run limber doctor channels") for todo in checkup.todo)
        elif checkup.state == "off":
            yield note(name, "is off", "; ".join(checkup.todo))
        elif checkup.todo:
            yield note(name, "is on", "; ".join(checkup.todo))
        else:
            yield fine(name, "is on")
