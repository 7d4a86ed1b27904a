"""Files for browsers: what is served, how, and what never is."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from sanic import Sanic

from limber.channels.pages import page_policy, pages
from tests.running import free_port

PAGE = "<!doctype html><title>Limber</title>"
SCRIPT = "export const limber = 'ready';\n" * 40
PICTURE = "<svg xmlns='http://www.w3.org/2000/svg'/>"


@pytest.fixture
def app(tmp_path: Path, content_copy: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Sanic]:
    """A server of the pages alone, with a stand-in for the built widget and a picture in the store."""
    built = tmp_path / "static"
    (built / "widget").mkdir(parents=True)
    (built / "index.html").write_text(PAGE, "utf-8")
    (built / "limber-chat.js").write_text(SCRIPT, "utf-8")
    (built / "widget" / "panel-a1B2c3_4.js").write_text(SCRIPT, "utf-8")
    (built / "widget" / "demo.css").write_text("body { margin: 0 }", "utf-8")
    (built / "widget" / "notes.txt").write_text("not for others", "utf-8")
    (tmp_path / "secret.js").write_text("secret", "utf-8")
    (built / "widget" / "link.js").symlink_to(tmp_path / "secret.js")
    (content_copy / "media").mkdir(exist_ok=True)
    (content_copy / "media" / "side-bend_end.svg").write_text(PICTURE, "utf-8")
    (content_copy / "media" / "script.js").write_text("alert(1)", "utf-8")
    monkeypatch.setenv("LIMBER_CONTENT", str(content_copy))
    Sanic.test_mode = True
    served = Sanic(f"pages-{tmp_path.name}", configure_logging=False)
    # Sanic writes its handlers anew for each server, which takes longer than any request.
    served.config.TOUCHUP = False
    served.blueprint(pages(built))
    yield served


@asynccontextmanager
async def client(app: Sanic) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the pages, which are served meanwhile."""
    port = free_port()
    server: Any = await app.create_server(
        host="127.0.0.1", port=port, return_asyncio_server=True, access_log=False
    )
    await server.startup()
    try:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as opened:
            yield opened
    finally:
        server.close()
        await server.wait_closed()


def get(app: Sanic, path: str, method: str = "GET", **headers: str) -> httpx.Response:
    """One request."""

    async def send() -> httpx.Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        async with client(app) as opened:
            return await opened.request(method, path, headers={"accept-encoding": "identity", **sent})

    return asyncio.run(send())


def as_it_is(app: Sanic, path: str) -> str:
    """The whole answer to a path that no client has tidied."""

    async def send() -> str:
        async with client(app) as opened:
            reader, writer = await asyncio.open_connection("127.0.0.1", opened.base_url.port)
            writer.write(f"GET {path} HTTP/1.1\r\nHost: limber.example\r\nConnection: close\r\n\r\n".encode())
            answer = await reader.read()
            writer.close()
            return answer.decode()

    return asyncio.run(send())


def policy(answer: httpx.Response) -> dict[str, str]:
    """The Content-Security-Policy, by directive."""
    parts = answer.headers["content-security-policy"].split("; ")
    return {part.partition(" ")[0]: part.partition(" ")[2] for part in parts}


def test_the_demo_page_has_a_strict_policy(app: Sanic) -> None:
    answer = get(app, "/", host="limber.example")

    assert (answer.status_code, answer.text) == (200, PAGE)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["x-content-type-options"] == "nosniff"
    found = policy(answer)
    assert found["default-src"] == "'none'"
    assert found["script-src"] == found["style-src"] == found["img-src"] == "'self'"
    assert found["connect-src"] == "'self' ws://limber.example wss://limber.example"
    assert found["require-trusted-types-for"] == "'script'"
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("host", ["evil.example; script-src *", "a b", "", "x'\r\ny", "[::1", "a:b:c"])
def test_a_host_that_is_none_adds_nothing_to_the_policy(host: str) -> None:
    assert "connect-src 'self'; " in page_policy(host)


