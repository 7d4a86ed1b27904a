"""What people do in the widget, in a real browser against a real server."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.chat import Chat
from tests.browser.conftest import DESKTOP, PHONE
from tests.running import LimberServer

BLADDER = "I can't control my bladder since this morning"


def test_a_question_gets_its_answer(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url).open()
    turn = chat.say("how long do I hold a stretch?")
    expect(turn.locator(".theirs")).to_contain_text("20-30 seconds")
    turn.get_by_text("Where this comes from").click()
    expect(turn.locator(".sources li").first).to_be_visible()
    assert chat.announced()[-1].startswith("Limber: ")
    assert "20-30 seconds" in chat.announced()[-1]
    assert chat.troubles == []
    assert chat.violations() == []


def test_choices_are_sent_by_their_words_and_vanish(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url).open()
    titles = chat.choices.all_inner_texts()
    chat.choices.first.click()
    expect(chat.turns.first.locator(".theirs")).to_be_visible()
    assert chat.said() == [titles[0]]
    assert chat.choices.all_inner_texts() != titles


def test_a_stretch_is_a_card_with_numbered_steps(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url).open()
    turn = chat.say("how do I do the pigeon pose?")
    card = turn.get_by_role("region", name="Pigeon pose", exact=True)
    assert card.locator("ol.steps > li").count() >= 5
    expect(card.locator("dl")).to_contain_text("Piriformis")
    expect(card.locator("dl")).to_contain_text("20\u201330 seconds")
    expect(card.locator("dl")).to_contain_text("2\u20133 times on each side")
    card.get_by_role("button", name="Easier: Seated glute stretch").click()
    expect(chat.turns.nth(1)).to_contain_text("Seated glute stretch")


def test_a_move_has_repetitions_to_count(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url).open()
    turn = chat.say("how do I do the cat cow?")
    expect(turn.locator("dl")).to_contain_text("5\u201310")
    turn.get_by_role("button", name="Count one").click()
    expect(turn.locator(".count")).to_have_text("1 of 5 to 10")


def test_a_warning_sign_looks_and_sounds_different(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url, **PHONE)
    chat.page.evaluate(
        "() => document.addEventListener('limber-escalation', (event) => (window.escalated = event.detail))"
    )
    chat.open().say(BLADDER)
    expect(chat.page.get_by_role("alert", name="Please get help now")).to_be_visible()
    call = chat.alert.get_by_role("link").first
    expect(call).to_be_in_viewport()
    assert re.fullmatch(r"tel:\+?\d+", call.get_attribute("href") or "")
    assert chat.page.evaluate("() => window.escalated.tier") == "emergency"
    assert BLADDER not in str(chat.page.evaluate("() => JSON.stringify(window.escalated)"))
    assert not any("bladder" in one for one in chat.announced())


def test_the_notice_is_always_there(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url, **PHONE).open()
    notice = chat.page.get_by_text("Not medical advice. Stop if it hurts.")
    expect(notice).to_be_in_viewport()
    chat.say("how do I do the pigeon pose?")
    expect(notice).to_be_in_viewport()
    expect(chat.page.locator(".notice")).to_contain_text("911")


def test_everything_works_with_the_keyboard_alone(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url)
    expect(chat.launcher).to_be_visible()
    press = chat.page.keyboard.press
    press("Tab")
    assert "launcher" in chat.focused()
    press("Enter")
    chat.ready()
    assert chat.focused() == "limber-input"
    chat.page.keyboard.type("how do I do the side bend?")
    press("Shift+Enter")
    press("Backspace")
    press("Enter")
    expect(chat.turns.first.locator(".theirs")).to_be_visible()
    assert chat.focused() == "limber-input"
    _tab_to(chat, "Helpful")
    press("Space")
    expect(chat.button("Helpful")).to_have_attribute("aria-pressed", "true")
    _tab_to(chat, "More")
    press("Enter")
    press("Tab")
    press("Tab")
    press("Tab")
    assert chat.button("Delete my conversation").evaluate("one => one.matches(':focus')")
    press("Enter")
    assert chat.page.get_by_role("alertdialog").is_visible()
    press("Tab")
    press("Tab")
    press("Tab")
    assert chat.page.locator(".question").evaluate("one => one.contains(one.getRootNode().activeElement)")
    press("Escape")
    expect(chat.page.get_by_role("alertdialog")).to_have_count(0)
    expect(chat.button("More")).to_be_focused()
    press("Escape")
    expect(chat.panel).to_be_hidden()
    assert "launcher" in chat.focused()


def test_the_focus_does_not_vanish_with_a_choice(server: LimberServer, visit: Callable[..., Chat]) -> None:
    for look, focused in ((DESKTOP, "limber-input"), (PHONE, "limber-title")):
        chat = visit(server.url, **look).open()
        chat.choices.first.press("Enter")
        expect(chat.turns.first.locator(".theirs")).to_be_visible()
        assert chat.focused() == focused


def test_escape_is_left_to_the_page_where_the_chat_stands_in_it(
    server: LimberServer, visit: Callable[..., Chat]
) -> None:
    chat = visit(server.url)
    chat.page.evaluate("() => document.querySelector('limber-chat').remove()")
    chat.page.evaluate(
        """() => { const one = document.createElement("limber-chat");
          one.setAttribute("mode", "inline");
          document.querySelector("main").append(one);
          document.addEventListener("keydown", (event) => (window.key = event.key)); }"""
    )
    chat.ready()
    chat.input.press("Escape")
    assert chat.page.evaluate("() => window.key") == "Escape"
    chat.button("More").click()
    chat.page.evaluate("() => (window.key = null)")
    chat.page.keyboard.press("Escape")
    expect(chat.button("Start over")).to_be_hidden()
    assert chat.page.evaluate("() => window.key") is None


def _tab_to(chat: Chat, name: str, most: int = 40) -> None:
    for _ in range(most):
        chat.page.keyboard.press("Shift+Tab")
        if chat.button(name).evaluate_all("all => all.some((one) => one.matches(':focus'))"):
            return
    raise AssertionError(f"{name} can't be reached with Tab")


def test_everything_works_by_touch(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url, **PHONE, reduced_motion="reduce")
    chat.launcher.tap()
    chat.ready()
    assert chat.focused() == "limber-title"
    box = chat.panel.bounding_box()
    assert box is not None
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 360, 740)
    chat.choices.first.tap()
    expect(chat.turns.first.locator(".theirs")).to_be_visible()
    chat.input.tap()
    chat.page.keyboard.type("how do I do the pigeon?")
    chat.button("Send").tap()
    start = chat.turns.nth(1).get_by_role("button", name="Start", exact=True)
    start.tap()
    expect(chat.page.get_by_role("timer")).to_be_visible()
    chat.button("Close the chat").tap()
    expect(chat.launcher).to_be_visible()


def test_the_conversation_outlasts_a_reload_and_other_pages(
    server: LimberServer, visit: Callable[..., Chat]
) -> None:
    chat = visit(server.url).open()
    chat.choices.first.click()
    expect(chat.turns.first.locator(".theirs")).to_be_visible()
    chat.say("how do I do the pigeon pose?")
    chat.button("Helpful").last.click()
    expect(chat.page.locator(".note")).to_have_text("Thank you.")
    before = chat.said()
    chat.page.reload()
    chat.ready()
    expect(chat.turns).to_have_count(2)
    assert chat.said() == before
    assert not before[0].startswith("/")
    expect(chat.turns.nth(1).get_by_role("button", name="Helpful", exact=True)).to_have_attribute(
        "aria-pressed", "true"
    )
    assert chat.turns.nth(1).locator("ol.steps > li").count() >= 5
    # It was there before, so nobody is told of it again, and the page keeps its focus.
    assert chat.announced() == []
    assert chat.focused() == "BODY"


def test_closed_stays_closed(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url).open()
    chat.button("Close the chat").click()
    chat.page.reload()
    expect(chat.launcher).to_be_visible()
    expect(chat.panel).to_have_count(0)


def test_two_tabs_stay_in_step(server: LimberServer, context: Callable[..., BrowserContext]) -> None:
    profile = context()
    one, two = (Chat(profile.new_page()).visit(server.url) for _ in range(2))
    one.open()
    two.page.reload()
    two.ready()
    one.say("how do I do the cat cow?")
    expect(two.turns.first.locator(".theirs")).to_contain_text("Cat-cow")
    two.say("how long do I hold it?")
    expect(one.turns.nth(1).locator(".theirs")).to_be_visible()
    assert one.said() == two.said() == ["how do I do the cat cow?", "how long do I hold it?"]
    one.menu("Start over").page.locator(".question").get_by_role("button", name="Start over").click()
    expect(one.turns).to_have_count(0)
    expect(two.turns).to_have_count(0)
    two.say("how do I do the pigeon?")
    expect(one.turns).to_have_count(1)


def test_start_over_forgets_what_was_spoken_of(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url).open()
    chat.say("how do I do the cat cow?")
    chat.menu("Start over")
    chat.page.locator(".question").get_by_role("button", name="Start over").click()
    expect(chat.turns).to_have_count(0)
    expect(chat.choices.first).to_be_visible()
    turn = chat.say("how long do I hold it?")
    expect(turn.locator(".theirs")).not_to_contain_text("cat-cow")


def test_delete_really_deletes(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url).open()
    chat.say("how do I do the xylophone stretch?")
    session = chat.kept()["limber-chat.conversation"]
    assert _stored(server, session) > 0
    chat.menu("Delete my conversation")
    chat.button("Cancel").click()
    assert _stored(server, session) > 0
    chat.menu("Delete my conversation")
    chat.page.locator(".question").get_by_role("button", name="Delete my conversation").click()
    expect(chat.turns).to_have_count(0)
    expect(chat.choices.first).to_be_visible()
    assert _stored(server, session) == 0
    chat.page.wait_for_function(
        "old => ![undefined, old].includes(localStorage['limber-chat.conversation'])", arg=session
    )
    chat.page.reload()
    chat.ready()
    assert chat.said() == []


def _stored(server: LimberServer, session: str) -> int:
    """How many events the server's database holds of a conversation."""
    with sqlite3.connect(server.folder / "var" / "conversations.db") as database:
        found = database.execute("SELECT COUNT(*) FROM events WHERE sender_id = ?", (session,))
        return int(found.fetchone()[0])


