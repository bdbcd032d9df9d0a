"""Whose a hand-in is: decided from the outside in, the same in every collection, and held where nobody can say."""

import io
import struct
import tarfile
import unicodedata
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.grading.handin.account import CollectSummary
from casebook.grading.handin.collect import collect
from casebook.grading.handin.people.ledger import read_ledger
from casebook.mark.learner import name_folder
from casebook.mark.response import read_response, write_response
from casebook.problem import CasebookError

Write = Callable[..., Any]
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
ROSTER = "learner,lms_id,name\nvvera,111,Vera Victim\nmmal,222,Mal Mallory\n"


def pack(files: dict[str, bytes], day: int = 5) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, day, 9, 0, 0)), data)
    return packed.getvalue()


def put(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


class Desk:
    def __init__(self, course: Course, write: Write, folder: Path) -> None:
        self.course, self.write, self.folder = course, write, folder
        self.count = 0

    def response(self, learner: str, warm: str = "warm") -> bytes:
        return write_response(self.write(self.course, learner, second_cup__warm=warm))

    def collect(
        self, files: dict[str, bytes], *, day: int = 5, zipped: bool = True, roster: str = ""
    ) -> CollectSummary:
        self.count += 1
        source = self.folder / f"source-{self.count}"
        if zipped:
            source.write_bytes(pack(files, day))
        else:
            put(source, files)
        class_list = self.folder / "class.csv"
        class_list.write_text(roster)
        return collect(self.course, "tea", source, roster=class_list if roster else None, now=NOW)

    def warm(self, learner: str) -> Any:
        path = self.course.submitted / name_folder(learner) / "tea" / "response.json"
        return read_response(path.read_bytes(), "tea").responses.get("second-cup--warm") if path.is_file() else None


@pytest.fixture
def desk(released: Course, write: Write, tmp_path: Path) -> Desk:
    folder = tmp_path / "desk"
    folder.mkdir()
    return Desk(released, write, folder)


def outcomes(summary: CollectSummary) -> dict[str, str]:
    return {row.file: row.outcome for row in summary.rows}


VERA = "Vera Victim_111_assignsubmission_file_/response.json"


@pytest.mark.parametrize("roster", ["", ROSTER])
@pytest.mark.parametrize("inner", ["victimvera_111_9999_response.json", VERA, "vvera/response.json", "111-3 - Vera Victim - Jan 9, 2026 900 AM/response.json"])  # fmt: skip
@pytest.mark.parametrize(
    ("vera", "mallory"),
    [
        ("victimvera_111_5001_response.json", "mallorymal_222_5002_work.zip"),
        (VERA, "Mal Mallory_222_assignsubmission_file_/work.zip"),
        ("111-3 - Vera Victim - Jan 5, 2026 900 AM/response.json", "222-3 - Mal Mallory - Jan 6, 2026 900 AM/work.zip"),
        ("Tea_vvera_attempt_2026-01-05-09-00-00_response.json", "Tea_mmal_attempt_2026-01-06-09-00-00_work.zip"),
        ("Submitted files/Vera Victim/Tea/Version 1/response.json", "Submitted files/Mal Mallory/Tea/Version 2/work.zip"),
        ("vvera/response.json", "mmal/work.zip"),
    ],
)  # fmt: skip
def test_nothing_inside_an_archive_makes_it_another_s(
    desk: Desk, roster: str, inner: str, vera: str, mallory: str
) -> None:
    attack = pack({inner: desk.response("vvera", "iced")})
    desk.collect({vera: desk.response("vvera"), mallory: attack}, roster=roster)
    answers = {path.name: path for path in desk.course.submitted.iterdir()}
    assert len(answers) == 2, "two people, two folders"
    warm = [read_response((path / "tea" / "response.json").read_bytes(), "tea").responses["second-cup--warm"] for name, path in answers.items() if name in (name_folder("vvera"), name_folder("Vera Victim"), name_folder("victimvera"))]  # fmt: skip
    assert warm == ["warm"]


def test_a_folder_beside_people_s_folders_is_a_person_s(desk: Desk) -> None:
    files = {"vvera/response.json": desk.response("vvera"), "mmal/response.json": desk.response("vvera", "iced")}
    summary = desk.collect(files, zipped=False)
    assert (desk.warm("vvera"), desk.warm("mmal")) == ("warm", "iced")
    assert "mmal: the file names vvera; taken as mmal's, on the numbers shown to vvera" in summary.text


def test_a_loose_file_called_otherwise_is_not_somebody_s_whose_own_file_is_there(desk: Desk) -> None:
    files = {"tea-vvera.json": desk.response("vvera"), "mallory.json": desk.response("vvera", "iced")}
    summary = desk.collect(files, zipped=False)
    assert desk.warm("vvera") == "warm" and summary.collected == 1
    assert "held, the file is called mallory and names vvera inside, whose own file lies beside it" in summary.text
    again = {"tea-vvera.json": desk.response("vvera"), "vvera final.json": desk.response("vvera", "iced")}
    assert "handed in 2 times" in desk.collect(again, zipped=False).text


def test_a_number_at_a_name_s_end_is_part_of_it(desk: Desk) -> None:
    files = {f"trainee-{number:02}.json": desk.response(f"trainee-{number:02}") for number in range(1, 4)}
    files["trainee-04.json"] = desk.response("")
    roster = "learner\n" + "".join(f"trainee-{number:02}\n" for number in range(1, 5))
    summary = desk.collect(files, zipped=False, roster=roster)
    assert not summary.refused + summary.held
    assert [path.name for path in sorted(desk.course.submitted.iterdir())] == roster.split()[1:]


def test_canvas_s_number_of_a_file_handed_in_again_puts_equal_times_in_order(desk: Desk) -> None:
    files = {
        "exampleada_101_9001_response-2.json": desk.response("a"),
        "exampleada_101_9002_response-1.json": desk.response("a", "iced"),
    }
    assert "their times are equal, so the copy with the highest number counts" in desk.collect(files).text
    assert desk.warm("exampleada") == "warm"


@pytest.mark.parametrize("roster", ["", "learner\nvvera\nother\n"])
def test_a_loose_archive_is_one_person_s(desk: Desk, roster: str) -> None:
    files = {
        "tea-vvera.json": desk.response("vvera"),
        "work.zip": pack({"response.json": desk.response("vvera", "iced")}),
    }
    summary = desk.collect(files, zipped=False, roster=roster)
    assert desk.warm("vvera") == "warm" and "names vvera inside, who handed in elsewhere" in summary.text
    two = {
        "work.zip": pack({"a.json": desk.response("vvera", "iced"), "b.json": desk.response("mmal")}),
        "x.json": desk.response("other"),
    }
    assert "holds hand-ins of 2 people - unpack it" in desk.collect(two, zipped=False, roster=roster).text
    assert desk.warm("vvera") == "warm"


def test_a_class_s_download_in_a_folder_is_to_be_collected_by_itself(desk: Desk) -> None:
    inside = pack(
        {VERA: desk.response("vvera"), VERA.replace("111", "222").replace("Vera", "Mal"): desk.response("mmal")}
    )
    summary = desk.collect({"monday.zip": inside, "notes.txt": b"x"}, zipped=False)
    assert "a download of 2 people in a folder - collect it by itself: casebook collect tea monday.zip" in summary.text
    assert not desk.course.submitted.exists()


def test_folders_of_weeks_are_nobody_s(desk: Desk) -> None:
    files = {"week1/a.json": desk.response("vvera"), "week1/b.json": desk.response("mmal"), "week2/c.json": desk.response("p.late")}  # fmt: skip
    desk.collect(files, zipped=False)
    assert sorted(path.name for path in desk.course.submitted.iterdir()) == ["mmal", "p.late", "vvera"]


def test_number_and_name_that_point_to_two_people_are_held(desk: Desk) -> None:
    summary = desk.collect(
        {"Vera Victim_222_assignsubmission_file_/response.json": desk.response("vvera")}, roster=ROSTER
    )
    assert not desk.course.submitted.exists()
    assert (
        "held, number 222 is mmal in the roster, and the name Vera Victim is vvera - Moodle's number changes"
        in summary.text
    )
    kept = list((desk.course.collected / "tea" / "_held").rglob("*.json"))
    assert [path.read_bytes() for path in kept] == [desk.response("vvera")]
    assert {row.learner: row.outcome for row in summary.rows if not row.file} == {"mmal": "held", "vvera": "held"}


def settle(desk: Desk, learner: str) -> CollectSummary:
    """Do as the educator's page says: copy what is held into a folder named for its learner, and collect it."""
    held = [path for path in (desk.course.collected / "tea" / "_held").rglob("*") if path.is_file()]
    return desk.collect({f"{learner}/{path.name}": path.read_bytes() for path in held}, zipped=False)


def test_what_is_held_is_settled_by_collecting_it_from_a_folder_of_its_learner_s(desk: Desk) -> None:
    files = {"Vera Victim_222_assignsubmission_file_/response.json": desk.response("vvera")}
    assert not desk.collect(files, roster=ROSTER).clean
    assert settle(desk, "vvera").collected == 1
    assert desk.warm("vvera") == "warm"
    again = desk.collect(files)
    assert again.clean
    (row,) = [row for row in again.rows if row.file]
    assert (row.learner, row.outcome, row.note) == ("vvera", "unchanged", "held before, and settled as vvera's")
    later = desk.collect({next(iter(files)): desk.response("vvera", "iced")})
    assert not later.clean, "another file under that number is not settled with it"


def test_a_copy_of_what_its_author_handed_in_is_held_in_each_collection(desk: Desk) -> None:
    files = {
        VERA: desk.response("vvera"),
        "Vera Victim_222_assignsubmission_file_/response.json": desk.response("vvera"),
    }
    for _ in range(3):
        summary = desk.collect(files, roster=ROSTER)
        assert [row.outcome for row in summary.rows if "_222_" in row.file] == ["held"]


def test_a_number_whose_name_is_nobody_s_is_held_and_a_nickname_is_not(desk: Desk) -> None:
    files = {"Zed Other_111_assignsubmission_file_/response.json": desk.response("x"), "Malcolm Mallory_222_assignsubmission_file_/response.json": desk.response("mmal")}  # fmt: skip
    summary = desk.collect(files, roster=ROSTER)
    assert (
        desk.warm("mmal") == "warm"
        and "the platform calls them Malcolm Mallory, the roster Mal Mallory" in summary.text
    )
    assert "number 111 is vvera (Vera Victim) in the roster, and the platform's name is Zed Other" in summary.text


def test_a_number_that_was_another_s_is_held(desk: Desk) -> None:
    desk.collect({"Ada Example_7_assignsubmission_file_/response.json": desk.response("a")})
    summary = desk.collect({"Ben Other_7_assignsubmission_file_/response.json": desk.response("b", "iced")}, day=9)
    assert "number 7 was Ada Example in an earlier collection, and is Ben Other here" in summary.text
    assert [path.name for path in desk.course.submitted.iterdir()] == [name_folder("Ada Example")]


JANE = "Jane Doe_{}_assignsubmission_file_/response.json"


def test_two_of_one_name_in_two_collections_stay_two(desk: Desk) -> None:
    first, second = desk.response("jane"), desk.response("jd2", "iced")
    desk.collect({JANE.format(101): first})
    desk.collect({JANE.format(102): second}, day=8)
    assert (desk.warm("Jane Doe"), desk.warm("Jane Doe 102")) == ("warm", "iced")
    friday = desk.collect({JANE.format(101): first, JANE.format(102): second}, day=9)
    assert (friday.collected, friday.unchanged) == (0, 2)
    assert len(list(desk.course.submitted.iterdir())) == 2


def test_two_of_one_name_of_whom_the_roster_knows_one_are_held(desk: Desk) -> None:
    roster = "learner,name\njane,Jane Doe\n"
    desk.collect({JANE.format(101): desk.response("jane")}, roster=roster)
    summary = desk.collect({JANE.format(102): desk.response("jane", "iced")}, day=8, roster=roster)
    assert desk.warm("jane") == "warm"
    assert (
        "2 people on the platform are called Jane Doe (numbers 101, 102), and the roster knows one, jane"
        in summary.text
    )


JANES = "learner,name\njane,Jane Doe\njd2,Jane Doe\n"


def test_a_remembered_number_is_stronger_than_the_id_inside_a_file(desk: Desk) -> None:
    desk.collect({JANE.format(101): desk.response("jane"), JANE.format(102): desk.response("jd2")}, roster=JANES)
    summary = desk.collect({JANE.format(101): desk.response("jd2", "iced")}, day=8)
    assert (desk.warm("jane"), desk.warm("jd2")) == ("iced", "warm")
    assert "jane: the file names jd2; taken as jane's, on the numbers shown to jd2" in summary.text


@pytest.mark.parametrize("together", [True, False])
def test_a_new_number_whose_file_names_somebody_of_another_number_is_held(desk: Desk, together: bool) -> None:
    first = {JANE.format(101): desk.response("jane")}
    if not together:
        desk.collect(first, roster=JANES)
    summary = desk.collect({**first, JANE.format(102): desk.response("jane", "iced")}, day=8, roster=JANES)
    assert "the file names jane, who has the number 101 on the platform, and this one has 102" in summary.text
    assert "iced" not in [desk.warm(path.name) for path in desk.course.submitted.glob("*")]


def test_another_assignment_s_numbers_are_no_other_people(desk: Desk) -> None:
    roster = "learner,name\n" + "".join(f"p{n},Person {word}\n" for n, word in enumerate(("One", "Two", "Three")))
    names = ["Person One", "Person Two", "Person Three"]
    for start, warm in ((100, "warm"), (200, "iced")):
        files = {f"{name}_{start + place}_assignsubmission_file_/response.json": desk.response(f"p{place}", warm) for place, name in enumerate(names)}  # fmt: skip
        summary = desk.collect(files, day=start // 20, roster=roster)
        assert not summary.refused + summary.held
    assert [desk.warm(f"p{place}") for place in range(3)] == ["iced"] * 3


def test_names_without_numbers_that_two_people_share_are_held(desk: Desk) -> None:
    files = {"Jane Doe - a.json": desk.response("jane"), "Jane Doe - b.json": desk.response("jd2", "iced")}
    summary = desk.collect(files)
    assert not desk.course.submitted.exists() and len(summary.held) == 2
    assert "hand-ins of Jane Doe name jane and jd2 inside, and Google tells no number" in summary.text


def test_a_mail_from_a_strange_address_is_held(desk: Desk) -> None:
    mail = b"From: Vera Victim <v@elsewhere.example>\nContent-Type: text/plain\n\n" + desk.response("vvera")
    summary = desk.collect({"1.eml": mail}, roster="learner,name,email\nvvera,Vera Victim,vera@example.org\n")
    assert "the mail comes from v@elsewhere.example, which is not the address of vvera in the roster" in summary.text


def test_a_mail_without_a_sender_goes_by_what_is_in_it(desk: Desk) -> None:
    mail = b"Subject: tea\nContent-Type: text/plain\n\n" + desk.response("vvera")
    assert desk.collect({"1.eml": mail}, zipped=False).collected == 1 and desk.warm("vvera") == "warm"


@pytest.mark.parametrize(
    "data",
    [
        b"PK\x03\x04" + bytes(60),
        pack({"a.json": b"{}"}).replace(b"\x14\x00", b"\x93\x00"),
        b"\x1f\x8b\x08\x00" + bytes(40),
    ],
)
def test_a_broken_download_is_refused_in_one_line(desk: Desk, data: bytes) -> None:
    (desk.folder / "class.zip").write_bytes(data)
    with pytest.raises(CasebookError) as error:
        collect(desk.course, "tea", desk.folder / "class.zip", now=NOW)
    assert "\n" not in str(error.value) and " - " in str(error.value)


def test_an_old_file_never_comes_back_as_the_later_one(desk: Desk) -> None:
    old, new = desk.response("vvera", "iced"), desk.response("vvera")
    desk.collect({"tea-vvera.json": old}, zipped=False)
    desk.collect({"tea-vvera.json": new}, zipped=False)
    summary = desk.collect({"tea-vvera.json": old, "tea-late.json": desk.response("late")}, zipped=False)
    assert desk.warm("vvera") == "warm"
    assert outcomes(summary) == {"tea-vvera.json": "superseded", "tea-late.json": "taken"}
    assert "vvera: nothing new: what is here was collected and superseded before" in summary.text


def test_equal_times_are_said_to_be_equal(desk: Desk) -> None:
    files = {"vvera/tea-vvera.json": desk.response("vvera", "iced"), "vvera/tea-vvera (1).json": desk.response("vvera")}
    summary = desk.collect(files)
    assert desk.warm("vvera") == "warm"
    assert (
        "their times are equal, so the copy with the highest number counts (vvera/tea-vvera (1).json)" in summary.text
    )


def test_a_blind_download_and_its_names_later_are_one_person(desk: Desk) -> None:
    desk.collect({"Participant_111_assignsubmission_file_/response.json": desk.response("v")})
    assert desk.warm("Participant 111") == "warm"
    summary = desk.collect({VERA: desk.response("v", "iced")}, day=9, roster=ROSTER.replace("111", ""))
    assert "Participant 111 is vvera in the roster; what they handed in of tea was moved there" in summary.text
    assert [path.name for path in desk.course.submitted.iterdir()] == ["vvera"] and desk.warm("vvera") == "iced"


NAMES = ["Jürgen Müller", "Zoë Łukasik", "王 伟", "李 娜", "Søren Ægir"]


def strip_flag(data: bytes) -> bytes:
    """Return a zip whose names are no longer said to be UTF-8, as macOS leaves them."""
    raw = bytearray(data)
    for magic, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(magic)
        while at >= 0:
            struct.pack_into("<H", raw, at + place, struct.unpack_from("<H", raw, at + place)[0] & ~0x800)
            at = raw.find(magic, at + 4)
    return bytes(raw)


def test_a_zip_packed_again_by_macos_holds_the_same_people(desk: Desk) -> None:
    files = {f"{name}_{number}_assignsubmission_file/response.json": desk.response(f"u{number}") for number, name in enumerate(NAMES, 201)}  # fmt: skip
    assert desk.collect(files).collected == 5
    junk = {"__MACOSX/._x": b"junk", ".DS_Store": b"junk"}
    again = strip_flag(pack({unicodedata.normalize("NFD", name): data for name, data in files.items()} | junk, 9))
    path = desk.folder / "mac.zip"
    path.write_bytes(again)
    roster = desk.folder / "names.csv"
    roster.write_text(
        "learner,name\n" + "".join(f"u{number},{name}\n" for number, name in enumerate(NAMES, 201)), "utf-8"
    )
    summary = collect(desk.course, "tea", path, now=NOW)
    assert (summary.collected, summary.unchanged, summary.passed) == (0, 5, 2)
    with_names = collect(desk.course, "tea", path, roster=roster, now=NOW)
    assert "not in the roster" not in with_names.text
    assert sorted(folder.name for folder in desk.course.submitted.iterdir()) == [
        f"u{number}" for number in range(201, 206)
    ]


@pytest.mark.parametrize("encoding", ["cp437", "cp850", "cp1252"])
def test_a_zip_packed_by_windows_keeps_its_umlauts(desk: Desk, encoding: str) -> None:
    name = "Jürgen Müller_201_assignsubmission_file_/response.json"
    plain = name.replace("ü", "u")
    data = pack({plain: desk.response("x")}).replace(plain.encode(), name.encode(encoding))
    (desk.folder / "win.zip").write_bytes(data)
    collect(desk.course, "tea", desk.folder / "win.zip", now=NOW)
    assert [path.name for path in desk.course.submitted.iterdir()] == [name_folder("Jürgen Müller")]


def tar(files: dict[str, bytes], mode: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return packed.getvalue()


@pytest.mark.parametrize("kind", ["zip", "zip in a zip", "tar", "tar.gz", "tar.bz2", "tar.xz", "gz", "no ending"])
def test_an_archive_is_opened(desk: Desk, kind: str) -> None:
    import gzip

    inside = {"mine/response.json": desk.response("vvera", "iced")}
    made = {
        "zip": ("work.zip", pack(inside)), "zip in a zip": ("work.zip", pack({"again.zip": pack(inside)})),
        "tar": ("work.tar", tar(inside, "w")), "tar.gz": ("work.tar.gz", tar(inside, "w:gz")),
        "tar.bz2": ("work.tar.bz2", tar(inside, "w:bz2")), "tar.xz": ("work.tar.xz", tar(inside, "w:xz")),
        "gz": ("response.json.gz", gzip.compress(desk.response("vvera", "iced"))), "no ending": ("work", pack(inside)),
    }  # fmt: skip
    name, data = made[kind]
    desk.collect({f"Vera Victim_111_assignsubmission_file_/{name}": data}, roster=ROSTER)
    assert desk.warm("vvera") == "iced"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("work.7z", b"7z\xbc\xaf'\x1c" + bytes(30), "a 7z archive can't be opened here - ask for a zip"),
        ("work.rar", b"Rar!\x1a\x07\x01\x00", "a RAR archive can't be opened here - ask for a zip"),
        ("work.zip", b"PK\x03\x04 broken", "the archive is broken - ask for it again"),
        ("work.tar.gz", b"\x1f\x8b broken", "the archive is broken - ask for it again"),
        ("work.zip", pack({}), "- ask for it again"),
        ("answers.pdf", b"%PDF-1.4", "a PDF holds no answers that can be marked"),
        ("screen.png", b"\x89PNG", "a picture holds no answers that can be marked"),
        ("answers.docx", b"PK\x03\x04 broken", "no response is in it"),
        ("mail.msg", b"\xd0\xcf\x11\xe0", "save it as .eml"),
        ("empty.json", b"", "the file"),
        ("response.json", b"{}", "the file is not a response file"),
        ("exercise.json", b"{}", "it came with the exercise"),
        ("anywidget-0.11.0-py3-none-any.whl", pack({"a/package.json": b"{}"}), "it came with the exercise"),
    ],
)
def test_every_other_file_is_named_with_its_owner_and_kept(desk: Desk, name: str, data: bytes, words: str) -> None:
    files = {f"Vera Victim_111_assignsubmission_file_/{name}": data, "Mal Mallory_222_assignsubmission_file_/response.json": desk.response("mmal")}  # fmt: skip
    summary = desk.collect(files, roster=ROSTER)
    (row,) = [row for row in summary.rows if row.learner == "vvera"]
    assert row.outcome in ("refused", "not a hand-in") and words in row.note and words in summary.text
    assert summary.clean == ("came with" in words)
    kept = [path.read_bytes() for path in (desk.course.collected / "tea" / "_others").rglob("*") if path.is_file()]
    assert kept == [data]


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("roster", ["", ROSTER])
@pytest.mark.parametrize("top", ["", "vvera/", "class/vvera/", "vvera/tea/"])
@pytest.mark.parametrize("extra", ["data/readings.csv", "my photos/screen.png", "notes/old/answers.pdf"])
def test_a_folder_within_a_learner_s_folder_makes_nobody_a_learner(
    desk: Desk, zipped: bool, roster: str, top: str, extra: str
) -> None:
    files = {f"{top}response.json": desk.response("vvera"), f"{top}{extra}": b"beat,pressure"}
    if top:
        files[f"{top.replace('vvera', 'mmal')}response.json"] = desk.response("mmal")
    summary = desk.collect(files, roster=roster, zipped=zipped)
    assert (
        {row.learner for row in summary.rows if row.outcome != "nothing handed in"} == {"vvera", "mmal"}
        if top
        else {"vvera"}
    )
    (row,) = [row for row in summary.rows if row.file.endswith(extra)]
    assert row.learner == "vvera" and row.outcome == "not a hand-in"


@pytest.mark.parametrize("top", ["", "vvera/", "data/"])
def test_what_was_handed_out_with_the_exercise_is_nobody_s_work(desk: Desk, top: str) -> None:
    files = {f"{top}data/cups.csv": b"cup,degrees\nmine,70\n", "mmal/response.json": desk.response("mmal")}
    summary = desk.collect(files, zipped=False)
    (row,) = [row for row in summary.rows if row.file.endswith("cups.csv")]
    assert "it came with the exercise" in row.note and summary.clean
    assert not read_ledger(desk.course.collected / "tea").unread


def test_an_archive_of_many_small_hand_ins_stops_at_a_limit(desk: Desk) -> None:
    inside = {f"{number}.json": desk.response("vvera") + b" " * number for number in range(100)}
    summary = desk.collect({"vvera/work.zip": pack(inside), "mmal/response.json": desk.response("mmal")})
    assert summary.collected == 2
    assert len(list((desk.course.collected / "tea" / "vvera").iterdir())) == 20
    assert any("more than 20 times at once" in line for line in summary.refused)
    assert any("one archive may bring 40 hand-ins" in line for line in summary.refused)


def test_no_name_writes_on_the_educator_s_terminal(desk: Desk) -> None:
    evil = "x\x1b[2J\n  refused: vvera: y\u202e"
    summary = desk.collect(
        {"a.json": desk.response(evil), "b.json": desk.response("x\x1b]0;title\x07").replace(b"1,", b"2,", 1)},
        zipped=False,
    )
    assert "\x1b" not in summary.text and "\u202e" not in summary.text and "\x07" not in summary.text
    assert not any(line.startswith("  refused: vvera") for line in summary.text.splitlines())
