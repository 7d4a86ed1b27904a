"""What all requests and answers have in common: how they end, security headers, errors that tell nothing."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from http import HTTPStatus

import structlog
from sanic import Sanic
from sanic.exceptions import SanicException
from sanic.request import Request
from sanic.response import HTTPResponse
from sanic.response import json as json_response

from limber.serving.framing import answer_the_unreadable, check_head

log = structlog.get_logger()

_HEADERS: Mapping[str, str] = {
    # What is no page runs nothing and shows nothing, whatever a browser takes it for.
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Of every answer, where it has none of its own."""

_ONLY_TLS = "max-age=31536000"


def harden(app: Sanic) -> None:
    """Give every answer its security headers, every error few words, and refuse what can be read in two ways.

    Args:
        app: the server.
    """
    app.register_middleware(_add_headers, "response")
    app.error_handler.add(Exception, _answer_error)
    answer_the_unreadable()
    logging.getLogger("sanic.error").addFilter(_is_error)
    app.add_signal(_check_framing, "http.lifecycle.read_head")


def _is_error(record: logging.LogRecord) -> bool:
    """Whether a line of Sanic is one; it also tells, with the address, that nobody read a body of a GET."""
    return not record.getMessage().endswith("body not consumed.")


async def _check_framing(head: bytes) -> None:
    # Whatever is raised here, Sanic answers with 400 and closes the connection.
    check_head(head)


async def _add_headers(request: Request, response: HTTPResponse) -> None:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    # Whoever makes this up tells it to nobody else, and browsers heed it over TLS only.
    if "https" in (request.scheme, request.headers.get("x-forwarded-proto", "").lower()):
        response.headers.setdefault("Strict-Transport-Security", _ONLY_TLS)


async def _answer_error(request: Request, error: Exception) -> HTTPResponse:
    """The status in words; neither a traceback nor what was asked."""
    status, headers = 500, {}
    if isinstance(error, SanicException):
        status = getattr(error, "status_code", None) or 500
        headers = dict(getattr(error, "headers", None) or {})
    # Sanic calls quiet what is no fault, such as a poll that nobody waits for any more.
    if status >= 500 and not getattr(error, "quiet", False):
        log.error("limber.request_failed", error=type(error).__name__, exc_info=error)
    return json_response({"error": HTTPStatus(status).phrase.lower()}, status=status, headers=headers)
