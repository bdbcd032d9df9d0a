"""Libraries of others that a page asks for: unchanged, with their licence, and never from elsewhere."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

from casebook.web.bundle import LIBRARY

LIBRARIES = sorted(LIBRARY.glob("*/library.toml"))


@pytest.mark.parametrize("about", LIBRARIES, ids=lambda path: path.parent.name)
def test_a_library_is_the_file_that_its_makers_gave_out(about: Path) -> None:
    library = tomllib.loads(about.read_text(encoding="utf-8"))
    assert hashlib.sha256((about.parent / library["file"]).read_bytes()).hexdigest() == library["sha256"]
    assert library["name"] == about.parent.name and library["version"]
    assert library["licence"] in ("MIT", "BSD-3-Clause", "Apache-2.0")
    assert "Copyright" in (about.parent / "LICENSE").read_text(encoding="utf-8")


@pytest.mark.parametrize("about", LIBRARIES, ids=lambda path: path.parent.name)
def test_a_library_asks_nobody_for_anything(about: Path) -> None:
    script = (about.parent / tomllib.loads(about.read_text(encoding="utf-8"))["file"]).read_text(encoding="utf-8")
    # A method of that name is another matter.
    asked = re.findall(
        r"(?<![.\w`])(fetch\(|XMLHttpRequest|importScripts|eval\(|new Function)(?!.*\{$)", script, re.MULTILINE
    )
    assert asked == []
