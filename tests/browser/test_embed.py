"""The widget on other people's pages: as docs/widget.md says, late, modest and in their words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat
from tests.browser.fake_server import Data, FakeServer, text_reply
from tests.browser.pages import page
from tests.browser.states import card, reply_to
from tests.running import ROOT, LimberServer, free_port, trained_model

GUIDE = (ROOT / "docs" / "widget.md").read_text("utf-8")
NAMED = "chat.clinic.example"
"""The server's name in the guide."""


def _example(kind: str) -> str:
    return re.findall(rf"```{kind}\n(.*?)```", GUIDE, re.DOTALL)[0]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[LimberServer, int]]:
    """A server that lets one page of another origin in, and that origin's port."""
    trained_model()
    port = free_port()
    credentials = tmp_path / "credentials.yml"
    credentials.write_text(
        f"limber.channels.web.WebChannel:\n  origins: ['http://127.0.0.1:{port}']\n", "utf-8"
    )
    running = LimberServer(tmp_path, "--credentials", str(credentials))
    yield running, port
    running.kill()


def test_the_guides_page_works_under_the_guides_policy_from_another_origin(
    server: tuple[LimberServer, int], fake: Callable[..., FakeServer], visit: Callable[..., Chat]
) -> None:
    limber, port = server
    host = limber.url.removeprefix("http://")
    html = _example("html").replace(f"https://{NAMED}", limber.url)
    name, policy = _example("text").strip().split(": ", 1)
    policy = policy.replace(f"https://{NAMED}", limber.url).replace(f"wss://{NAMED}", f"ws://{host}")
    assert NAMED not in html + policy
    clinic = fake(pages={"/": html}, headers={name: policy}, port=port)
    chat = visit(clinic.url).ready()
    turn = chat.say("how do I do the cat cow?")
    expect(turn.locator("ol.steps > li").first).to_be_visible()
    assert chat.violations() == []
    assert chat.troubles == []
    # Another origin is not let in, and people are told.
    stranger = fake(pages={"/": html})
    other = visit(stranger.url)
    expect(other.banner).to_contain_text("No connection")


def test_it_waits_until_the_page_is_there(
    fake: Callable[..., FakeServer], visit: Callable[..., Chat]
) -> None:
    chat = visit(fake(pages={"/": page()}).url)
    expect(chat.launcher).to_be_visible()
    assert chat.page.evaluate("() => performance.getEntriesByType('navigation')[0].loadEventEnd") > 0
    scripts = [one for one in chat.requests if one.endswith(".js")]
    assert [one.rsplit("/", 1)[1] for one in scripts] == ["limber-chat.js"]
    assert not any("socket.io" in one for one in chat.requests)
    chat.launcher.hover()
    expect(chat.panel).to_have_count(1)
    assert not any("socket.io" in one for one in chat.requests)
    chat.open()
    assert any("socket.io" in one for one in chat.requests)


def test_a_page_that_asks_before_it_is_idle_gets_one_panel(
    fake: Callable[..., FakeServer], visit: Callable[..., Chat]
) -> None:
    chat = visit(fake(answer=reply_to, pages={"/": page()}).url)
    chat.page.add_init_script(
        """window.told = 0;
        document.addEventListener("limber-open", () => window.told++);
        customElements.whenDefined("limber-chat").then(() =>
          document.querySelector("limber-chat").show());"""
    )
    chat.page.reload()
    chat.ready()
    # Later than the widget's own wait for an idle page.
    chat.page.evaluate("() => new Promise((done) => requestIdleCallback(() => requestIdleCallback(done)))")
    assert chat.page.evaluate("() => window.told") == 1
    expect(chat.launcher).to_be_hidden()
    assert chat.troubles == []


def test_the_page_is_told(fake: Callable[..., FakeServer], visit: Callable[..., Chat]) -> None:
    chat = visit(fake(answer=reply_to, pages={"/": page()}).url)
    chat.page.evaluate(
        """() => { window.told = [];
          for (const name of ["open", "close", "reply", "escalation"])
            document.addEventListener(`limber-${name}`, (event) =>
              window.told.push([event.type, event.detail])); }"""
    )
    chat.page.evaluate("() => document.querySelector('limber-chat').show()")
    chat.ready()
    chat.say("steps")
    chat.say("emergency")
    chat.page.evaluate("() => document.querySelector('limber-chat').hide()")
    expect(chat.panel).to_be_hidden()
    told: list[tuple[str, Any]] = chat.page.evaluate("() => window.told")
    assert [name for name, _ in told] == [
        "limber-open",
        "limber-reply",
        "limber-reply",
        "limber-escalation",
        "limber-close",
    ]
    assert told[1][1]["contentIds"] == ["pigeon"]
    assert told[3][1]["tier"] == "emergency"
    assert told[3][1]["groups"] == ["bladder"]
    assert "emergency number" not in str(told)


