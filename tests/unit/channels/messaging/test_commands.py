"""Single words that are commands."""

from __future__ import annotations

import pytest

from limber.channels.messaging.commands import command_in


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("STOP", "stop"),
        (" stop. ", "stop"),
        ("Stop  all", "stop"),
        ("UNSUBSCRIBE", "stop"),
        ("/stop", "stop"),
        ("HELP!", "help"),
        ("info", "help"),
        ("START", "start"),
        ("'delete'", "delete"),
        ("Privacy", "privacy"),
        ("stretches", "stretches"),
    ],
)
def test_a_word_alone(text: str, command: str) -> None:
    assert command_in(text) == command


@pytest.mark.parametrize(
    "text", ["", "stop my foot is numb", "help me with the pigeon", "it has stopped", "yes", "1", "delete it"]
)
def test_with_more_words_all_are_read(text: str) -> None:
    assert command_in(text) is None
