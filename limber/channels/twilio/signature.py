"""Whether a request is Twilio's: the signature that only the holder of the auth token can make."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Sequence
from hashlib import sha1
from urllib.parse import urlsplit, urlunsplit

Fields = Sequence[tuple[str, str]]
"""The fields of a form, in any order."""

_PORTS = {"https": 443, "http": 80}


def is_signed(token: str, url: str, fields: Fields, signature: str) -> bool:
    """Whether a signature belongs to a request.

    Args:
        token: the account's auth token.
        url: the address that was called, as Twilio knows it, with its query.
        fields: the fields of the form.
        signature: what came in ``X-Twilio-Signature``.
    """
    given = signature.encode("utf-8", "replace")
    # Twilio signs sometimes with the port and sometimes without. Both are compared always.
    found = [hmac.compare_digest(sign(token, form, fields).encode(), given) for form in _forms(url)]
    return any(found)


def sign(token: str, url: str, fields: Fields) -> str:
    """The signature of a request: address and sorted fields, HMAC-SHA1, Base64."""
    text = url + "".join(name + value for name, value in sorted(set(fields)))
    return base64.b64encode(hmac.new(token.encode(), text.encode("utf-8", "replace"), sha1).digest()).decode()


def _forms(url: str) -> tuple[str, str]:
    """An address without its port, and with it."""
    parts = urlsplit(url)
    host = parts.netloc.removesuffix(f":{parts.port}")
    port = parts.port or _PORTS.get(parts.scheme, 443)
    return urlunsplit(parts._replace(netloc=host)), urlunsplit(parts._replace(netloc=f"{host}:{port}"))
