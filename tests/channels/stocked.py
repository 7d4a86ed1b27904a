"""Starts Rasa's own connectors."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.running import ROOT, Process, environment, free_port


def start_stock(name: str, folder: Path, url: str) -> Process:
    """A process with one connector.

    Args:
        name: of the channel.
        folder: where it runs.
        url: the service's API.
    """
    port = free_port()
    arguments = [sys.executable, "-m", "tests.channels.stock", str(port), url, name]
    started = Process(arguments, folder, port, environment(ROOT))
    try:
        started.wait_until(lambda: started.answers("/health/ready"))
    except BaseException:
        started.kill()
        raise
    return started
