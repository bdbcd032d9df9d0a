"""The server on this computer, and what is said when a site can't be built."""

import socket
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from casebook.author.course import Course
from casebook.folder import read_folder
from casebook.problem import CasebookError
from casebook.site import build
from casebook.site.build import _keep_site, build_site, make_server, serve_site


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
    monkeypatch.setattr(build.webbrowser, "open", opened.append)
    monkeypatch.setattr(build._Server, "serve_forever", lambda self: (_ for _ in ()).throw(KeyboardInterrupt))
    with make_server(site, 0) as taken:
        port = int(taken.server_address[1])
        serve_site(site, port=port, say=said.append)
    assert said[0].startswith(f"Port {port} is taken; using ")
    assert said[1].startswith("The course is at http://127.0.0.1:") and opened[0] in said[1]
    assert said[-1] == "Stopped."


def test_no_browser_opens_unless_asked(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build.webbrowser, "open", lambda address: pytest.fail("it opened a browser"))
    monkeypatch.setattr(build._Server, "serve_forever", lambda self: None)
    serve_site(site, port=0, open_browser=False, say=lambda line: None)


def test_without_a_site_there_is_nothing_to_serve(tmp_path: Path) -> None:
    with pytest.raises(CasebookError, match="there is no site here - run casebook build"):
        serve_site(tmp_path)


def test_a_course_without_configuration_is_refused(course: Course) -> None:
    with pytest.raises(CasebookError, match="no configuration of its book"):
        build_site(course)


def test_a_build_that_fails_leaves_the_last_whole_site(tmp_path: Path) -> None:
    site, environment = tmp_path / "html", tmp_path / ".doctrees" / "environment.pickle"
    for path in (site / "index.html", environment):
        path.parent.mkdir()
        path.write_text("whole")
    with pytest.raises(CasebookError), _keep_site(site):
        (site / "index.html").write_text("half")
        (site / "new.html").write_text("half")
        raise CasebookError("a fault")
    assert read_folder(site) == {"index.html": b"whole"}
    assert not environment.exists()  # so that the next build reads every page, and sees the fault again
    with _keep_site(site):
        (site / "index.html").write_text("new")
    assert read_folder(tmp_path) == {"html/index.html": b"new"}


def test_a_first_build_that_fails_leaves_no_site(tmp_path: Path) -> None:
    with pytest.raises(CasebookError), _keep_site(tmp_path / "html"):
        (tmp_path / "html").mkdir()
        raise CasebookError("a fault")
    assert not (tmp_path / "html").exists()


def test_after_a_build_that_was_killed_the_next_starts_from_the_last_whole_site(tmp_path: Path) -> None:
    for folder, text in ((".site-before", "whole"), ("html", "half"), (".site-copying", "half"), (".doctrees", "half")):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.html").write_text(text)
    (tmp_path / ".doctrees" / "environment.pickle").write_text("half")
    with _keep_site(tmp_path / "html"):
        assert read_folder(tmp_path / "html") == {"index.html": b"whole"}
        assert not (tmp_path / ".doctrees" / "environment.pickle").exists()
    assert {path.name for path in tmp_path.iterdir()} == {"html", ".doctrees"}


def test_after_a_first_build_that_was_killed_nothing_half_is_left(tmp_path: Path) -> None:
    for folder in ("html", ".site-before"):
        (tmp_path / folder).mkdir()
    (tmp_path / "html" / "index.html").write_text("half")
    with _keep_site(tmp_path / "html"):
        assert not (tmp_path / "html").exists()


def test_every_warning_of_the_builder_is_said_once_and_plainly() -> None:
    errors = (
        "\x1b[91mWARNING: book/a.md:3: there is no fact x - name another\x1b[39;49;00m\n"
        "Some other line\nWARNING: book/a.md:3: there is no fact x - name another\n/tea/book/b.md:9: ERROR: Unknown thing\n"
    )
    assert build._explain("", errors, root=Path("/tea")).splitlines() == [
        "book/a.md:3: there is no fact x - name another",
        "book/b.md:9: Unknown thing",
    ]


def test_a_failing_cell_is_said_with_its_reason() -> None:
    errors = (
        "\x1b[91m/tea/book/a.md: WARNING: Executing notebook failed: CellExecutionError\n"
        "nbclient.exceptions.CellExecutionError: An error occurred while executing the following cell:\n"
        "\x1b[31mNameError\x1b[39m                       Traceback (most recent call last)\n"
        "\x1b[31mNameError\x1b[39m: name 'cup' is not defined\n"
        "RuntimeError: \n"
    )
    said = "a code cell failed: NameError: name 'cup' is not defined - run the page in Jupyter and mend the cell"
    assert build._explain("", errors, root=Path("/tea")) == f"book/a.md: {said}"


def test_a_builder_that_dies_is_quoted() -> None:
    said = build._explain("reading sources...\n", "Traceback\nKeyError: 'tea'\n", root=Path("/tea"))
    assert said.splitlines()[0] == "the site could not be built; the builder's last words:"
    assert "KeyError: 'tea'" in said


def test_where_no_wheel_can_be_made_it_is_said_and_the_build_goes_on(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(subject: str) -> None:
        raise CasebookError("the library is not installed, so no wheel of it can be made - install it")

    said: list[str] = []
    monkeypatch.setattr(build, "find_distributions", refuse)
    assert build._make_wheels(course, said.append) == {}
    assert said == [
        "the library is not installed, so no wheel of it can be made - install it; "
        "the notebooks won't say how to install the library."
    ]
