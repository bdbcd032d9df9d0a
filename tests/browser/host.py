"""A web host as readers meet it: the course lies in a folder of it, and it sends exactly the headers the build asks for."""

import sys
import threading
import time
from collections.abc import Callable
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

PREFIX = "/course"
NAME = "course.localhost"
"""Found on this computer by every Chromium and trusted like one with a certificate, but no preview to the course."""

PAUSE = 0.08
"""Seconds between the parts of a page: long enough for a browser to draw what it has."""


def read_headers(text: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return a site's `_headers` as a host reads it: the start of the paths, and the headers for what lies there."""
    blocks = []
    for block in text.strip().split("\n\n"):
        path, *lines = block.splitlines()
        headers = [(name.strip(), value.strip()) for name, value in (line.split(":", 1) for line in lines)]
        blocks.append((path.removesuffix("*"), headers))
    return blocks


class Host:
    """A web server that can be put on another version, have files that lag behind, come late or in parts, and be off."""

    def __init__(self, folder: Path, prefix: str = PREFIX) -> None:
        self.folder = folder
        self.prefix = prefix
        self.lagging: dict[str, Path] = {}
        self.held: dict[str, threading.Event] = {}
        self.cut: Callable[[bytes], list[bytes]] = lambda page: [page]
        self.asked: list[str] = []
        self.server: ThreadingHTTPServer | None = None
        self.port = 0
        self.on()

    @property
    def address(self) -> str:
        return f"http://{NAME}:{self.port}{self.prefix}"

    def name(self, path: str) -> str:
        """Return the file of the site that a path asks for."""
        return unquote(path.partition("?")[0].removeprefix(f"{self.prefix}/"))

    def on(self) -> None:
        host = self

        class Handler(SimpleHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                # A connection that was kept open ends with the host.
                if not host.server:
                    self.close_connection = True
                    return
                # Python's server tells versions apart by the second; two may be written within one.
                del self.headers["If-Modified-Since"]
                if held := host.held.get(host.name(self.path)):
                    held.wait(60)
                super().do_GET()

            def copyfile(self, source: Any, outputfile: Any) -> None:
                whole = source.read()
                first, *others = host.cut(whole) if host.name(self.path).endswith(".html") else [whole]
                outputfile.write(first)
                for part in others:
                    time.sleep(PAUSE)
                    outputfile.write(part)

            def translate_path(self, path: str) -> str:
                name = host.name(path)
                host.asked.append(name)
                return str(host.lagging.get(name, host.folder) / name)

            def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
                body = (host.folder / "404.html").read_bytes()
                self.send_response(code)
                self.send_header("Content-Type", "text/html")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def end_headers(self) -> None:
                path = self.path.removeprefix(host.prefix)
                for start, headers in read_headers((host.folder / "_headers").read_text()):
                    if path.startswith(start):
                        for name, value in headers:
                            self.send_header(name, value)
                super().end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True
            allow_reuse_address = True

            def handle_error(self, request: Any, client_address: Any) -> None:
                # Whoever leaves in the middle of a page is no fault of the server.
                if not isinstance(sys.exception(), ConnectionError):
                    super().handle_error(request, client_address)

        self.server = Server(("127.0.0.1", self.port), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def off(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None
