"""The timer of a stretch card, with the browser's clock in the test's hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.chat import Chat
from tests.browser.fake_server import FakeServer
from tests.browser.pages import page
from tests.browser.states import PICTURES, steps_reply

_WATCH = """
window.locks = [];
Object.defineProperty(navigator, "wakeLock", { value: { request: async () => {
  window.locks.push("on");
  return { release: async () => window.locks.push("off") };
} } });
window.tones = 0;
const start = OscillatorNode.prototype.start;
OscillatorNode.prototype.start = function (...when) { window.tones += 1; return start.apply(this, when); };
"""


@pytest.fixture
def timer(fake: Callable[..., FakeServer], visit: Callable[..., Chat]) -> tuple[Chat, Locator]:
    """A card with a timer, and a clock that stands still until it is told to run."""
    bot = fake(answer=lambda _: steps_reply(), pages={"/": page()}, media=PICTURES)
    chat = visit("about:blank", reduced_motion="reduce")
    chat.page.add_init_script(_WATCH)
    chat.visit(bot.url).open().say("pigeon")
    chat.page.clock.install()
    chat.page.clock.pause_at(chat.page.evaluate("() => Date.now() + 1000"))
    return chat, chat.page.locator("limber-timer")


def seconds(chat: Chat, many: float) -> None:
    chat.page.clock.run_for(int(many * 1000))


def test_it_leads_through_sides_and_rounds_and_says_so(timer: tuple[Chat, Locator]) -> None:
    chat, card = timer
    status = card.get_by_role("status")
    chat.button("Start").click()
    expect(card.get_by_role("timer")).to_have_text("5")
    expect(status).to_have_text("Get into position. It starts in 5 seconds.")
    seconds(chat, 5)
    expect(card.get_by_role("timer")).to_have_text("20")
    expect(status).to_have_text("First side: hold for 20 seconds.")
    expect(card.locator(".phase")).to_contain_text("1 of 2")
    seconds(chat, 7)
    expect(card.get_by_role("timer")).to_have_text("13")
    seconds(chat, 13)
    expect(status).to_have_text("Change sides. 10 seconds.")
    seconds(chat, 10)
    expect(status).to_have_text("Second side: hold for 20 seconds.")
    seconds(chat, 30 + 30)
    expect(card.locator(".phase")).to_contain_text("2 of 2")
    seconds(chat, 20)
    expect(status).to_have_text("Done. Come out of it slowly.")
    expect(card.get_by_role("timer")).to_have_count(0)


def test_it_pauses_goes_on_and_stops(timer: tuple[Chat, Locator]) -> None:
    chat, card = timer
    chat.button("Start").click()
    seconds(chat, 8)
    chat.button("Pause").click()
    assert chat.button("Go on").evaluate("one => one.matches(':focus')")
    seconds(chat, 100)
    expect(card.get_by_role("timer")).to_have_text("17")
    chat.button("Go on").click()
    seconds(chat, 2)
    expect(card.get_by_role("timer")).to_have_text("15")
    chat.button("Stop").click()
    expect(chat.button("Start")).to_be_visible()


def test_it_is_right_after_the_tab_slept(timer: tuple[Chat, Locator]) -> None:
    chat, card = timer
    chat.button("Start").click()
    seconds(chat, 6)
    # A sleeping tab wakes up later, and its timers with it.
    chat.page.clock.fast_forward(30_000)
    expect(card.get_by_role("timer")).to_have_text("19")
    expect(card.locator(".phase")).to_contain_text("Second side")
    chat.page.clock.fast_forward(3_600_000)
    expect(card.get_by_role("status")).to_have_text("Done. Come out of it slowly.")


def test_the_longer_plan_can_be_chosen(timer: tuple[Chat, Locator]) -> None:
    chat, card = timer
    card.get_by_role("radio", name="Longer 30 s, 3 \u00d7").check()
    chat.button("Start").click()
    seconds(chat, 5)
    expect(card.get_by_role("timer")).to_have_text("30")
    expect(card.locator(".phase")).to_contain_text("1 of 3")


def test_sound_is_the_persons_choice(timer: tuple[Chat, Locator]) -> None:
    chat, card = timer
    chat.button("Start").click()
    seconds(chat, 5)
    assert chat.page.evaluate("() => window.tones") == 0
    chat.button("Sound").click()
    expect(chat.button("Sound")).to_have_attribute("aria-pressed", "true")
    seconds(chat, 20)
    expect(card.get_by_role("status")).to_have_text("Change sides. 10 seconds.")
    assert chat.page.evaluate("() => window.tones") == 2


def test_the_screen_stays_on_while_it_runs(timer: tuple[Chat, Locator]) -> None:
    chat, _ = timer
    chat.button("Start").click()
    chat.page.wait_for_function("() => window.locks.join() === 'on'")
    chat.button("Pause").click()
    chat.page.wait_for_function("() => window.locks.join() === 'on,off'")
    chat.button("Go on").click()
    chat.page.clock.fast_forward(3_600_000)
    chat.page.wait_for_function("() => window.locks.join() === 'on,off,on,off'")
