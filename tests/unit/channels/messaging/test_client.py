"""What services answer over HTTP."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from limber.channels.messaging.client import Answer, Client
from limber.channels.messaging.patience import LaterError


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        after = self.path.strip("/")
        self.send_response(429)
        self.send_header("Retry-After", after)
        self.end_headers()
        self.wfile.write(b'{"ok": false, "word": "\xff"}')

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def url() -> Iterator[str]:
    """A fake service that is always busy."""
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def post(url: str) -> Answer:
    async def run() -> Answer:
        client = Client()
        try:
            return await client.post(url, "call", json={})
        finally:
            await client.close()

    return asyncio.run(run())


@pytest.mark.parametrize(
    ("header", "after"), [("7", 7.0), ("soon", None), ("-1", None), ("nan", None), ("", None)]
)
def test_the_head_says_when_to_come_again(url: str, header: str, after: float | None) -> None:
    answer = post(f"{url}/{header}")

    assert (answer.status, answer.after) == (429, after)
    assert answer.content == {"ok": False, "word": "\ufffd"}


def test_whoever_can_not_be_reached_may_be_later_and_the_address_is_not_told() -> None:
    with pytest.raises(LaterError) as caught:
        post("http://127.0.0.1:9/secret")

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "[]", "{", "[" * 100_000])
def test_what_is_no_object_has_no_content(text: str) -> None:
    assert Answer(200, text).content is None
