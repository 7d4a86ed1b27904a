"""Says of each channel whether it is on, what is missing and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Protocol, runtime_checkable

import yaml
from rasa.shared.utils.common import class_from_module_path

from limber.channels.settings import SettingsError
from limber.plain import read_yaml


@dataclass(frozen=True)
class Checkup:
    """How a channel is.

    Attributes:
        state: whether it answers messages with these settings; ``wrong`` if they can't be used.
        notes: what is set.
        todo: what is missing or wrong, and what to do about it.
    """

    state: Literal["on", "off", "wrong"]
    notes: tuple[str, ...] = ()
    todo: tuple[str, ...] = ()


@runtime_checkable
class Examined(Protocol):
    """A channel that can tell how it is."""

    def checkup(self) -> Checkup:
        """How the channel is with its settings; asks nobody."""


def examine(credentials: Path) -> Iterator[tuple[str, Checkup]]:
    """Name and state of every channel of a credentials file.

    Args:
        credentials: Rasa's credentials file.

    Raises:
        SettingsError: the file can't be read.
    """
    try:
        sections = read_yaml(credentials.read_text("utf-8"))
    except (OSError, yaml.YAMLError) as error:
        raise SettingsError(f"{credentials}: can't be read: {error}") from error
    if not isinstance(sections, Mapping):
        raise SettingsError(f"{credentials}: expected channels with their settings, one a line")
    for section, values in sections.items():
        yield str(section), _examine(str(section), values)


def _examine(section: str, values: Any) -> Checkup:
    if "." not in section:
        return Checkup("on", ("Rasa's own channel, which is not checked here",))
    try:
        channel = class_from_module_path(section).from_credentials(values)
    except (ImportError, AttributeError) as error:
        return Checkup("wrong", todo=(f"there is no such channel ({error}); correct its name",))
    except SettingsError as error:
        faults = (line.removeprefix(f"{section}: ") for line in str(error).splitlines())
        return Checkup("wrong", todo=tuple(faults))
    return channel.checkup() if isinstance(channel, Examined) else Checkup("on")
