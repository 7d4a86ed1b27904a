"""Drawings of stretches arrive as photos."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from tests.channels.telegram.bot_api import Person, bad, bot_api_server
from tests.channels.telegram.conftest import start_limber
from tests.running import ROOT

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="10" height="10"/></svg>'


def content_with_picture(folder: Path) -> Path:
    """The content with a drawing of the cat-cow."""
    content = folder / "content"
    shutil.copytree(ROOT / "content", content)
    (content / "media").mkdir(exist_ok=True)
    (content / "media" / "test.svg").write_text(SVG, "utf-8")
    path = content / "stretches" / "cat_cow.md"
    without = re.sub(r"^image.*\n(?:  .*\n)*", "", path.read_text("utf-8"), flags=re.MULTILINE)
    picture = "---\nimage: test.svg\nimage_alt: A person on all fours.\n"
    path.write_text(without.replace("---\n", picture, 1), "utf-8")
    return content


def test_a_drawing_is_sent_as_a_photo_and_uploaded_once(tmp_path: Path) -> None:
    content = content_with_picture(tmp_path)
    with bot_api_server() as telegram:
        limber = start_limber(tmp_path, telegram.url, LIMBER_CONTENT=str(content))
        try:
            telegram.wait_for(lambda: telegram.webhook)
            anna = Person(telegram, 1)
            for _ in range(2):
                photo, message = [
                    call
                    for call in anna.write("how do i do the cat cow")
                    if call.method in ("sendPhoto", "sendMessage")
                ]
                assert (photo.method, message.method) == ("sendPhoto", "sendMessage")
                assert photo.values["caption"].startswith("<b>Cat-cow pose</b>")
                assert "A person on all fours." in photo.values["caption"]
            first, second = [call.values["photo"] for call in telegram.taken("sendPhoto")]
            assert first.startswith(b"\x89PNG")
            assert isinstance(second, str)

            telegram.fault = lambda method, _: bad("PHOTO_INVALID") if method == "sendPhoto" else None
            assert "Cat:" in "".join(
                call.values.get("text", "") for call in anna.write("how do i do the cat cow")
            )
        finally:
            limber.kill()
