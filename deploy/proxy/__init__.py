"""The proxy's settings: one template for every place where Limber runs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

TEMPLATE = Path(__file__).with_name("limber.conf.template")
"""Settings inside nginx's ``http`` block. ``${LIMBER_...}`` is filled in: here by :func:`render`, in the
container of nginx by its own start script."""

_GAP = re.compile(r"\$\{(LIMBER_[A-Z_]+)\}")


def render(values: Mapping[str, str]) -> str:
    """The template with its gaps filled.

    Args:
        values: for each ``LIMBER_...`` of the template.

    Raises:
        KeyError: a value is missing.
    """
    return _GAP.sub(lambda gap: values[gap[1]], TEMPLATE.read_text("utf-8"))


def gaps() -> set[str]:
    """Names of the values that the template needs."""
    return set(_GAP.findall(TEMPLATE.read_text("utf-8")))


# One turn that takes too long must not shut a server that is well; with all of them shut, nobody is answered.
# A second, because a server that is back is needed at once when the next one is updated.
_LEFT_OUT_AFTER = "max_fails=5 fail_timeout=1s"


def as_servers(addresses: Sequence[str]) -> str:
    """Servers as an ``upstream`` block of nginx lists them.

    Args:
        addresses: host and port of each.
    """
    return " ".join(f"server {address} {_LEFT_OUT_AFTER};" for address in addresses)
