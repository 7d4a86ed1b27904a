"""A fake at the other end of real HTTP: it records what a service's API is asked, and answers as it would."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qsl

Data = dict[str, Any]


@dataclass(frozen=True)
class Sent:
    """What the fake answers.

    Attributes:
        status: of HTTP.
        body: an object to send as JSON, or text as it stands.
        headers: besides the usual ones.
    """

    status: int
    body: Data | str
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Call:
    """One call that was recorded.

    Attributes:
        path: of the address.
        values: what was sent.
        answer: what it got.
        at: when, on a clock that only goes forward.
    """

    path: str
    values: Data
    answer: Sent
    at: float


class RecordingServer:
    """The part that is the same for every service."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.fault: Callable[[str, Data], Sent | None] = no_fault
        self.port = 0
        self._lock = threading.Lock()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def respond(self, path: str, headers: Mapping[str, str], values: Data) -> Sent:
        """What the service answers."""
        raise NotImplementedError

    def record(self, path: str, headers: Mapping[str, str], values: Data) -> Sent:
        with self._lock:
            answer = self.fault(path, values) or self.respond(path, headers, values)
            self.calls.append(Call(path, values, answer, time.monotonic()))
            return answer


def no_fault(path: str, values: Data) -> Sent | None:
    return None


def fails_once(answer: Sent, where: str = "") -> Callable[[str, Data], Sent | None]:
    """A fault that happens to the first call of a path."""
    left = [answer]
    return lambda path, _: left.pop() if where in path and left else None


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        form = self.headers.get_content_type() == "application/x-www-form-urlencoded"
        values = dict(parse_qsl(body.decode(), keep_blank_values=True)) if form else json.loads(body)
        recorder: RecordingServer = self.server.recorder  # type: ignore[attr-defined]
        answer = recorder.record(self.path, self.headers, values)
        content = answer.body if isinstance(answer.body, str) else json.dumps(answer.body)
        self.send_response(answer.status)
        for name, value in (answer.headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content.encode())))
        self.end_headers()
        self.wfile.write(content.encode())

    def log_message(self, *_: object) -> None:
        pass


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100


Recorder = TypeVar("Recorder", bound=RecordingServer)


@contextmanager
def running(recorder: Recorder) -> Iterator[Recorder]:
    """The fake, on a free port."""
    http = _Server(("127.0.0.1", 0), _Handler)
    http.recorder = recorder  # type: ignore[attr-defined]
    recorder.port = http.server_address[1]
    threading.Thread(target=http.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield recorder
    finally:
        http.shutdown()
        http.server_close()
