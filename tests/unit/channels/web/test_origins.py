"""Which pages may connect."""

from __future__ import annotations

import pytest

from limber.channels.web.origins import origin_allowed

ENVIRON = {"HTTP_HOST": "limber.example:5005", "wsgi.url_scheme": "http"}


@pytest.mark.parametrize(
    ("origin", "allowed", "may"),
    [
        (None, [], True),
        ("http://limber.example:5005", [], True),
        ("https://limber.example:5005", [], True),
        ("HTTP://LIMBER.example:5005", [], True),
        ("http://limber.example", [], False),
        ("https://clinic.example", [], False),
        ("https://clinic.example", ["https://clinic.example"], True),
        ("https://Clinic.example", ["https://clinic.example"], True),
        ("http://clinic.example", ["https://clinic.example"], False),
        ("https://clinic.example.evil.example", ["https://clinic.example"], False),
        ("https://evil.example/https://clinic.example", ["https://clinic.example"], False),
        ("http://limber.example:5005", ["https://clinic.example"], True),
        ("null", ["https://clinic.example"], False),
        ("https://anybody.example", ["*"], True),
        ("null", ["*"], True),
    ],
)
def test_only_own_and_named_pages_may(origin: str | None, allowed: list[str], may: bool) -> None:
    assert origin_allowed(origin, ENVIRON, allowed) is may


def test_without_a_host_only_named_pages_may() -> None:
    assert not origin_allowed("http://", {}, [])
    assert origin_allowed("https://clinic.example", {}, ["https://clinic.example"])
