"""Showing a built site on this computer, and to this computer only."""

import os
import webbrowser
from collections.abc import Callable, Sequence
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

    # A page that is complete in itself brings a policy of its own, and its scripts stand in it.
    own_policy = False

    def end_headers(self) -> None:
        """Add the headers to every answer."""
        for name, value in HEADERS["/*"].items():
            if not (self.own_policy and name == "Content-Security-Policy"):
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


class _PagesHandler(_Handler):
    own_policy = True


def make_server(directory: Path, port: int, *, own_policy: bool = False) -> ThreadingHTTPServer:
    """Return a server of a folder on this computer only, at the port asked for or the next free one.

    With `own_policy` each page says itself what it may load.
    """
    handler = partial(_PagesHandler if own_policy else _Handler, directory=str(directory))
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
    directory: Path,
    *,
    port: int = 8000,
    open_browser: bool = True,
    pages: Sequence[str] = (),
    say: Callable[[str], None] = print,
) -> None:
    """Serve a built site on this computer until interrupted, and open it in a browser if asked to.

    With `pages` the folder holds these pages, each complete in itself, and the first is opened.
    """
    if not pages and not (directory / "index.html").is_file():
        raise CasebookError(f"{directory}: there is no site here - run casebook build")
    with make_server(directory, port, own_policy=bool(pages)) as server:
        taken = int(server.server_address[1])
        if taken != port:
            say(f"Port {port} is taken; using {taken} instead.")
        addresses = [f"http://127.0.0.1:{taken}/{page}" for page in pages or ("",)]
        say(f"The {'exam' if pages else 'course'} is at {' and '.join(addresses)} (stop with Ctrl-C)")
        if open_browser:
            webbrowser.open(addresses[0])
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            say("Stopped.")
