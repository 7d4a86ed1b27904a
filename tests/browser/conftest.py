"""A real browser, a real server, and pages with the widget on them."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from tests.browser.chat import Chat
from tests.browser.fake_server import FakeServer
from tests.running import ROOT, LimberServer, trained_model

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")

PHONE: dict[str, Any] = {
    "viewport": {"width": 360, "height": 740},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}

PICTURES = ROOT / "var" / "screenshots"
"""Where screenshots go; git ignores it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What talks with a real server needs the model."""
    for item in items:
        if "tests/browser/" in item.path.as_posix() and {"server", "start"} & set(
            getattr(item, "fixturenames", ())
        ):
            item.add_marker(pytest.mark.model)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where it is missing the tests skip, but not in CI."""
    if CHROMIUM is None:
        missing = "there is no Chromium: apt-get install chromium, or name one in CHROMIUM"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    with sync_playwright() as playwright:
        arguments = ["--no-sandbox", "--disable-dev-shm-usage", "--autoplay-policy=no-user-gesture-required"]
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens browser profiles: `context(**PHONE)`."""
    opened: list[BrowserContext] = []

    def one(**options: Any) -> BrowserContext:
        opened.append(browser.new_context(**{**DESKTOP, **options}))
        opened[-1].set_default_timeout(15_000)
        return opened[-1]

    yield one
    for each in opened:
        each.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LimberServer]:
    """A running ``limber serve`` with conversations of its own."""
    trained_model()
    folder = tmp_path_factory.mktemp("browser")
    running = LimberServer(folder, "--credentials", str(roomy_credentials(folder)))
    yield running
    running.kill()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., LimberServer]]:
    """Starts servers that share their conversations, on a port of choice, and ends them."""
    trained_model()
    credentials = roomy_credentials(tmp_path)
    started: list[LimberServer] = []

    def one(port: int = 0) -> LimberServer:
        started.append(LimberServer(tmp_path, "--credentials", str(credentials), port=port))
        return started[-1]

    yield one
    for each in started:
        each.kill()


def roomy_credentials(folder: Path) -> Path:
    """The channels, with limits that tests from one address don't reach."""
    path = folder / "credentials.yml"
    path.write_text(
        "limber.channels.rest.RestChannel:\n"
        "limber.channels.web.WebChannel:\n"
        "  messages_a_minute: 10000\n"
        "  messages_a_minute_per_address: 100000\n"
        "  history_turns: 500\n"
    )
    return path


@pytest.fixture
def fake() -> Iterator[Callable[..., FakeServer]]:
    """Starts servers whose bot says what the test wants."""
    started: list[FakeServer] = []

    def one(**options: Any) -> FakeServer:
        started.append(FakeServer(**options))
        return started[-1]

    yield one
    for each in started:
        each.stop()


@pytest.fixture
def visit(context: Callable[..., BrowserContext]) -> Callable[..., Chat]:
    """Opens a page in a profile of its own and gives its chat: `visit(url, **PHONE)`."""

    def one(url: str, **options: Any) -> Chat:
        return Chat(context(**options).new_page()).visit(url)

    return one


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[Chat, str], None]:
    """Keeps a screenshot as a build artefact."""

    def keep(chat: Chat, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        chat.page.screenshot(path=PICTURES / f"{name}.png")

    return keep
