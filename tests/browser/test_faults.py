"""A bad line and a server that dies: nothing is lost, nothing comes twice, and people are told."""

from __future__ import annotations

import random
import re
import signal
from collections.abc import Callable

import pytest
from playwright.sync_api import CDPSession, Route, expect

from tests.browser.chat import Chat
from tests.browser.conftest import PHONE
from tests.running import LimberServer

RESTART_MILLISECONDS = 60_000


def test_a_server_that_dies_in_mid_conversation(
    start: Callable[..., LimberServer], visit: Callable[..., Chat]
) -> None:
    server = start()
    chat = visit(server.url).open()
    chat.say("how do I do the cat cow?")
    server.kill()
    expect(chat.banner).to_contain_text("No connection")
    waiting = chat.send("which muscles is that?")
    chat.send("how do I do the pigeon?")
    expect(waiting).to_contain_text("Waits for the connection")
    server = start(server.port)
    expect(chat.turns.nth(2).locator(".theirs")).to_contain_text("Pigeon", timeout=RESTART_MILLISECONDS)
    # What was spoken of before the server died is still known.
    expect(waiting.locator(".theirs")).to_contain_text("spine")
    expect(chat.banner).to_have_count(0)
    assert "You are connected again." in chat.announced()
    assert len(chat.said()) == 3
    # A server that ends in good order must not end the conversation either.
    server.stop(signal.SIGTERM)
    expect(chat.banner).to_be_visible()
    chat.send("and the side bend?")
    start(server.port)
    expect(chat.turns.nth(3).locator(".theirs")).to_be_visible(timeout=RESTART_MILLISECONDS)


def test_a_server_that_dies_while_it_answers(
    start: Callable[..., LimberServer], visit: Callable[..., Chat]
) -> None:
    server = start()
    chat = visit(server.url).open()
    chat.say("hello")
    turn = chat.send("how do I do the cat cow?")
    server.kill()
    start(server.port)
    expect(turn.locator(".theirs")).to_contain_text("Cat-cow", timeout=RESTART_MILLISECONDS)
    chat.page.reload()
    chat.ready()
    assert chat.said() == ["hello", "how do I do the cat cow?"]


def test_offline_and_back(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url, **PHONE).open()
    chat.say("how do I do the cat cow?")
    chat.page.context.set_offline(True)
    expect(chat.banner).to_contain_text("No connection")
    expect(chat.page.locator(".notice")).to_be_in_viewport()
    for text in ("how long do I hold it?", "which muscles is that?"):
        expect(chat.send(text)).to_contain_text("Waits for the connection")
    chat.menu("Delete my conversation")
    expect(chat.page.locator(".question .danger")).to_be_disabled()
    expect(chat.page.locator(".question")).to_contain_text("This needs a connection.")
    chat.button("Cancel").click()
    chat.page.context.set_offline(False)
    for number in (1, 2):
        expect(chat.turns.nth(number).locator(".theirs")).to_be_visible()
    assert chat.said() == ["how do I do the cat cow?", "how long do I hold it?", "which muscles is that?"]


@pytest.mark.slow
def test_half_a_minute_offline(server: LimberServer, visit: Callable[..., Chat]) -> None:
    """Longer than a heartbeat, so that both ends have given the line up."""
    chat = visit(server.url, **PHONE).open()
    chat.say("how do I do the cat cow?")
    began = chat.page.evaluate("() => performance.now()")
    chat.page.context.set_offline(True)
    chat.send("which muscles is that?")
    chat.page.wait_for_function("began => performance.now() - began > 30_000", arg=began, timeout=60_000)
    chat.send("how do I do the pigeon?")
    chat.page.context.set_offline(False)
    expect(chat.turns.nth(1).locator(".theirs")).to_contain_text("spine", timeout=30_000)
    expect(chat.turns.nth(2).locator(".theirs")).to_contain_text("Pigeon")
    said = chat.said()
    assert said == ["how do I do the cat cow?", "which muscles is that?", "how do I do the pigeon?"]
    chat.page.reload()
    chat.ready()
    expect(chat.turns).to_have_count(3)
    assert chat.said() == said


