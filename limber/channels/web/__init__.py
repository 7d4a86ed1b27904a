"""The web widget's channel: conversations over socket.io that survive a bad line."""

from limber.channels.web.channel import WebChannel

__all__ = ["WebChannel"]