def test_theme_and_properties(fake: Callable[..., FakeServer], visit: Callable[..., Chat]) -> None:
    bot = fake(pages={"/": page(), "/dark": page('theme="dark"'), "/light": page('theme="light"')})
    grounds = {}
    for path, system in (("/", "light"), ("/", "dark"), ("/dark", "light"), ("/light", "dark")):
        chat = visit(bot.url + path, color_scheme=system).open()
        grounds[path, system] = chat.panel.evaluate("one => getComputedStyle(one).backgroundColor")
    assert (
        grounds["/", "light"]
        == grounds["/light", "dark"]
        != grounds["/", "dark"]
        == grounds["/dark", "light"]
    )
    chat = visit(bot.url).open()
    chat.page.add_style_tag(
        content="limber-chat { --limber-accent: rgb(74, 63, 143) }"
        "limber-chat::part(header) { padding-top: 33px }"
    )
    assert chat.button("Send").evaluate("one => getComputedStyle(one).getPropertyValue('--accent')") == (
        "rgb(74, 63, 143)"
    )
    assert chat.page.locator(".header").evaluate("one => getComputedStyle(one).paddingTop") == "33px"


def test_the_token_is_sent_and_a_new_one_is_tried(
    fake: Callable[..., FakeServer], visit: Callable[..., Chat]
) -> None:
    bot = fake(pages={"/": page('token="old"')}, token="new")
    chat = visit(bot.url)
    chat.launcher.click()
    expect(chat.banner).to_contain_text("Please sign in.")
    chat.page.evaluate("() => (document.querySelector('limber-chat').token = 'new')")
    chat.ready()
    expect(chat.banner).to_have_count(0)


def test_all_words_can_be_replaced(fake: Callable[..., FakeServer], visit: Callable[..., Chat]) -> None:
    """A pseudo-locale: whatever is not in brackets was forgotten in the language file."""
    english = dict(
        re.findall(
            r"^  (\w+): (\".*\"),$", (ROOT / "widget/src/words/en.ts").read_text("utf-8"), re.MULTILINE
        )
    )
    pseudo = {name: f"[{text[1:-1]}]" for name, text in english.items() if name != "lang"}

    def answer(text: str) -> Data:
        kinds: dict[str, Data] = {
            "steps": text_reply("BOT", kind="steps", sources=["BOT"], cards=[_bots_card()]),
            "move": text_reply(
                "BOT",
                kind="steps",
                cards=[_bots_card(kind="dynamic", hold_seconds=None, repeats=None, repetitions=[5, 10])],
            ),
            "escalation": text_reply("BOT", kind="escalation", tier="emergency"),
            "check": text_reply("BOT", kind="safety_check"),
            "caution": text_reply("BOT", precaution=True),
            "failed": {"error": {"code": "failed", "message": "", "retry_after": None}},
        }
        return kinds[text]

    welcome = {"text": "BOT", "buttons": [{"title": "BOT", "payload": "/x"}]}
    bot = fake(answer=answer, pages={"/": page()}, settings={"emergency_number": "112", "welcome": welcome})
    chat = visit(bot.url, reduced_motion="reduce")
    expect(chat.launcher).to_be_visible()
    chat.page.evaluate(
        "words => (document.querySelector('limber-chat').words = { lang: 'en-XA', ...words })", pseudo
    )
    expect(chat.launcher).to_have_text("[Ask about stretching]")
    chat.launcher.click()
    expect(chat.choices.first).to_be_visible()
    said = ["steps", "move", "escalation", "check", "caution", "failed"]
    for number, text in enumerate(said):
        chat.page.locator("#limber-input").fill(text)
        chat.page.locator(".send").click()
        expect(chat.turns.nth(number).locator(".theirs, .trouble")).to_be_visible()
    chat.page.locator(".tools [aria-pressed]").nth(1).click()
    expect(chat.page.locator(".reason")).to_be_visible()
    chat.page.locator("limber-timer .primary").click()
    chat.page.locator("limber-counter .primary").click()
    chat.page.locator("#limber-input").fill("a" * 1999)
    chat.page.locator(".more").click()
    chat.page.locator(".menu button").last.click()
    words = [one for one in chat.page.evaluate(_ALL_WORDS) if one not in said]
    assert len(words) > 60
    assert {one for one in words if re.search(r"[a-z]", _outside_brackets(one))} == set()
    assert chat.panel.get_attribute("lang") == "en-XA"


def _outside_brackets(text: str) -> str:
    inner = re.sub(r"\[[^\[\]]*\]", "", text)
    return inner if inner == text else _outside_brackets(inner)


_ALL_WORDS = """() => {
  const found = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data.trim());
    else if (node instanceof Element)
      for (const name of ["aria-label", "title", "placeholder", "alt"])
        if (node.hasAttribute(name)) found.push(node.getAttribute(name).trim());
    node.childNodes.forEach(walk);
  };
  walk(document.querySelector("limber-chat").shadowRoot);
  return found.filter(Boolean);
}"""


def _bots_card(**more: object) -> Data:
    button = {"title": "BOT", "payload": "/x"}
    return card(title="BOT", alt="BOT", targets=["BOT"], easier=[button], harder=[button], **more)
