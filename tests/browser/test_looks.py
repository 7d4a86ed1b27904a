"""Pictures of the main states, kept in var/screenshots: to be looked at, not compared."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.fake_server import FakeServer
from tests.browser.pages import page
from tests.browser.states import PICTURES, STATES, reply_to
from tests.running import LimberServer

LOOKS: dict[str, dict[str, Any]] = {
    "phone": PHONE,
    "phone-dark": {**PHONE, "color_scheme": "dark"},
    "phone-320": {**PHONE, "viewport": {"width": 320, "height": 568}},
    "desktop": DESKTOP,
    "desktop-dark": {**DESKTOP, "color_scheme": "dark"},
    "zoom-200": {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2},
    "rtl": PHONE,
}

Keep = Callable[[Chat, str], None]


@pytest.fixture
def bot(fake: Callable[..., FakeServer]) -> Iterator[FakeServer]:
    """Gives the reply whose name is typed."""
    yield fake(
        answer=reply_to,
        pages={"/": page(), "/rtl": page(direction="rtl")},
        media=PICTURES,
    )


@pytest.mark.parametrize("look", LOOKS)
def test_states(bot: FakeServer, visit: Callable[..., Chat], picture: Keep, look: str) -> None:
    chat = visit(bot.url + ("/rtl" if look == "rtl" else "/"), reduced_motion="reduce", **LOOKS[look])
    expect(chat.launcher).to_be_visible()
    picture(chat, f"{look}-launcher")
    chat.open()
    picture(chat, f"{look}-welcome")
    for name in STATES:
        turn = chat.send(name)
        expect(turn.locator(".theirs, .trouble")).to_be_visible()
        picture(chat, f"{look}-{name}")
        if name == "steps":
            turn.get_by_role("button", name="Start", exact=True).click()
            expect(turn.get_by_role("timer")).to_be_in_viewport()
            picture(chat, f"{look}-timer")
            turn.get_by_role("button", name="Stop", exact=True).click()
            turn.get_by_role("button", name="Not helpful", exact=True).click()
            expect(turn.get_by_label("What was wrong or missing? (optional)")).to_be_focused()
            picture(chat, f"{look}-reason")
    chat.menu("Delete my conversation")
    picture(chat, f"{look}-delete")
    chat.button("Cancel").click()
    chat.page.context.set_offline(True)
    chat.send("while offline")
    expect(chat.banner).to_be_visible()
    picture(chat, f"{look}-offline")


def test_the_demo_page(server: LimberServer, visit: Callable[..., Chat], picture: Keep) -> None:
    for look in ("phone", "desktop", "desktop-dark"):
        chat = visit(server.url, **LOOKS[look])
        expect(chat.launcher).to_be_visible()
        picture(chat, f"{look}-demo")
        chat.open()
        chat.say("how do I do the pigeon pose?")
        picture(chat, f"{look}-demo-steps")
        chat.say("I can't feel between my legs since yesterday")
        picture(chat, f"{look}-demo-escalation")
