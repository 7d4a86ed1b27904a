"""nginx in front of other processes."""

from __future__ import annotations

import signal
from pathlib import Path

from deploy.services.service import Service, free, prepare

MAIN = """\
daemon off;
pid nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  include site.conf;
}
"""
"""What every nginx in a folder of its own needs; what it serves stands in site.conf beside it."""


class Nginx(Service):
    """nginx in a folder.

    Args:
        folder: for its settings and what it buffers.
        port: where it listens; a free one by default.

    Raises:
        ServiceError: it can't run here; says why.
    """

    program = "nginx"
    package = "nginx"

    def __init__(self, folder: Path, port: int = 0) -> None:
        folder = prepare(folder)
        (folder / "nginx.conf").write_text(MAIN, "utf-8")
        arguments = ["-e", "stderr", "-p", str(folder), "-c", "nginx.conf"]
        super().__init__(folder, arguments, free(port))

    def write(self, site: str) -> None:
        """Say what it serves: the settings inside nginx's ``http`` block, which listen on :attr:`port`."""
        (self.folder / "site.conf").write_text(site, "utf-8")

    def reload(self) -> None:
        """Let it read its settings again; open connections go on."""
        self._started().send_signal(signal.SIGHUP)
