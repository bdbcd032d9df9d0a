"""Showing a built site on this computer, and to this computer only."""

import os
import webbrowser
from collections.abc import Callable
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from ..problem import CasebookError
from .hosting import HEADERS

__all__ = ["make_server", "serve_site"]

_PORTS = 50


class _Handler(SimpleHTTPRequestHandler):
    """Files of one folder, with the headers a careful host would send, and quietly."""

    def end_headers(self) -> None:
        """Add the headers to every answer."""
        for name, value in HEADERS["/*"].items():
            self.send_header(name, value)
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer with the course's own page where there is none."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def list_directory(self, path: Any) -> None:
        """Refuse to list a folder."""
        self.send_error(404, "There is no page here")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the address is all a reader needs to see."""


def make_server(directory: Path, port: int) -> ThreadingHTTPServer:
    """Return a server of a folder on this computer only, at the port asked for or the next free one."""
    handler = partial(_Handler, directory=str(directory))
    for candidate in range(port, min(port + _PORTS, 65536)):
        try:
            return _Server(("127.0.0.1", candidate), handler)
        except OSError:
            continue
    raise CasebookError(f"no port from {port} to {port + _PORTS - 1} is free - choose another with --port")


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    # A port in use must be refused, not shared with whoever has it.
    allow_reuse_address = os.name == "posix"


def serve_site(
    directory: Path, *, port: int = 8000, open_browser: bool = True, say: Callable[[str], None] = print
) -> None:
    """Serve a built site on this computer until interrupted, and open it in a browser if asked to."""
    if not (directory / "index.html").is_file():
        raise CasebookError(f"{directory}: there is no site here - run casebook build")
    with make_server(directory, port) as server:
        taken = int(server.server_address[1])
        if taken != port:
            say(f"Port {port} is taken; using {taken} instead.")
        address = f"http://127.0.0.1:{taken}/"
        say(f"The course is at {address} (stop with Ctrl-C)")
        if open_browser:
            webbrowser.open(address)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("Stopped.")
