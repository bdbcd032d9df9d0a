"""A gradebook that is busy, empty, a folder or full: one true sentence and the right advice."""

import os
import sqlite3
import threading
import time
from contextlib import closing
from pathlib import Path

import pytest

from casebook.exercise.gradebook import explain_gradebook, hold_gradebook, require_gradebook
from casebook.grading.nbgrader import gradebook
from casebook.grading.nbgrader.gradebook import back_up, read_grades
from casebook.problem import CasebookError


@pytest.fixture
def book(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(gradebook, "BUSY", 0.1)
    path = tmp_path / "gradebook.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE student (id)")
    return path


def test_one_that_another_program_holds_is_busy_and_not_broken(book: Path) -> None:
    with closing(sqlite3.connect(book, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        for use in (lambda: read_grades(book, "tea"), lambda: back_up(book)):
            with pytest.raises(CasebookError, match="another program holds the gradebook") as caught:
                use()
            assert "put back" not in str(caught.value) and "run the same command again" in str(caught.value)
    assert [path.name for path in book.parent.iterdir()] == ["gradebook.db"]


def test_an_empty_one_names_the_latest_copy_that_is_not(book: Path) -> None:
    book.write_bytes(b"")
    with pytest.raises(CasebookError, match="delete it, and a new one is begun"):
        require_gradebook(book)
    for stamp, data in (("20261120-100000", b"old"), ("20261121-100000", b"new"), ("20261122-100000", b"")):
        book.with_name(f"gradebook.db.{stamp}").write_bytes(data)
    with pytest.raises(CasebookError, match=r"\(0 bytes\) - copy gradebook.db.20261121-100000 over it"):
        read_grades(book, "tea")


def test_a_folder_of_that_name_is_said_to_be_one(book: Path) -> None:
    book.unlink()
    book.mkdir()
    with pytest.raises(CasebookError, match="it is a folder and should be the gradebook's file"):
        read_grades(book, "tea")


@pytest.mark.parametrize(
    ("why", "says"),
    [
        ("database is locked", "wait until the other"), ("database or disk is full", "make room"),
        ("attempt to write a readonly database", "check the permissions"), ("unable to open database file", "check the permissions"),
        ("database disk image is malformed", "put back one of the copies"), ("file is not a database", "put back one of the copies"),
    ],
)  # fmt: skip
def test_each_error_has_its_own_advice(book: Path, why: str, says: str) -> None:
    assert says in str(explain_gradebook(book, sqlite3.OperationalError(why)))


def test_two_who_would_make_it_take_turns(book: Path) -> None:
    ready, go = os.pipe()
    order: list[str] = []
    pid = os.fork()
    if pid == 0:
        with hold_gradebook(book):
            os.write(go, b"x")
            time.sleep(0.5)
            book.with_name("first").touch()
        os._exit(0)
    os.read(ready, 1)

    def second() -> None:
        with hold_gradebook(book):
            order.append("after" if book.with_name("first").exists() else "before")

    waiter = threading.Thread(target=second)
    waiter.start()
    waiter.join()
    os.waitpid(pid, 0)
    assert order == ["after"]
