"""Files for browsers: the demo page, the built widget, the pictures of the stretches."""

from __future__ import annotations

import gzip
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse, text

from limber.content import default_store
from limber.content.models import PICTURE_KINDS

BUILT = Path(__file__).with_name("static")
"""The built widget: index.html, limber-chat.js and what they load, below widget/."""

TYPES: Mapping[str, str] = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".jpg": "image/jpeg",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
}
"""What is served, by the end of the name; whatever else lies there is not."""

_TEXTS = frozenset({".css", ".html", ".js", ".json", ".svg"})
"""What gets smaller by compression."""

_PICTURES = frozenset(f".{kind}" for kind in PICTURE_KINDS)

_HASHED = re.compile(r".+-[A-Za-z0-9_-]{8}\.[a-z]+")
"""Names with their content's hash, as the widget's build gives them: what they hold never changes."""

_FOREVER = "public, max-age=31536000, immutable"
_ASK_EACH_TIME = "no-cache"
_MOST_CACHED = 64

_PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
"""For a picture that is opened by itself: an SVG could hold scripts."""

_HOST = re.compile(r"[A-Za-z0-9.\-]+(?::\d{1,5})?|\[[0-9A-Fa-f:.]+\](?::\d{1,5})?")


@dataclass(frozen=True)
class _File:
    body: bytes
    packed: bytes | None
    etag: str


def page_policy(host: str) -> str:
    """The demo page's Content-Security-Policy.

    Args:
        host: as the browser named the server, for its sockets; older browsers don't count
            them as ``'self'``.
    """
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self'",
            f"connect-src 'self'{sockets}",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "require-trusted-types-for 'script'",
        )
    )


def pages(built: Path = BUILT) -> Blueprint:
    """Routes for the browser's files.

    Args:
        built: folder of the built widget.
    """
    routes = Blueprint("limber_pages")

    async def page(request: Request) -> HTTPResponse:
        answer = _send(request, built, "index.html")
        if answer.status == 404:
            return text("Limber is here; the web widget has not been built.", status=404, headers=dict(_SAFE))
        answer.headers["Content-Security-Policy"] = page_policy(request.headers.get("host", ""))
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    async def loader(request: Request) -> HTTPResponse:
        return _for_other_sites(_send(request, built, "limber-chat.js"))

    async def widget(request: Request, name: str) -> HTTPResponse:
        return _for_other_sites(_send(request, built / "widget", name, hashed=True))

    async def media(request: Request, name: str) -> HTTPResponse:
        answer = _send(request, default_store().root / "media", name, _PICTURES)
        answer.headers["Content-Security-Policy"] = _PICTURE_POLICY
        return _for_other_sites(answer)

    for handler, address in (
        (page, "/"),
        (loader, "/limber-chat.js"),
        (widget, "/widget/<name:path>"),
        (media, "/media/<name:path>"),
    ):
        routes.add_route(handler, address, methods=["GET", "HEAD"], name=handler.__name__)
    return routes


def _send(
    request: Request,
    folder: Path,
    name: str,
    suffixes: frozenset[str] = frozenset(TYPES),
    hashed: bool = False,
) -> HTTPResponse:
    """A file of a folder, or 304 where the browser has it, or 404.

    Args:
        request: what the browser has and understands.
        folder: where the file must be.
        name: its path in the folder.
        suffixes: kinds of files that are served.
        hashed: whether names may tell that a file never changes.
    """
    path = _within(folder, name, suffixes)
    if path is None:
        return text("There is no such file.", status=404, headers=dict(_SAFE))
    found = path.stat()
    file = _read(path, found.st_mtime_ns, found.st_size)
    body, etag = file.body, file.etag
    forever = hashed and _HASHED.fullmatch(path.name)
    headers = {**_SAFE, "Cache-Control": _FOREVER if forever else _ASK_EACH_TIME}
    if file.packed is not None:
        headers["Vary"] = "Accept-Encoding"
        if "gzip" in request.headers.get("accept-encoding", ""):
            body, etag = file.packed, f"{file.etag}-gzip"
            headers["Content-Encoding"] = "gzip"
    headers["ETag"] = f'"{etag}"'
    if headers["ETag"] in [one.strip() for one in request.headers.get("if-none-match", "").split(",")]:
        headers.pop("Content-Encoding", None)
        return HTTPResponse(status=304, headers=headers)
    return HTTPResponse(body, headers=headers, content_type=TYPES[path.suffix])


_SAFE: Mapping[str, str] = {"X-Content-Type-Options": "nosniff"}


def _within(folder: Path, name: str, suffixes: frozenset[str]) -> Path | None:
    """The file of that name, unless it lies elsewhere or is of no kind that is served."""
    if "\x00" in name:
        return None
    try:
        path = (folder / name).resolve()
        inside = path.is_relative_to(folder.resolve()) and path.suffix in suffixes and path.is_file()
    except (OSError, RuntimeError):
        return None
    return path if inside else None


@lru_cache(maxsize=_MOST_CACHED)
def _read(path: Path, changed: int, size: int) -> _File:
    """A file's bytes, read and compressed again when it changed."""
    body = path.read_bytes()
    packed = gzip.compress(body, mtime=0) if path.suffix in _TEXTS else None
    return _File(body, packed, hashlib.sha256(body).hexdigest()[:32])


def _for_other_sites(answer: HTTPResponse) -> HTTPResponse:
    """Let pages of other sites load it: modules and pictures of an embedded widget."""
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return answer
