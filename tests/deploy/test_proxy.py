"""The proxy's template: what it lets through, and that every place fills all of its gaps."""

from __future__ import annotations

import http.server
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from deploy.proxy import TEMPLATE, as_servers, gaps, render
from deploy.services import Nginx, free_port, open_folder
from tests.running import need

pytestmark = pytest.mark.services


class Echo(http.server.BaseHTTPRequestHandler):
    """A fake server behind the proxy: says who it is and what it was sent."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        heard = f"{self.server.server_port} {self.path}\n{self.headers}".encode()
        self.send_response(200)
        self.send_header("Strict-Transport-Security", "max-age=1")
        self.send_header("Content-Length", str(len(heard)))
        self.end_headers()
        self.wfile.write(heard)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="module")
def backends() -> Iterator[list[int]]:
    """Ports of two fake servers."""
    servers = [http.server.ThreadingHTTPServer(("127.0.0.1", 0), Echo) for _ in range(2)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    yield [server.server_port for server in servers]
    for server in servers:
        server.shutdown()
        server.server_close()


def site(port: int, backends: list[int], rate: int = 1000) -> str:
    addresses = [f"127.0.0.1:{one}" for one in backends]
    return render(
        {
            "LIMBER_LISTEN": f"127.0.0.1:{port}",
            "LIMBER_SERVERS": as_servers(addresses),
            "LIMBER_REQUESTS_A_SECOND": str(rate),
            "LIMBER_TLS": "tls/*.conf",
        }
    )


@pytest.fixture(scope="module")
def proxy(backends: list[int]) -> Iterator[Nginx]:
    need(Nginx)
    with open_folder() as folder:
        nginx = Nginx(folder / "nginx")
        nginx.write(site(nginx.port, backends))
        with nginx:
            yield nginx


PUBLIC = [
    "/",
    "/limber-chat.js",
    "/widget/panel-1.js",
    "/media/pigeon.svg",
    "/socket.io/?EIO=4",
    "/webhooks/rest/webhook",
    "/webhooks/telegram/webhook",
    "/webhooks/twilio/webhook",
    "/webhooks/slack/webhook",
]
INSIDE = ["/metrics", "/health/ready", "/health/live", "/version", "/conversations/a/tracker", "/model/parse"]


@pytest.mark.parametrize("path", PUBLIC)
def test_public_addresses_are_passed_on(proxy: Nginx, path: str) -> None:
    assert path in httpx.get(proxy.url + path).text.splitlines()[0]


@pytest.mark.parametrize("path", [*INSIDE, "/%6Detrics", "/widget/../metrics", "//metrics"])
def test_what_is_for_the_inside_stays_there(proxy: Nginx, path: str) -> None:
    assert httpx.get(proxy.url + path).status_code == 404


def test_a_browser_stays_with_one_server_and_rest_does_not(proxy: Nginx, backends: list[int]) -> None:
    def seen(path: str) -> set[int]:
        return {int(httpx.get(proxy.url + path).text.split()[0]) for _ in range(12)}

    assert len(seen("/socket.io/?EIO=4")) == 1
    assert seen("/webhooks/rest/") == set(backends)
    assert seen("/webhooks/telegram/webhook") == set(backends)


def test_the_server_learns_who_asked(proxy: Nginx) -> None:
    headers = {"X-Forwarded-For": "203.0.113.9", "X-Forwarded-Proto": "https", "Host": "chat.clinic.example"}
    heard = httpx.get(proxy.url + "/", headers=headers).text
    # Of what a visitor claims, a server with one proxy in front believes only the last address.
    assert "X-Forwarded-For: 203.0.113.9, 127.0.0.1" in heard
    assert "Host: chat.clinic.example" in heard
    assert "X-Forwarded-Proto: https" in heard


def test_browsers_are_told_to_stay_with_tls_only_behind_tls(proxy: Nginx) -> None:
    name = "Strict-Transport-Security"
    assert name not in httpx.get(proxy.url + "/").headers
    behind = httpx.get(proxy.url + "/", headers={"X-Forwarded-Proto": "https"})
    assert behind.headers.get_list(name) == ["max-age=31536000"]


def test_the_proxy_speaks_tls_where_it_is_given_a_certificate(backends: list[int]) -> None:
    need(Nginx)
    with open_folder() as folder:
        nginx = Nginx(folder / "nginx")
        tls = folder / "nginx" / "tls"
        tls.mkdir()
        secure = free_port()
        example = TEMPLATE.with_name("tls") / "tls.conf.example"
        (tls / "tls.conf").write_text(example.read_text("utf-8").replace("8443", f"127.0.0.1:{secure}"))
        make_certificate(tls)
        nginx.write(site(nginx.port, backends))
        with nginx, httpx.Client(verify=False) as client:
            answer = client.get(f"https://127.0.0.1:{secure}/")
            assert answer.headers["strict-transport-security"] == "max-age=31536000"
            assert "X-Forwarded-Proto: https" in answer.text
            moved = client.get(f"{nginx.url}/limber-chat.js?a=1")
            assert moved.status_code == 301
            assert moved.headers["location"] == "https://127.0.0.1/limber-chat.js?a=1"
            assert client.get(f"{nginx.url}/proxy/health").status_code == 200


def make_certificate(folder: Path) -> None:
    """A certificate that nobody trusts, and its key, under the names that nginx is told."""
    key, chain = folder / "privkey.pem", folder / "fullchain.pem"
    arguments = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1"]
    arguments += ["-subj", "/CN=localhost", "-keyout", str(key), "-out", str(chain)]
    subprocess.run(arguments, check=True, capture_output=True)
    # nginx reads it as the account that runs it.
    key.chmod(0o644)


def test_nobody_learns_the_version(proxy: Nginx) -> None:
    assert httpx.get(proxy.url + "/nothing").headers["server"] == "nginx"


def test_too_much_is_refused_in_words_and_health_is_not_counted(backends: list[int]) -> None:
    need(Nginx)
    with open_folder() as folder:
        nginx = Nginx(folder / "nginx")
        nginx.write(site(nginx.port, backends, rate=1))
        with nginx:
            answers = [httpx.get(nginx.url + "/") for _ in range(8)]
            assert answers[0].status_code == 200
            assert answers[-1].status_code == 429
            assert "wait a minute" in answers[-1].json()["error"]
            assert {httpx.get(nginx.url + "/proxy/health").status_code for _ in range(8)} == {200}


def test_a_message_goes_to_the_server_that_is_there(backends: list[int]) -> None:
    need(Nginx)
    with open_folder() as folder:
        nginx = Nginx(folder / "nginx")
        nginx.write(site(nginx.port, [free_port(), backends[0]]))
        with nginx:
            heard = [httpx.post(nginx.url + "/webhooks/rest/webhook", json={}) for _ in range(4)]
            assert [answer.text.split()[0] for answer in heard] == [str(backends[0])] * 4


def test_no_server_is_an_error_in_words() -> None:
    need(Nginx)
    with open_folder() as folder:
        nginx = Nginx(folder / "nginx")
        nginx.write(site(nginx.port, [free_port()]))
        with nginx:
            answer = httpx.post(nginx.url + "/webhooks/rest/webhook", json={})
            assert answer.status_code == 503
            assert "send that again" in answer.json()["error"]
        # Neither query nor address is written down: a socket's query holds its session.
        assert "client:" not in nginx.output
        assert '"path":"/webhooks/rest/webhook"' in nginx.output


def test_a_missing_value_is_named() -> None:
    with pytest.raises(KeyError, match="LIMBER_"):
        render({})
    assert "LIMBER_SERVERS" in gaps()
