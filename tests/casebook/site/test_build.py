"""What is said when a site can't be built, and what is left of the last one."""

from pathlib import Path

import pytest

from casebook.author.course import Course
from casebook.folder import read_folder
from casebook.problem import CasebookError
from casebook.site import build
from casebook.site.build import _keep_site, build_site


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
