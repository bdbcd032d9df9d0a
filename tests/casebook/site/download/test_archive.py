"""An archive has the same bytes whenever and wherever it is made."""

import io
import zipfile

from casebook.site.download.archive import pack_zip


def test_the_same_files_give_the_same_bytes_in_the_order_given() -> None:
    files = {"b.txt": b"tea" * 500, "a.whl": b"tea" * 500}
    assert pack_zip(files) == pack_zip(dict(files))
    with zipfile.ZipFile(io.BytesIO(pack_zip(files))) as archive:
        assert archive.namelist() == ["b.txt", "a.whl"]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.read("b.txt") == files["b.txt"]


def test_a_wheel_is_not_packed_twice() -> None:
    with zipfile.ZipFile(io.BytesIO(pack_zip({"b.txt": b"tea" * 500, "a.whl": b"tea" * 500}))) as archive:
        kinds = {entry.filename: entry.compress_type for entry in archive.infolist()}
    assert kinds == {"b.txt": zipfile.ZIP_DEFLATED, "a.whl": zipfile.ZIP_STORED}
