"""Archives and names made to break things: each file has its line, nothing leaves its folder, and no line is forged."""

import io
import os
import struct
import tarfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.grading.handin.account import CollectSummary
from casebook.grading.handin.collect import collect
from casebook.mark.response import write_response
from casebook.problem import CasebookError

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


class Yard:
    """Where hostile archives are made and collected."""

    def __init__(self, course: Course, write: Any, folder: Path) -> None:
        self.course, self.folder = course, folder
        self.good, self.other = (write_response(write(course, name)) for name in ("m.smith", "v.victim"))

    def pack(self, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in entries:
                archive.writestr(name, data)
        return packed.getvalue()

    def collect(self, data: bytes, name: str = "handins.zip") -> CollectSummary:
        (self.folder / name).write_bytes(data)
        return collect(self.course, "tea", self.folder / name, now=NOW)

    def list_taken(self) -> list[str]:
        return sorted(path.name for path in self.course.submitted.iterdir()) if self.course.submitted.is_dir() else []


@pytest.fixture
def yard(released: Course, write: Any, tmp_path: Path) -> Yard:
    (tmp_path / "yard").mkdir()
    return Yard(released, write, tmp_path / "yard")


def outcomes(summary: CollectSummary) -> dict[str, str]:
    return {row.file: row.outcome for row in summary.rows}


def test_names_that_point_outside_are_refused_and_nothing_is_written_there(yard: Yard) -> None:
    names = ["/etc/x.json", "C:\\Users\\x.json", "..\\..\\up.json", "a/../../up.json"]
    summary = yard.collect(yard.pack(*((zipfile.ZipInfo(name), yard.good) for name in names)))
    assert len(summary.rows) == 4 and {row.outcome for row in summary.rows} == {"refused"}
    assert not list(yard.folder.parent.rglob("up.json"))


def test_names_forge_no_line_and_hide_no_letter(yard: Yard) -> None:
    names = ["m.smith\n  refused: v.victim: x.json", "v.victim\u200b.json", "\x1b[2J\x1b]0;x\x07.json", "\u202egnp.json", "\U000e0041x.json"]  # fmt: skip
    summary = yard.collect(yard.pack(*((name, yard.good if place % 2 else yard.other) for place, name in enumerate(names))))  # fmt: skip
    assert all(line.isprintable() for line in summary.text.split("\n"))
    assert len(summary.rows) == len(names) and "\n  refused: v" not in summary.text
    assert "v.victim\ufffd" in summary.text


def test_two_attempts_with_a_line_in_their_names_forge_none(yard: Yard) -> None:
    entries = ((f"m.smith/{place}\n  refused: all.json", data) for place, data in enumerate((yard.good, yard.other)))
    summary = yard.collect(yard.pack(*entries))
    assert "handed in 2 times" in summary.text and "\n  refused: all" not in summary.text


def test_links_devices_and_pipes_are_named_and_not_followed(yard: Yard) -> None:
    link = zipfile.ZipInfo("link.json")
    link.external_attr = 0o120777 << 16
    assert outcomes(yard.collect(yard.pack((link, b"/etc/passwd"), ("m.smith.json", yard.good)))) == {"link.json": "refused", "m.smith.json": "taken"}  # fmt: skip
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for name, kind, target in (("l.json", tarfile.SYMTYPE, "/etc/passwd"), ("h.json", tarfile.LNKTYPE, "m.smith.json"), ("dev.json", tarfile.CHRTYPE, ""), ("fifo.json", tarfile.FIFOTYPE, "")):  # fmt: skip
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            archive.addfile(member)
    assert set(outcomes(yard.collect(packed.getvalue(), "x.tar.gz")).values()) == {"refused"}
    folder = yard.folder / "folder"
    folder.mkdir()
    os.mkfifo(folder / "pipe.json")
    (folder / "loop").symlink_to("..")
    (folder / "m.smith.json").write_bytes(yard.good)
    summary = collect(yard.course, "tea", folder, now=NOW)
    assert outcomes(summary) == {"pipe.json": "refused", "loop": "refused", "m.smith.json": "unchanged"}


def test_a_locked_broken_or_lying_archive_loses_nothing_else(yard: Yard) -> None:
    whole = yard.pack(("m.smith.json", yard.good), ("v.victim.json", yard.other))
    flipped = bytearray(whole)
    flipped[60] ^= 0xFF
    assert sorted(outcomes(yard.collect(bytes(flipped))).values()) == ["refused", "taken"]
    locked = bytearray(yard.pack(("m.smith.json", yard.good)))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        struct.pack_into("<H", locked, locked.find(mark) + offset, 1)
    assert "locked with a password" in yard.collect(bytes(locked)).text
    for offset, value in ((24, 0xFFFFFFF0), (42, 0xFFFFF0), (20, 1)):
        lying = bytearray(yard.pack(("m.smith.json", yard.good)))
        struct.pack_into("<I", lying, lying.find(b"PK\x01\x02") + offset, value)
        assert set(outcomes(yard.collect(bytes(lying))).values()) == {"refused"}, offset
    for data in (whole[:-40], b"PK\x03\x04", yard.good):
        with pytest.raises(CasebookError, match="the archive is broken") as caught:
            yard.collect(data)
        assert "\n" not in str(caught.value)


def test_one_place_named_three_hundred_times_costs_little(yard: Yard) -> None:
    packed = yard.pack(("x.json", b" " * 2_000_000 + yard.good))
    start = packed.find(b"PK\x01\x02")
    entries = packed[start : packed.find(b"PK\x05\x06")] * 300
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 300, 300, len(entries), start, 0)
    summary = yard.collect(packed[:start] + entries + end)
    assert len(summary.rows) == 300 and {row.outcome for row in summary.rows} == {"refused"}
    assert sum(path.stat().st_size for path in yard.course.root.rglob("*") if path.is_file()) < 20_000_000


def test_what_is_called_otherwise_than_it_is_is_read_as_what_it_is(yard: Yard) -> None:
    assert yard.collect(yard.pack(("m.smith.json", yard.good)), "response.json").collected == 1
    assert yard.collect(yard.other.decode().encode("utf-16"), "v.victim.json").collected == 1
    assert yard.collect(b"\0" * 100 + yard.good, "nul.json").unchanged == 1
    assert yard.list_taken() == ["m.smith", "v.victim"]


def test_archives_in_archives_end_somewhere(yard: Yard) -> None:
    data = yard.pack(("m.smith.json", yard.good))
    for level in range(12):
        data = yard.pack((f"n{level}.zip", data))
    summary = yard.collect(data)
    assert "an archive in an archive in an archive" in summary.text and yard.list_taken() == []


def test_one_person_s_names_in_other_letters_replace_nobody(yard: Yard, write: Any) -> None:
    names = ["v.victim", "v.victi\u043c", "\uff56.victim", "v.victim\u200b"]
    entries = ((f"{place}/response.json", write_response(write(yard.course, name))) for place, name in enumerate(names))
    summary = yard.collect(yard.pack(*entries))
    assert len(yard.list_taken()) == 4 and [row.outcome for row in summary.rows] == ["taken"] * 4
