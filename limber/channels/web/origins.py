"""Which pages may talk to the channel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any


def origin_allowed(origin: str | None, environ: Mapping[str, Any], allowed: Sequence[str]) -> bool:
    """Whether a page of that origin may connect, by polling or WebSocket.

    The server's own pages always may. A browser always says where a page comes from; what
    says nothing is no browser, and no page can make it.

    Args:
        origin: the Origin header.
        environ: the request, as WSGI has it.
        allowed: origins in small letters, or ``*`` for all.
    """
    if not origin or "*" in allowed:
        return True
    host = str(environ.get("HTTP_HOST", ""))
    schemes = {str(environ.get("wsgi.url_scheme", "http")), "https"}
    own = {f"{scheme}://{host}".lower() for scheme in schemes if host}
    return origin.lower() in own or origin.lower() in allowed