def test_an_answer_made_while_the_line_was_down_appears(
    server: LimberServer, visit: Callable[..., Chat]
) -> None:
    chat = visit(server.url).open()
    chat.say("hello")
    line = _line(chat)
    # The message goes out; nothing comes back.
    chat.page.evaluate(
        """() => { const send = WebSocket.prototype.send;
          WebSocket.prototype.send = function (data) {
            send.call(this, data);
            if (String(data).includes("user_uttered")) { this.onmessage = null; window.gone = true; }
          }; }"""
    )
    turn = chat.send("how do I do the cat cow?")
    chat.page.wait_for_function("() => window.gone")
    chat.page.evaluate("() => delete window.gone")
    _cut(line)
    expect(turn.locator(".theirs")).to_contain_text("Cat-cow", timeout=30_000)
    assert chat.said() == ["hello", "how do I do the cat cow?"]


def test_slow_3g(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit("about:blank", **PHONE)
    _line(chat).send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 400, "downloadThroughput": 50_000, "uploadThroughput": 50_000},
    )
    chat.visit(server.url)
    expect(chat.page.get_by_role("heading", level=1)).to_be_visible()
    chat.open()
    turn = chat.say("how do I do the pigeon pose?")
    expect(turn.locator("ol.steps > li").first).to_be_visible()


def test_polling_where_websockets_are_blocked(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit("about:blank")
    chat.page.add_init_script(
        "window.WebSocket = class { close() {}"
        " constructor() { setTimeout(() => this.onerror?.(new Event('error'))); } }"
    )
    chat.visit(server.url).open()
    turn = chat.say("how do I do the cat cow?")
    expect(turn.locator(".theirs")).to_contain_text("Cat-cow")


def test_a_panel_that_can_not_be_loaded_is_tried_again(
    server: LimberServer, visit: Callable[..., Chat]
) -> None:
    chat = visit("about:blank")
    chat.page.route(re.compile("/widget/panel-"), _abort)
    chat.visit(server.url)
    chat.launcher.click()
    expect(chat.launcher).to_contain_text("couldn't be loaded")
    chat.page.unroute(re.compile("/widget/panel-"))
    chat.launcher.click()
    chat.ready()


def _abort(route: Route) -> None:
    route.abort()


@pytest.mark.slow
def test_nothing_is_lost_or_doubled_in_200_sends(
    start: Callable[..., LimberServer], visit: Callable[..., Chat]
) -> None:
    """20 random disconnects and 3 restarts of the server, two of them without warning."""
    chance = random.Random(5)
    server = start()
    chat = visit(server.url).open()
    # Apart from each other, so that each break has a line of its own to break.
    breaks = set(chance.sample(range(5, 195, 4), 20))
    restarts = {50: signal.SIGKILL, 100: signal.SIGTERM, 150: signal.SIGKILL}
    said = [f"how long do I hold the pigeon, number {number}?" for number in range(200)]
    for number, text in enumerate(said):
        chat.input.fill(text)
        chat.input.press("Enter")
        if number in breaks:
            chat.page.context.set_offline(True)
        if number - 2 in breaks:
            chat.page.context.set_offline(False)
        if number in restarts:
            server.stop(restarts[number])
            server = start(server.port)
        if chance.random() < 0.3:
            # Sometimes people wait for an answer, sometimes they don't.
            chat.page.context.set_offline(False)
            expect(chat.turns.nth(number).locator(".theirs")).to_be_visible(timeout=RESTART_MILLISECONDS)
    chat.page.context.set_offline(False)
    expect(chat.page.locator("limber-chat [data-turn] .theirs")).to_have_count(200, timeout=120_000)
    assert chat.said() == said
    lines = sum(one.startswith("ws:") for one in chat.requests)
    print(f"{len(said)} sends over {lines} lines and {len(restarts) + 1} servers")
    chat.page.reload()
    chat.ready()
    expect(chat.turns).to_have_count(200)
    assert chat.said() == said
    expect(chat.page.locator("limber-chat [data-turn] .theirs")).to_have_count(200)
    assert lines > len(breaks), "the line was not broken as often as it should have been"


def _line(chat: Chat) -> CDPSession:
    """The browser's own control of the page's line."""
    session = chat.page.context.new_cdp_session(chat.page)
    session.send("Network.enable")
    return session


def _cut(line: CDPSession) -> None:
    """Break the line as a lost signal does, and give it back."""
    conditions = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", {"offline": True, **conditions})
    line.send("Network.emulateNetworkConditions", {"offline": False, **conditions})
