"""The worker of a site: what it keeps, and what makes it another version."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from casebook.site.offline import WORKER, make_worker, write_worker

FILES = {
    "index.html": b"<p>Tea</p>",
    "_static/casebook.js": b"pour();",
    "notebooks/cup.ipynb": b"{}",
    "pdf/tea-book.pdf": b"%PDF",
    "_headers": b"/*",
    "robots.txt": b"",
    "objects.inv": b"",
    ".buildinfo": b"",
    "sw.js": b"an older one",
}


def read(script: str, name: str) -> Any:
    found = re.findall(rf"^const {name} = (.*);$", script, flags=re.MULTILINE)
    assert len(found) == 1
    return json.loads(found[0])


def test_pages_are_kept_at_once_notebooks_when_asked_for_and_pdfs_never() -> None:
    script = make_worker(FILES)
    assert list(read(script, "KEPT")) == ["_static/casebook.js", "index.html"]
    assert list(read(script, "LAZY")) == ["notebooks/cup.ipynb"]


def test_the_same_files_make_the_same_worker_in_any_order() -> None:
    assert make_worker(FILES) == make_worker(dict(reversed(FILES.items())))


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("index.html", b"<p>More tea</p>"),
        ("notebooks/cup.ipynb", b"[]"),
        ("new.html", b""),
        ("two\u2028words.html", b""),
    ],
)
def test_whatever_changes_makes_another_version(name: str, content: bytes) -> None:
    assert read(make_worker(FILES), "VERSION") != read(make_worker(FILES | {name: content}), "VERSION")


@pytest.mark.parametrize("name", ["pdf/tea-book.pdf", "_headers", "sw.js"])
def test_what_is_not_kept_makes_none(name: str) -> None:
    assert make_worker(FILES) == make_worker(FILES | {name: b"other"})


def test_it_is_written_beside_the_pages_and_is_a_script(tmp_path: Path) -> None:
    for name, data in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(data)
    write_worker(tmp_path)
    assert (tmp_path / WORKER).read_text() == make_worker(FILES)
    if node := shutil.which("node"):
        subprocess.run([node, "--check", str(tmp_path / WORKER)], check=True)