def test_a_reason_can_be_given(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url).open()
    chat.say("how do I do the cat cow?")
    chat.button("Not helpful").click()
    reason = chat.page.get_by_label("What was wrong or missing? (optional)")
    expect(reason).to_be_focused()
    reason.fill("no picture of the cow")
    chat.page.locator(".reason").get_by_role("button", name="Send").click()
    expect(reason).to_have_count(0)
    thanks = chat.page.locator("limber-chat [role=log] p", has_text="Thank you.")
    expect(thanks).to_have_count(2, timeout=20_000)
    session = chat.kept()["limber-chat.conversation"]
    with sqlite3.connect(server.folder / "var" / "conversations.db") as database:
        rows = database.execute("SELECT data FROM events WHERE sender_id = ?", (session,)).fetchall()
    assert any("no picture of the cow" in row[0] for row in rows)


def test_an_answer_can_be_copied_and_printed(
    server: LimberServer, context: Callable[..., BrowserContext]
) -> None:
    profile = context()
    profile.grant_permissions(["clipboard-read", "clipboard-write"])
    page = profile.new_page()
    page.add_init_script(
        "window.print = () => {"
        " window.paper = document.querySelector('limber-print').shadowRoot.textContent; }"
    )
    chat = Chat(page).visit(server.url).open()
    chat.say("how do I do the pigeon pose?")
    chat.button("Copy").click()
    expect(page.locator(".note")).to_have_text("Copied")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert "1. Begin on your hands and knees." in copied
    assert "Not medical advice" in copied
    chat.button("Print").click()
    page.wait_for_function("() => window.paper")
    paper = page.evaluate("() => window.paper")
    assert "Begin on your hands and knees." in paper
    assert "Not medical advice" in paper
    page.evaluate("() => window.dispatchEvent(new Event('afterprint'))")
    assert page.locator("limber-print").count() == 0
    assert chat.violations() == []


