"""Pages that carry the widget."""

from __future__ import annotations


def page(attributes: str = "", *, direction: str = "ltr", body: str = "<p>Words of the clinic.</p>") -> str:
    """A clinic's page.

    Args:
        attributes: of the widget's element.
        direction: ``ltr`` or ``rtl``.
        body: HTML before the widget.
    """
    return (
        f'<!doctype html><html lang="en" dir="{direction}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><title>A clinic</title>'
        '<script type="module" src="/limber-chat.js"></script></head>'
        f"<body><main><h1>A clinic</h1>{body}</main><limber-chat {attributes}></limber-chat></body></html>"
    )
