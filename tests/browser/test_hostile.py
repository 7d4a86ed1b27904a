"""Nothing that anybody says becomes markup or script; strict pages forbid nothing that the widget does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Error, expect

from tests.browser.chat import Chat
from tests.browser.fake_server import Data, FakeServer, text_reply
from tests.browser.pages import page
from tests.browser.states import PICTURES, steps_reply
from tests.running import LimberServer

CORPUS = (
    "<script>window.hit = 1</script>",
    "<img src=x onerror='window.hit = 1'>",
    '"><svg onload=window.hit=1>',
    "<svg><animate onbegin=window.hit=1 attributeName=x dur=1s>",
    "<iframe srcdoc='<script>parent.hit = 1</script>'></iframe>",
    "<details open ontoggle=window.hit=1>",
    "<input autofocus onfocus=window.hit=1>",
    "<a href='javascript:window.hit=1'>tap</a>",
    "[tap](javascript:window.hit=1)",
    "![x](javascript:window.hit=1)",
    "javascript:window.hit=1",
    "<style>*{display:none}</style>",
    "<math><mtext></form><form><mglyph><style></math><img src onerror=window.hit=1>",
    "<template><img src=x onerror=window.hit=1></template>",
    "</textarea><img src=x onerror=window.hit=1>",
    "${window.hit = 1}",
    "{{constructor.constructor('window.hit = 1')()}}",
    "<!--><img src=x onerror=window.hit=1>-->",
    "&lt;img src=x onerror=window.hit=1&gt;",
    "\u202eevil\u202c <b onmouseover=window.hit=1>x</b>",
    "<limber-chat server=https://evil.example></limber-chat>",
    "<?lit$1$?><img src=x onerror=window.hit=1>",
    "<object data='data:text/html,<script>parent.hit=1</script>'></object>",
)

FOREIGN = (
    "limber-chat :is(script, iframe, object, embed, style, link, form[action], base, meta, template, math)"
)


def hostile(text: str) -> Data:
    """A reply in which every text is the same."""
    button = {"title": text, "payload": text}
    card = {
        "id": text,
        "title": text,
        "image": "/media/bad.svg",
        "alt": text,
        "targets": [text],
        "kind": "static",
        "hold_seconds": [20, 30],
        "repeats": [2, 3],
        "repetitions": None,
        "per_side": True,
        "easier": [button],
        "harder": [button],
    }
    return text_reply(
        text,
        kind="steps",
        tier=text,
        groups=[text],
        content_ids=[text],
        sources=[text],
        buttons=[button],
        cards=[card, {**card, "image": text}],
        contacts=[{"label": text, "href": text, "number": text}],
    )


def untouched(chat: Chat) -> None:
    """Nothing ran and nothing became an element."""
    assert chat.page.evaluate("() => window.hit") is None
    assert chat.page.locator(FOREIGN).count() == 0
    links = chat.page.locator("limber-chat a").evaluate_all("all => all.map((one) => one.protocol)")
    assert set(links) <= {"tel:", "https:"}
    pictures = chat.page.locator("limber-chat img").evaluate_all("all => all.map((one) => one.src)")
    assert all("/media/" in one for one in pictures)
    assert chat.troubles == []
    assert chat.violations() == []


@pytest.mark.parametrize("strict", [False, True], ids=["any page", "strict page"])
def test_words_of_the_bot_stay_words(
    fake: Callable[..., FakeServer], visit: Callable[..., Chat], strict: bool
) -> None:
    server = fake(
        answer=hostile,
        pages={"/": page()},
        headers={"Content-Security-Policy": POLICY} if strict else {},
        media={
            "/media/bad.svg": PICTURES["/media/pigeon.svg"].replace(
                "<path", "<script>top.hit = 1</script><path", 1
            )
        },
        settings={"emergency_number": CORPUS[1], "welcome": {"text": CORPUS[0], "buttons": []}},
    )
    chat = visit(server.url).open()
    for text in CORPUS:
        turn = chat.say(text)
        expect(turn.locator(".bubble").first).to_have_text(text)
        assert text in chat.choices.first.inner_text()
    untouched(chat)
    chat.page.reload()
    chat.ready()
    expect(chat.turns).to_have_count(len(CORPUS))
    untouched(chat)


def test_an_escalation_links_to_telephones_alone(
    fake: Callable[..., FakeServer], visit: Callable[..., Chat]
) -> None:
    def answer(text: str) -> Data:
        return {**hostile(text), "kind": "escalation", "tier": "emergency"}

    chat = visit(fake(answer=answer, pages={"/": page()}).url).open()
    for text in CORPUS:
        chat.say(text)
    assert chat.alert.locator("a").count() == 0
    untouched(chat)


def test_words_of_people_stay_words(server: LimberServer, visit: Callable[..., Chat]) -> None:
    chat = visit(server.url).open()
    for text in CORPUS:
        turn = chat.say(text)
        assert turn.locator(".mine .bubble").text_content() == text
    untouched(chat)
    chat.page.reload()
    chat.ready()
    expect(chat.turns).to_have_count(len(CORPUS))
    assert chat.said() == list(CORPUS)
    untouched(chat)


@pytest.mark.parametrize(
    "odd",
    [
        {"blocks": "text"},
        {"blocks": [{"text": {"a": 1}}, {"text": "Fine."}], "buttons": [None, {"title": 3}]},
        {"blocks": [{"text": "Fine.", "items": {"0": "x"}}], "cards": [{"title": "A", "hold_seconds": "x"}]},
        {"blocks": [{"text": "Fine."}], "contacts": [{"label": "x", "href": ["javascript:1"]}], "kind": 7},
    ],
)
def test_an_odd_reply_hides_no_words(
    fake: Callable[..., FakeServer], visit: Callable[..., Chat], odd: dict[str, Any]
) -> None:
    chat = visit(fake(answer=lambda _: odd, pages={"/": page()}).url).open()
    turn = chat.send("hello")
    if isinstance(odd["blocks"], str):
        expect(turn.get_by_role("alert")).to_contain_text("wasn't answered", timeout=10_000)
    else:
        expect(turn).to_contain_text("Fine.")
    untouched(chat)


POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "img-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types lit-html",
    )
)
"""The strictest that docs/widget.md names."""


def test_the_strictest_policy_forbids_nothing(
    fake: Callable[..., FakeServer], visit: Callable[..., Chat]
) -> None:
    server = fake(
        answer=lambda _: steps_reply(),
        pages={"/": page()},
        headers={"Content-Security-Policy": POLICY},
        media=PICTURES,
    )
    chat = visit(server.url)
    chat.page.evaluate("() => (window.print = () => (window.printed = true))")
    chat.open()
    chat.say("pigeon")
    chat.button("Start").click()
    chat.button("Pause").click()
    chat.button("Sound").click()
    chat.button("Not helpful").click()
    chat.button("Copy").click()
    chat.button("Print").click()
    chat.page.wait_for_function("() => window.printed")
    chat.menu("Start over").page.locator(".question").get_by_role("button", name="Start over").click()
    expect(chat.turns).to_have_count(0)
    assert chat.violations() == []
    assert chat.troubles == []
    # The policy is one that forbids.
    with pytest.raises(Error, match="TrustedHTML"):
        chat.page.evaluate("() => (document.body.innerHTML = '<p>markup</p>')")
    chat.page.wait_for_function("() => window.violations.length > 0")
