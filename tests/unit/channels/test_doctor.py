"""What the doctor says of channels."""

from __future__ import annotations

from pathlib import Path

import pytest

from limber.channels.doctor import Checkup, examine
from limber.channels.settings import SettingsError


def found(folder: Path, credentials: str) -> dict[str, Checkup]:
    path = folder / "credentials.yml"
    path.write_text(credentials, "utf-8")
    return dict(examine(path))


def test_channels_without_settings_are_on(tmp_path: Path) -> None:
    names = ("limber.channels.rest.RestChannel", "limber.channels.web.WebChannel")

    assert found(tmp_path, "".join(f"{name}:\n" for name in names)) == dict.fromkeys(names, Checkup("on"))


def test_wrong_settings_are_named_without_the_sections_name(tmp_path: Path) -> None:
    section = "limber.channels.web.WebChannel"

    (checkup,) = found(tmp_path, f"{section}:\n  proxies: 99\n  colour: red\n").values()

    assert checkup.state == "wrong"
    assert [todo.split(":")[0] for todo in checkup.todo] == ["proxies", "colour"]


def test_a_channel_that_is_not_there_is_wrong(tmp_path: Path) -> None:
    (checkup,) = found(tmp_path, "limber.channels.fax.FaxChannel:\n").values()

    assert checkup.state == "wrong"
    assert "correct its name" in checkup.todo[0]


def test_rasas_own_channels_are_not_started(tmp_path: Path) -> None:
    (checkup,) = found(tmp_path, "telegram:\n  access_token: x\n").values()

    assert "not checked" in checkup.notes[0]


@pytest.mark.parametrize("credentials", ["- a\n", "a: [", ""])
def test_a_file_that_is_none_is_refused(tmp_path: Path, credentials: str) -> None:
    with pytest.raises(SettingsError, match=r"credentials\.yml"):
        found(tmp_path, credentials)
