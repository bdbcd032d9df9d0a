"""The server on this computer: what it shows, what it refuses, and what it says."""

import socket
import threading
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from casebook.problem import CasebookError
from casebook.site import serve
from casebook.site.serve import make_server, serve_site


@pytest.fixture
def site(tmp_path: Path) -> Path:
    folder = tmp_path / "html"
    (folder / "chapter").mkdir(parents=True)
    (folder / "index.html").write_text("<p>Tea</p>")
    (tmp_path / "secret.txt").write_text("salt")
    return folder


@pytest.fixture
def address(site: Path) -> Iterator[str]:
    with make_server(site, 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


def test_the_site_is_served_to_this_computer_only(site: Path) -> None:
    with make_server(site, 0) as server:
        assert server.server_address[0] == "127.0.0.1"


def test_pages_come_with_a_strict_policy(address: str) -> None:
    with urllib.request.urlopen(f"{address}/index.html") as answer:
        assert answer.read() == b"<p>Tea</p>"
        policy = answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert scripts == "script-src 'self'"


@pytest.mark.parametrize(
    "path", ["/../secret.txt", "/%2e%2e/secret.txt", "/chapter/../../secret.txt", "/chapter/", "/none.html"]
)
def test_nothing_outside_the_site_is_served_and_no_folder_listed(address: str, path: str) -> None:
    host, port = address.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port))) as line:
        line.sendall(f"GET {path} HTTP/1.0\r\n\r\n".encode())
        answer = b"".join(iter(lambda: line.recv(4096), b""))
    assert answer.startswith(b"HTTP/1.0 404"), answer[:80]
    assert b"salt" not in answer


def test_a_taken_port_gives_way_to_the_next_free_one(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []
    opened: list[str] = []
    monkeypatch.setattr(serve.webbrowser, "open", opened.append)
    monkeypatch.setattr(serve._Server, "serve_forever", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
    with make_server(site, 0) as taken:
        port = int(taken.server_address[1])
        serve_site(site, port=port, say=said.append)
    assert said[0].startswith(f"Port {port} is taken; using ")
    assert said[1].startswith("The course is at http://127.0.0.1:") and opened[0] in said[1]
    assert said[-1] == "Stopped."


def test_no_browser_opens_unless_asked(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve.webbrowser, "open", lambda address: pytest.fail("it opened a browser"))
    monkeypatch.setattr(serve._Server, "serve_forever", lambda self: None)
    serve_site(site, port=0, open_browser=False, say=lambda line: None)


def test_without_a_site_there_is_nothing_to_serve(tmp_path: Path) -> None:
    with pytest.raises(CasebookError, match="there is no site here - run casebook build"):
        serve_site(tmp_path)
