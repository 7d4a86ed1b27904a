"""axe-core finds nothing in any state; sizes, focus and announcements are right."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.fake_server import FakeServer
from tests.browser.pages import page
from tests.browser.states import PICTURES, STATES, reply_to
from tests.running import LimberServer

LOOKS = {
    "phone": {**PHONE, "color_scheme": "light"},
    "desktop dark": {**DESKTOP, "color_scheme": "dark"},
}


@pytest.fixture
def bot(fake: Callable[..., FakeServer]) -> FakeServer:
    """Gives the reply whose name is typed."""
    return fake(
        answer=reply_to,
        pages={"/": page(), "/inline": page('mode="inline"'), "/rtl": page(direction="rtl")},
        media=PICTURES,
    )


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_any_reply(bot: FakeServer, visit: Callable[..., Chat], look: str) -> None:
    chat = visit(bot.url, **LOOKS[look], reduced_motion="reduce")
    expect(chat.launcher).to_be_visible()
    assert chat.axe() == [], "launcher"
    chat.open()
    assert chat.axe() == [], "welcome"
    for name in STATES:
        turn = chat.send(name)
        expect(turn.locator(".theirs, .trouble")).to_be_visible()
        assert chat.axe() == [], name


@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_what_people_do(bot: FakeServer, visit: Callable[..., Chat], look: str) -> None:
    chat = visit(bot.url, **LOOKS[look], reduced_motion="reduce").open()
    chat.say("steps")
    chat.page.get_by_text("Where this comes from").click()
    assert chat.axe() == [], "sources open"
    chat.button("Start").click()
    assert chat.axe() == [], "timer runs"
    chat.button("Pause").click()
    assert chat.axe() == [], "timer paused"
    chat.button("Not helpful").click()
    expect(chat.page.locator(".reason")).to_be_visible()
    assert chat.axe() == [], "reason asked"
    chat.input.fill("a" * 2001)
    assert chat.axe() == [], "too long"
    chat.input.fill("")
    chat.button("More").click()
    assert chat.axe() == [], "menu"
    chat.button("Start over").click()
    assert chat.axe() == [], "start over asked"
    chat.button("Cancel").click()
    chat.menu("Delete my conversation")
    assert chat.axe() == [], "delete asked"
    chat.button("Cancel").click()
    chat.page.context.set_offline(True)
    chat.send("while offline")
    expect(chat.banner).to_be_visible()
    assert chat.axe() == [], "offline"
    chat.page.context.set_offline(False)


@pytest.mark.parametrize("path", ["/inline", "/rtl"])
def test_axe_finds_nothing_inline_and_right_to_left(
    bot: FakeServer, visit: Callable[..., Chat], path: str
) -> None:
    chat = visit(bot.url + path, reduced_motion="reduce")
    if path == "/inline":
        chat.ready()
    else:
        chat.open()
    chat.say("steps")
    chat.say("emergency")
    assert chat.axe() == []


def test_axe_finds_nothing_on_the_demo_page(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url, bypass_csp=True)
    expect(chat.launcher).to_be_visible()
    assert chat.axe() == []


def test_axe_would_find_something(bot: FakeServer, visit: Callable[..., Chat]) -> None:
    chat = visit(bot.url).open()
    chat.button("Send").evaluate("one => one.removeAttribute('aria-label')")
    assert any(one.startswith("button-name") for one in chat.axe())


def test_what_is_tapped_is_large_enough(bot: FakeServer, visit: Callable[..., Chat]) -> None:
    chat = visit(bot.url, **PHONE, reduced_motion="reduce").open()
    for name in STATES:
        expect(chat.send(name).locator(".theirs, .trouble")).to_be_visible()
    chat.button("Start").first.click()
    chat.button("More").click()
    tapped = chat.page.locator("limber-chat :is(button, a, summary, textarea, .plan):visible")
    small = tapped.evaluate_all("""all => all
        .map((one) => ({ name: one.textContent.trim() || one.ariaLabel, box: one.getBoundingClientRect() }))
        .filter(({ box }) => box.width < 44 || box.height < 44)
        .map(({ name, box }) => `${name} ${box.width}x${box.height}`)""")
    assert small == []
    assert chat.input.evaluate("one => getComputedStyle(one).fontSize") == "16px"


@pytest.mark.parametrize("width,height", [(320, 568), (360, 740), (640, 400)], ids=["320", "phone", "200%"])
def test_nothing_is_cut_off(bot: FakeServer, visit: Callable[..., Chat], width: int, height: int) -> None:
    chat = visit(bot.url, viewport={"width": width, "height": height}, reduced_motion="reduce").open()
    for name in STATES:
        expect(chat.send(name).locator(".theirs, .trouble")).to_be_visible()
    assert chat.log.evaluate("one => one.scrollWidth - one.clientWidth") == 0
    outside = chat.page.locator("limber-chat .log :is(p, li, dd, button, a, h4, summary)").evaluate_all(
        f"""all => all
        .map((one) => ({{ name: one.textContent.trim(), box: one.getBoundingClientRect() }}))
        .filter(({{ box }}) => box.width > 1 && (box.left < 0 || box.right > {width}))
        .map(({{ name }}) => name)"""
    )
    assert outside == []
    for name in ("Send", "Close the chat", "More"):
        expect(chat.button(name)).to_be_in_viewport(ratio=1)
    expect(chat.page.locator(".notice")).to_be_in_viewport(ratio=1)


def test_the_panel_is_modal_on_a_phone_and_beside_the_page_elsewhere(
    bot: FakeServer, visit: Callable[..., Chat]
) -> None:
    phone = visit(bot.url, **PHONE).open()
    assert phone.panel.evaluate("one => one.matches(':modal')")
    desk = visit(bot.url).open()
    assert not desk.panel.evaluate("one => one.matches(':modal')")
    desk.page.set_viewport_size({"width": 400, "height": 700})
    expect(desk.page.locator("limber-chat .panel:modal")).to_be_visible()
    assert desk.focused() == "limber-input"


def test_closing_gives_the_focus_back(bot: FakeServer, visit: Callable[..., Chat]) -> None:
    for look in (PHONE, DESKTOP):
        chat = visit(bot.url, **look).open()
        chat.page.keyboard.press("Escape")
        expect(chat.panel).to_be_hidden()
        assert "launcher" in chat.focused()
        chat.launcher.press("Enter")
        expect(chat.panel).to_be_visible()


def test_only_the_newest_escalation_interrupts(bot: FakeServer, visit: Callable[..., Chat]) -> None:
    chat = visit(bot.url).open()
    chat.say("emergency")
    chat.say("urgent")
    roles = chat.alert.evaluate_all("all => all.map((one) => one.getAttribute('role'))")
    assert roles == ["group", "alert"]


def test_motion_is_reduced_where_that_is_wanted(bot: FakeServer, visit: Callable[..., Chat]) -> None:
    for wanted, shown in (("reduce", "none"), ("no-preference", "rise")):
        chat = visit(bot.url, reduced_motion=wanted).open()
        assert chat.panel.evaluate("one => getComputedStyle(one).animationName") == shown
