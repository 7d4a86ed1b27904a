"""The widget on a page, as a person sees and uses it."""

from __future__ import annotations

import re
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import ConsoleMessage, Locator, Page, expect

_WATCH_POLICY = """
window.violations = [];
document.addEventListener("securitypolicyviolation", (event) => {
  window.violations.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sample}`);
});
"""

_NOISE = re.compile(r"net::ERR_|WebSocket connection|favicon")
"""What a browser says by itself when a line breaks."""


class Chat:
    """A page with one widget.

    Args:
        page: of the browser, still empty.
    """

    def __init__(self, page: Page) -> None:
        self.page = page
        self.troubles: list[str] = []
        """Errors of the page's scripts and console."""
        self.requests: list[str] = []
        """Every address that was asked for."""
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("request", lambda request: self.requests.append(request.url))
        page.on("websocket", lambda socket: self.requests.append(socket.url))
        page.add_init_script(_WATCH_POLICY)

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not _NOISE.search(message.text + str(message.location)):
            self.troubles.append(message.text)

    def visit(self, url: str) -> Chat:
        """Go to an address."""
        self.page.goto(url)
        return self

    @property
    def launcher(self) -> Locator:
        return self.page.locator("limber-chat .launcher")

    @property
    def panel(self) -> Locator:
        return self.page.locator("limber-chat .panel")

    @property
    def input(self) -> Locator:
        return self.page.get_by_label("Your question")

    @property
    def log(self) -> Locator:
        return self.page.locator("limber-chat .log")

    @property
    def turns(self) -> Locator:
        return self.page.locator("limber-chat [data-turn]")

    @property
    def choices(self) -> Locator:
        return self.page.locator("limber-chat .replies .chip")

    @property
    def alert(self) -> Locator:
        return self.page.locator("limber-chat .escalation")

    @property
    def banner(self) -> Locator:
        return self.page.locator("limber-chat .banner")

    def open(self) -> Chat:
        """Open the panel and wait for the conversation."""
        self.launcher.click()
        return self.ready()

    def ready(self) -> Chat:
        """Wait until the conversation is confirmed."""
        expect(self.panel).to_be_visible()
        expect(self.page.locator("limber-chat .loading")).to_have_count(0)
        expect(self.page.locator("limber-chat .theirs").first).to_be_visible()
        return self

    def say(self, text: str) -> Locator:
        """Type a message, send it, and wait for its answer.

        Returns:
            The turn.
        """
        turn = self.send(text)
        expect(turn.locator(".theirs")).to_be_visible()
        return turn

    def send(self, text: str) -> Locator:
        """Type a message and send it."""
        count = self.turns.count()
        self.input.fill(text)
        self.input.press("Enter")
        expect(self.turns).to_have_count(count + 1)
        return self.turns.nth(count)

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def menu(self, entry: str) -> Chat:
        """Choose from the menu."""
        self.button("More").click()
        self.button(entry).click()
        return self

    def said(self) -> list[str]:
        """What the person sees themselves say, in order."""
        return self.page.locator("limber-chat .mine .bubble").all_inner_texts()

    def announced(self) -> list[str]:
        """What a screen reader was told, newest last."""
        return self.page.locator("limber-chat [role=log] p").all_text_contents()

    def focused(self) -> str:
        """Class, id or name of the element that has the focus, inside the widget or out."""
        script = """() => {
          let one = document.activeElement;
          while (one?.shadowRoot?.activeElement) one = one.shadowRoot.activeElement;
          return one ? (one.id || one.className || one.tagName) : "";
        }"""
        return str(self.page.evaluate(script))

    def kept(self) -> dict[str, str]:
        """What the browser stores for the site."""
        return dict(self.page.evaluate("() => ({...localStorage, ...sessionStorage})"))

    def violations(self) -> list[str]:
        """What the page's security policy forbade."""
        return list(self.page.evaluate("() => window.violations"))

    def axe(self) -> list[str]:
        """Rules of axe-core that the page breaks, with the elements."""
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE_SCRIPT)
        found: dict[str, Any] = self.page.evaluate(
            """() => axe.run(document, {
              runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
            })"""
        )
        return [
            f"{rule['id']}: {node['html'][:160]} {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]
