"""The pictures of the stretches on their cards."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Route, expect

from limber.content import ContentStore
from tests.browser.chat import Chat
from tests.browser.conftest import DESKTOP, PHONE
from tests.running import ROOT, LimberServer

LOOKS = {
    "phone": {**PHONE, "viewport": {"width": 320, "height": 640}},
    "desktop-dark": {**DESKTOP, "color_scheme": "dark"},
}
STRETCHES = ContentStore.load(ROOT / "content").stretches.values()


@pytest.mark.parametrize("look", LOOKS)
def test_each_stretch_shows_its_picture_in_the_place_that_was_kept_for_it(
    server: LimberServer, visit: Callable[..., Chat], picture: Callable[[Chat, str], None], look: str
) -> None:
    chat = visit(server.url, **LOOKS[look]).open()
    held: list[Route] = []
    chat.page.route("**/media/*", lambda route: held.append(route))
    for stretch in STRETCHES:
        with chat.page.expect_request("**/media/*"):
            turn = chat.say(f"how do I do the {stretch.title.lower()}?")
        image = turn.get_by_role("img", name=str(stretch.image_alt), exact=True)
        image.scroll_into_view_if_needed()
        expect(image).to_be_visible()
        place = image.bounding_box()
        held.pop().continue_()
        expect(image).to_have_js_property("naturalWidth", 640)
        assert image.bounding_box() == place
        picture(chat, f"{look}-{stretch.id}")
    assert chat.violations() == chat.troubles == []