def test_too_long_a_message_is_told_and_kept(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url).open()
    chat.input.fill("a" * 1900)
    expect(chat.page.locator(".counter")).to_have_text("100 characters left")
    chat.input.fill("a" * 2003)
    expect(chat.page.locator(".counter")).to_contain_text("3 characters too many")
    expect(chat.button("Send")).to_be_disabled()
    chat.input.press("Enter")
    assert chat.said() == []
    assert len(chat.input.input_value()) == 2003


def test_nothing_but_id_and_flag_is_kept_and_no_other_host_is_asked(
    server: LimberServer, visit: Callable[..., Chat]
) -> None:
    chat = visit(server.url).open()
    chat.say("how do I do the pigeon pose?")
    assert sorted(chat.kept()) == ["limber-chat.conversation", "limber-chat.open"]
    assert chat.page.context.cookies() == []
    host = server.url.removeprefix("http")
    assert [one for one in chat.requests if not one.startswith((f"http{host}", f"ws{host}"))] == []


@pytest.mark.parametrize("text", ["<b>bold</b>", "/restart", "&lt;script&gt;", "{{7*7}}", "🙂 ok?"])
def test_what_people_type_is_shown_as_they_typed_it(
    server: LimberServer, visit: Callable[..., Chat], text: str
) -> None:
    chat = visit(server.url).open()
    chat.say(text)
    assert chat.said() == [text]
    chat.page.reload()
    chat.ready()
    assert chat.said() == [text]
