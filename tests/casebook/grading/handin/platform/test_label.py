"""What platforms tell by the names of files and folders."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.grading.handin.collect import collect
from casebook.grading.handin.platform.label import find_label, read_day
from casebook.mark.learner import name_folder
from casebook.mark.response import read_response, write_response

Write = Callable[..., Any]
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("Ada Example_4711_assignsubmission_file_/x.json", ("moodle", "Ada Example", "4711")),
        ("Ada Example_4711_assignsubmission_file/x.json", ("moodle", "Ada Example", "4711")),
        ("Ada Example_4711_assignsubmission_file_x.json", ("moodle", "Ada Example", "4711")),
        ("Ada Example_4711_assignsubmission_onlinetext_onlinetext.html", ("moodle", "Ada Example", "4711")),
        ("top/Ada Example_4711_assignsubmission_file_/sub/x.json", ("moodle", "Ada Example", "4711")),
        ("exampleada_101_9001_response.json", ("canvas", "exampleada", "101")),
        ("exampleada_LATE_101_9001_response-1.json", ("canvas", "exampleada", "101")),
        ("o'neil-smithsean_101_9001_a_b_c.json", ("canvas", "o'neil-smithsean", "101")),
        ("exampleada_101_text.html", ("canvas", "exampleada", "101")),
        ("exampleada_101_9001_text.html", ("canvas", "exampleada", "101")),
        ("anon_aB3dE_9001_response.json", ("canvas", "anon", "aB3dE")),
        ("40101-90210 - Anna Schmidt - Nov 20, 2026 1005 AM/x.json", ("brightspace", "Anna Schmidt", "40101")),
        ("40101-90210 - Anna Schmidt - Nov 20, 2026 10:05 AM - x.json", ("brightspace", "Anna Schmidt", "40101")),
        (
            "40101-90210 - Schmidt-Lee, Anna - 20 November, 2026 1005/x.json",
            ("brightspace", "Schmidt-Lee, Anna", "40101"),
        ),
        ("40101-90210- Anna Schmidt - Nov 20, 2026 1005 AM - x.json", ("brightspace", "Anna Schmidt", "40101")),
        ("Tea time_aexample_attempt_2026-11-20-10-05-00_my file.json", ("blackboard", "aexample", "aexample")),
        ("Submitted files/Ada Example/Tea/Version 2/x.json", ("teams", "Ada Example", "")),
        ("Eingereichte Dateien/Müller, Jörg/Tee/Version 1/x.json", ("teams", "Müller, Jörg", "")),
        ("Ada Example/Tea/Version 2/x.json", ("teams", "Ada Example", "")),
        ("Tea/Ada Example - response.json", ("google", "Ada Example", "")),
        ("Ann Example_11/x.json", ("folder", "Ann Example", "11")),
    ],
)
def test_a_name_of_a_platform_s_is_read(path: str, told: tuple[str, str, str]) -> None:
    label = find_label(PurePosixPath(path), "tea")
    assert label is not None and (label.platform, label.name, label.number) == told


@pytest.mark.parametrize("path", ["response.json", "m.smith.json", "tea-m.smith.json", "tea - m.smith.json", "week1/a.json", "trainee_01/x.json", "response - Copy.json", "a_b.json", "2026-01-05/x.json", "m.smith_v2.json"])  # fmt: skip
def test_an_ordinary_name_is_nobody_s(path: str) -> None:
    assert find_label(PurePosixPath(path), "tea") is None


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Nov 20, 2026 1005 AM", (2026, 11, 20, 10, 5)), ("Nov 20, 2026 1205 AM", (2026, 11, 20, 0, 5)),
        ("November 3, 2026 12:05 PM", (2026, 11, 3, 12, 5)), ("20 Nov, 2026 2242", (2026, 11, 20, 22, 42)),
        ("3. März 2026 09:05", (2026, 3, 3, 9, 5)), ("12 juin 2026 14h05", (2026, 6, 12, 14, 5)),
        ("12 juil. 2026 14h05", (2026, 7, 12, 14, 5)), ("2026-11-20-10-05-00", (2026, 11, 20, 10, 5)), ("2026-11-20 10:05", (2026, 11, 20, 10, 5)),
    ],
)  # fmt: skip
def test_a_moment_in_a_name_is_read(text: str, day: tuple[int, ...]) -> None:
    assert read_day(text) == datetime(*day)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["", "yesterday", "Foo 20, 2026 1005 AM", "Nov 40, 2026 1005 AM", "Nov 20, 2026 9999"])
def test_what_is_no_moment_is_none(text: str) -> None:
    assert read_day(text) is None


def put(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def test_a_login_with_an_underscore_is_told_by_blackboard_s_note(
    released: Course, write: Write, tmp_path: Path
) -> None:
    note = b"Name: Ann Bee (a_b)\r\nAssignment: Tea_v2\r\n\r\nSubmission Field:\r\nThere is no student submission text data for this assignment.\r\n"
    files = {"Tea_v2_a_b_attempt_2026-11-20-10-05-00_response.json": write_response(write(released, "a_b")), "Tea_v2_a_b_attempt_2026-11-20-10-05-00.txt": note}  # fmt: skip
    summary = collect(released, "tea", put(tmp_path / "in", files), now=NOW)
    assert [path.name for path in released.submitted.iterdir()] == [name_folder("a_b")] and summary.clean
    assert "Blackboard's own note on the attempt, without a pasted response" in summary.text


def test_in_teams_the_version_decides_and_a_working_copy_is_none(
    released: Course, write: Write, tmp_path: Path
) -> None:
    place = "Submitted files/Jo Example/Tea/Version {}/response.json"
    files = {
        place.format(10): write_response(write(released, "jo")),
        place.format(9): write_response(write(released, "jo", second_cup__warm="iced")),
        "Working files/Jo Example/Tea/response.json": write_response(write(released, "jo", second_cup__warm="iced")),
        "Working files/Eva Only/Tea/response.json": write_response(write(released, "eva")),
    }
    summary = collect(released, "tea", put(tmp_path / "in", files), now=NOW)
    (home,) = released.submitted.iterdir()
    response = read_response((home / "tea" / "response.json").read_bytes())
    assert response.responses["second-cup--warm"] == "warm"
    notes = {row.learner: row.note for row in summary.rows if row.outcome == "not a hand-in"}
    assert notes == {"Jo Example": "a working copy in Teams, beside what was handed in", "Eva Only": "a working copy in Teams, which was never handed in"}  # fmt: skip


def test_brightspace_s_own_list_is_nobody_s(released: Course, write: Write, tmp_path: Path) -> None:
    files = {"1-2 - Ada Example - Nov 20, 2026 1005 AM/response.json": write_response(write(released, "ada")), "index.html": b"<html>"}  # fmt: skip
    summary = collect(released, "tea", put(tmp_path / "in", files), now=NOW)
    assert summary.clean and "it came with the download" in summary.text
