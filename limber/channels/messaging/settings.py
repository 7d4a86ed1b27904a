"""What the settings of every messaging channel have in common."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, TypeVar

from limber.channels.settings import ChannelSettings, read_settings, within_limits

GUIDE = "docs/channels.md"

Settings = TypeVar("Settings", bound="MessagingSettings")


class MessagingSettings(ChannelSettings):
    """How a messaging channel behaves; docs/channels.md explains each setting.

    Attributes:
        section: the channel's name in credentials.yml.
        needs: the settings without which the channel is off, and how to get each.
        messages_a_minute: how much one conversation may write.
    """

    section: ClassVar[str]
    needs: ClassVar[Mapping[str, str]]

    messages_a_minute: int = 30

    _messages = within_limits({"messages_a_minute": (1, 10_000)})

    @property
    def missing(self) -> tuple[str, ...]:
        """The settings that the channel still needs."""
        return tuple(name for name in self.needs if not getattr(self, name))

    @classmethod
    def read(cls: type[Settings], values: Mapping[str, Any] | None) -> Settings:
        """The settings of the channel's section.

        Raises:
            SettingsError: with every field that can't be used.
        """
        return read_settings(cls, cls.section, GUIDE, values)
