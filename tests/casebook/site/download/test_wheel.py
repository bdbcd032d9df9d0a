"""The library as a wheel: whole, installable without an index, and the same bytes each time."""

import base64
import hashlib
import io
import zipfile
from pathlib import Path

import pytest

from casebook.problem import CasebookError
from casebook.site.download.notebook import EXTRA
from casebook.site.download.wheel import find_distributions, name_wheel, pack_wheel

NAME = "ketamine-casebook"


@pytest.fixture(scope="module")
def wheel() -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(pack_wheel(NAME)))


def test_one_wheel_holds_the_engine_and_its_subject() -> None:
    (source,) = find_distributions("ketamine")
    assert source.name == NAME
    assert name_wheel(source) == f"ketamine_casebook-{source.version}-py3-none-any.whl"


def test_an_engine_without_that_subject_is_still_found() -> None:
    assert [source.name for source in find_distributions("tea")] == [NAME]


def test_everything_the_packages_hold_is_in_it(wheel: zipfile.ZipFile) -> None:
    source = Path(__file__).parents[4] / "src"
    held = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    names = set(wheel.namelist())
    assert {name for name in names if ".dist-info/" not in name} == held
    about = {name.partition(".dist-info/")[2] for name in names} - {""}
    assert about == {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE"}


def test_its_record_names_every_file_with_its_digest(wheel: zipfile.ZipFile) -> None:
    (record,) = (name for name in wheel.namelist() if name.endswith("/RECORD"))
    rows = [row.rsplit(",", 2) for row in wheel.read(record).decode().splitlines()]
    assert [name for name, _, _ in rows] == wheel.namelist()
    for name, digest, size in rows[:-1]:
        data = wheel.read(name)
        expected = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        assert (digest, int(size)) == (f"sha256={expected}", len(data)), name


def test_the_same_files_give_the_same_bytes() -> None:
    assert pack_wheel(NAME) == pack_wheel(NAME)


def test_what_is_not_installed_is_refused() -> None:
    with pytest.raises(CasebookError, match="no-such-library is not installed, so no wheel of it can be made"):
        pack_wheel("no-such-library")


def test_it_offers_the_part_that_downloaded_notebooks_ask_for(wheel: zipfile.ZipFile) -> None:
    (about,) = (name for name in wheel.namelist() if name.endswith("/METADATA"))
    assert f"Provides-Extra: {EXTRA}" in wheel.read(about).decode()
