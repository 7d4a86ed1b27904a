"""Edits of content show in the running server: words at once, names after a restart."""

from __future__ import annotations

import threading
from pathlib import Path

import structlog
import watchfiles

from limber.content import ContentError, default_store, reload_default_store
from limber.serving.models import training_digest

log = structlog.get_logger()


class ContentWatcher:
    """Reads the content store anew whenever one of its files changes.

    Args:
        root: the project's folder.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="content-watcher", daemon=True)

    def start(self) -> None:
        """Watch until :meth:`stop`."""
        self._thread.start()

    def stop(self) -> None:
        """End the watching."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        folder = default_store().root
        trained = training_digest(self._root, default_store())
        for _ in watchfiles.watch(folder, stop_event=self._stop, raise_interrupt=False):
            try:
                store = reload_default_store()
            except ContentError as error:
                # The old store stays: a slip in an edit must not stop the bot.
                log.error("limber.content_broken", problems=[str(problem) for problem in error.problems])
                continue
            stale = training_digest(self._root, store) != trained
            log.info("limber.content_reloaded", version=store.version, names_need_restart=stale)
