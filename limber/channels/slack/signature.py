"""Whether a request is Slack's, and of now."""

from __future__ import annotations

import hashlib
import hmac

WINDOW_SECONDS = 300
"""How old a request may be: an older one may have been recorded and sent again."""


def is_signed(secret: str, body: bytes, timestamp: str, signature: str, now: float) -> bool:
    """Whether a signature belongs to a request, and the request is not old.

    Args:
        secret: the app's signing secret.
        body: the body as it came.
        timestamp: what came in ``X-Slack-Request-Timestamp``, seconds since 1970.
        signature: what came in ``X-Slack-Signature``.
        now: seconds since 1970.
    """
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        return False
    expected = sign(secret, body, timestamp).encode()
    fits = hmac.compare_digest(expected, signature.encode("utf-8", "replace"))
    return fits and abs(now - int(timestamp)) <= WINDOW_SECONDS


def sign(secret: str, body: bytes, timestamp: str) -> str:
    """The signature of a request."""
    signed = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