@pytest.mark.parametrize("host", ["limber.example", "127.0.0.1:5005", "[::1]:5005"])
def test_a_host_is_named_for_its_sockets(host: str) -> None:
    assert f"connect-src 'self' ws://{host} wss://{host};" in page_policy(host)


@pytest.mark.parametrize(
    ("path", "kind", "kept"),
    [
        ("/limber-chat.js", "text/javascript; charset=utf-8", "no-cache"),
        (
            "/widget/panel-a1B2c3_4.js",
            "text/javascript; charset=utf-8",
            "public, max-age=31536000, immutable",
        ),
        ("/widget/demo.css", "text/css; charset=utf-8", "no-cache"),
        ("/media/side-bend_end.svg", "image/svg+xml", "no-cache"),
    ],
)
def test_a_file_has_its_type_and_may_be_used_by_other_sites(
    app: Sanic, path: str, kind: str, kept: str
) -> None:
    answer = get(app, path)

    assert answer.status_code == 200
    assert answer.headers["content-type"] == kind
    assert answer.headers["cache-control"] == kept
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"


def test_a_picture_that_is_opened_by_itself_runs_nothing(app: Sanic) -> None:
    found = policy(get(app, "/media/side-bend_end.svg"))

    assert found["default-src"] == "'none'"
    assert "sandbox" in found


def test_a_browser_that_has_a_file_does_not_get_it_again_until_it_changes(
    app: Sanic, content_copy: Path
) -> None:
    first = get(app, "/media/side-bend_end.svg")
    etag = first.headers["etag"]

    again = get(app, "/media/side-bend_end.svg", if_none_match=f'"other", {etag}')
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == etag

    (content_copy / "media" / "side-bend_end.svg").write_text(PICTURE + "<!-- redrawn -->", "utf-8")
    changed = get(app, "/media/side-bend_end.svg", if_none_match=etag)
    assert changed.status_code == 200
    assert changed.headers["etag"] != etag


def test_text_is_compressed_for_browsers_that_understand_it(app: Sanic) -> None:
    async def send() -> tuple[bytes, httpx.Response]:
        async with (
            client(app) as opened,
            opened.stream("GET", "/limber-chat.js", headers={"accept-encoding": "br, gzip"}) as answer,
        ):
            return b"".join([part async for part in answer.aiter_raw()]), answer

    raw, packed = asyncio.run(send())
    plain = get(app, "/limber-chat.js")

    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(raw) == plain.content == SCRIPT.encode()
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize(
    "path",
    [
        "/media/../contacts.yml",
        "/media/..%2fcontacts.yml",
        "/media/%2e%2e/contacts.yml",
        "/media/....//contacts.yml",
        "/media//etc/passwd",
        "/media/%2fetc%2fpasswd",
        "/media/..%5ccontacts.yml",
        "/media/side-bend_end.svg%00.js",
        "/media/script.js",
        "/media/",
        "/media/nothing.svg",
        "/widget/../index.html",
        "/widget/..%2findex.html",
        "/widget/..%2f..%2fsecret.js",
        "/widget/link.js",
        "/widget/notes.txt",
        "/widget/" + "x" * 5000 + ".js",
        "/widget/../../limber/channels/entry.py",
        "/index.html",
    ],
)
def test_nothing_else_is_served(app: Sanic, path: str) -> None:
    answer = as_it_is(app, path)

    assert answer.startswith(("HTTP/1.1 404", "HTTP/1.1 400")), answer
    assert "secret" not in answer
    assert "Traceback" not in answer


def test_head_gives_the_headers_alone(app: Sanic) -> None:
    answer = get(app, "/limber-chat.js", method="HEAD")

    assert answer.status_code == 200
    assert answer.headers["etag"]


def test_without_a_built_widget_the_front_door_says_so(tmp_path: Path) -> None:
    Sanic.test_mode = True
    served = Sanic(f"bare-{tmp_path.name}", configure_logging=False)
    served.blueprint(pages(tmp_path / "nothing"))

    answer = get(served, "/")

    assert answer.status_code == 404
    assert "has not been built" in answer.text
