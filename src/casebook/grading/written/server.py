"""The marking page's server: on this computer only, for whoever has the address with its secret, and for no other page.

A browser shows pages of strangers beside this one. They can send requests to any port of this computer, so every request must name this
server as its host, must come from its own page, and must know the secret that is part of each address.
"""

import hmac
import json
import os
import secrets
import sys
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs

from ...problem import CasebookError
from .desk import Desk
from .entered import Moved

__all__ = ["MarkingServer", "PageFile"]

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_LARGEST = 200_000  # bytes of a request
_MOVED = "This mark was changed elsewhere meanwhile, in formgrader or on another page. Save again if yours is to stand."

PageFile = tuple[str, bytes]


class MarkingServer(ThreadingHTTPServer):
    """Serves one desk and the files of its page, by name with their types, until it is shut down."""

    daemon_threads = True
    allow_reuse_address = os.name == "posix"

    def __init__(self, desk: Desk, files: Mapping[str, PageFile], port: int = 0) -> None:
        """Take a port of this computer, any that is free for 0; raises OSError when it is taken."""
        super().__init__(("127.0.0.1", port), _Handler)
        self.desk, self.files = desk, files
        self.token = secrets.token_urlsafe(24)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of a browser that hung up."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)

    @property
    def host(self) -> str:
        """The one name by which a request may call this server."""
        return f"127.0.0.1:{self.server_address[1]}"

    @property
    def address(self) -> str:
        """The address of the page, with its secret."""
        return f"http://{self.host}/{self.token}/"


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    return value if isinstance(value, str) else ""


def _save(desk: Desk, given: Mapping[str, Any]) -> Any:
    return desk.save(_text(given, "item"), _text(given, "key"), given)


def _undo(desk: Desk, given: Mapping[str, Any]) -> Any:
    return desk.undo()


def _note(desk: Desk, given: Mapping[str, Any]) -> Any:
    return desk.change_note(_text(given, "item"), _text(given, "text"), keep=given.get("keep") is True)


_ASKED: Mapping[str, Callable[[Desk, Mapping[str, Any]], Any]] = {
    "desk": lambda desk, given: desk.look(),
    "answers": lambda desk, given: desk.list_answers(_text(given, "item")),
    "answer": lambda desk, given: desk.open_answer(_text(given, "item"), _text(given, "key")),
}
_DONE: Mapping[str, Callable[[Desk, Mapping[str, Any]], Any]] = {"save": _save, "undo": _undo, "note": _note}


class _Handler(BaseHTTPRequestHandler):
    """One request, refused before anything is read of it unless it is the page's own."""

    server: MarkingServer
    protocol_version = "HTTP/1.1"
    timeout = 30
    taken = False

    def do_GET(self) -> None:
        """Send a file of the page, or what it asks for."""
        name, query = self._enter()
        if name is None:
            return
        if name in self.server.files:
            kind, data = self.server.files[name]
            self._send(200, kind, data)
        elif name in _ASKED:
            given = {key: values[0] for key, values in parse_qs(query).items()}
            self._answer(_ASKED[name], given)
        else:
            self._refuse(404, "There is no such page.")

    def do_POST(self) -> None:
        """Do what the page wants done."""
        self.taken = False
        name, _ = self._enter()
        if name is None:
            return
        if self.headers.get("Origin") != f"http://{self.server.host}":
            self._refuse(403, "This request does not come from the marking page.")
        elif self.headers.get("Content-Type") != "application/json" or name not in _DONE:
            self._refuse(400, "This request is none that the marking page makes.")
        elif self._length is None:
            self._refuse(413, "This is too long to be kept - shorten the comment.")
        else:
            try:
                given = json.loads(self._take())
            except (ValueError, RecursionError):
                given = None
            if isinstance(given, dict):
                self._answer(_DONE[name], given)
            else:
                self._refuse(400, "This request is none that the marking page makes.")

    @property
    def _length(self) -> int | None:
        """How many bytes the request holds; None for one that is too long, or does not say."""
        told = self.headers.get("Content-Length", "")
        return int(told) if told.isascii() and told.isdigit() and len(told) < 9 and int(told) <= _LARGEST else None

    def _take(self) -> bytes:
        """Return what the request holds, once."""
        self.taken = True
        return self.rfile.read(self._length)

    def _enter(self) -> tuple[str | None, str]:
        """Return what is asked for, or None when the request was refused."""
        path, _, query = self.path.partition("?")
        token, _, name = path.removeprefix("/").partition("/")
        # By another name a stranger's page could have led the browser here and be able to read what comes back.
        if self.headers.get("Host") != self.server.host:
            self._refuse(421, "This server goes by another name.")
        elif not hmac.compare_digest(token.encode(), self.server.token.encode()):
            self._refuse(403, "This is not the address that casebook mark printed. Take the newest one.")
        elif self.headers.get("Sec-Fetch-Site", "none") not in ("same-origin", "none"):
            self._refuse(403, "This request does not come from the marking page.")
        else:
            return name, query
        return None, ""

    def _answer(self, ask: Callable[[Desk, Mapping[str, Any]], Any], given: Mapping[str, Any]) -> None:
        try:
            found = ask(self.server.desk, given)
        except Moved:
            self._refuse(409, _MOVED)
        except CasebookError as error:
            self._refuse(503, f"{error}.")
        except OSError as error:
            self._refuse(503, f"This could not be kept: {error.strerror or error} - check the disk, and save again.")
        else:
            self._send(200, "application/json", json.dumps(found).encode())

    def _refuse(self, status: int, why: str) -> None:
        # Whoever hangs up with something unread may cut off its own answer.
        if self.command == "POST" and self._length and not self.taken:
            self._take()
        self.close_connection = True
        self._send(status, "application/json", json.dumps({"error": why}).encode())

    def _send(self, status: int, kind: str, data: bytes) -> None:
        self.send_response(status)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(data)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(data)

    def version_string(self) -> str:
        """Say nothing about what serves this."""
        return "casebook"

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: addresses hold the secret."""
