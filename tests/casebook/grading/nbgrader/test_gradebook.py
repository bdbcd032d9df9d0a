"""Reading the gradebook: after a writer was killed as well."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from casebook.grading.nbgrader.gradebook import list_notebooks

KILLED = """
import os, sqlite3, sys
book = sqlite3.connect(sys.argv[1], isolation_level=None)
book.execute("PRAGMA cache_size = 1")
book.execute("BEGIN")
book.execute("UPDATE notebook SET kernelspec = 'half'")
book.execute("UPDATE assignment SET filler = randomblob(1000)")
os._exit(9)
"""


def test_what_a_killed_writer_left_half_done_is_not_seen_and_no_reader_stumbles(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.db"
    with closing(sqlite3.connect(path)) as book, book:
        book.execute("CREATE TABLE assignment (id, name, filler)")
        book.execute("CREATE TABLE notebook (name, assignment_id, kernelspec)")
        book.executemany(
            "INSERT INTO assignment VALUES (?, ?, randomblob(1000))", [(n, f"tea-{n}") for n in range(200)]
        )
        book.execute("INSERT INTO notebook VALUES ('tea', 7, 'whole')")
    subprocess.run([sys.executable, "-c", KILLED, str(path)], check=False)
    assert path.with_name("gradebook.db-journal").stat().st_size > 0, "the writer left nothing half done"
    assert list_notebooks(path, "tea-7") == {"tea": "whole"}
