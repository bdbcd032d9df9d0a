"""The table that a collection ends in: each thing is said once, and nobody who handed in something is told to have handed in nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.grading.handin.account import CollectSummary
from casebook.grading.handin.people.ledger import read_ledger
from casebook.mark.response import write_response
from casebook.problem import CasebookError

Write = Callable[..., Any]
Download = Callable[..., CollectSummary]
ADA, BEN = (f"{name}_assignsubmission_file_/" for name in ("Ada Example_101", "Ben Other_102"))
ROSTER = "learner,name\nada,Ada Example\nben,Ben Other\ncleo,Cleo Third\n"


def outcomes(summary: CollectSummary) -> dict[str, str]:
    return {row.learner: row.outcome for row in summary.rows}


@pytest.mark.parametrize(("name", "data"), [("response.json", b"{broken"), ("photo.jpg", b"\xff\xd8\xff")])
def test_something_unreadable_is_never_told_as_nothing(
    released: Course, write: Write, download: Download, name: str, data: bytes
) -> None:
    good = {BEN + "response.json": write_response(write(released, "ben"))}
    download({ADA + name: data, **good})
    later = download(good, roster=ROSTER)
    assert outcomes(later) == {"ada": "nothing readable", "ben": "unchanged", "cleo": "nothing handed in"}
    assert "1 with nothing readable, 1 without a hand-in" in later.text.splitlines()[0]
    renamed = download(good, roster=ROSTER.replace("ada,", "a.example,"))
    assert outcomes(renamed)["a.example"] == "nothing readable"
    download({**good, ADA + "response.json": write_response(write(released, "ada"))})
    assert outcomes(download(good))["a.example"] == "unchanged"


def test_what_came_with_the_exercise_is_nobody_s_hand_in(released: Course, write: Write, download: Download) -> None:
    download({ADA + "exercise.json": b"{}", BEN + "response.json": write_response(write(released, "ben"))})
    assert not read_ledger(released.collected / "tea").unread


def test_without_a_roster_each_thing_is_said_once(released: Course, write: Write, download: Download) -> None:
    said = download({ADA + "response.json": write_response(write(released, "a.example"))}).text
    assert said.count("the file names a.example") == 1


def test_what_is_held_is_counted_apart_and_its_folder_is_named(
    released: Course, write: Write, download: Download
) -> None:
    roster = "learner,lms_id,name\nada,101,Ada Example\nben,102,Ben Other\n"
    files = {"Ada Example_102_assignsubmission_file_/response.json": write_response(write(released, "ada"))}
    summary = download({**files, BEN.replace("102", "103") + "x.json": b"{"}, roster=roster)
    assert not summary.clean
    assert summary.text.splitlines()[0].startswith("tea: 0 collected, 0 unchanged, 1 refused, 1 held")
    (folder,) = (released.collected / "tea" / "_held").iterdir()
    assert f"it is kept in collected/tea/_held/{folder.name}" in summary.text


def test_another_exercise_s_download_is_refused_in_one_line_and_nothing_is_kept(
    released: Course, write: Write, download: Download
) -> None:
    data = [write_response(write(released, name)).replace(b'"exercise": "tea"', b'"exercise": "coffee"') for name in ("ada", "ben")]  # fmt: skip
    assert b'"coffee"' in data[0]
    with pytest.raises(CasebookError, match="all 2 hand-ins in it are for the exercise coffee, not tea") as caught:
        download({ADA + "response.json": data[0], BEN + "response.json": data[1]}, roster=ROSTER)
    assert "\n" not in str(caught.value) and not released.collected.exists()
    mixed = download({ADA + "response.json": data[0], BEN + "response.json": write_response(write(released, "ben"))})
    assert (mixed.collected, len(mixed.refused)) == (1, 1)


def test_collecting_again_says_again_who_is_late(released: Course, write: Write, download: Download) -> None:
    (released.root / "term.toml").write_text("zone = 'UTC'\n[tea]\ndue = 2026-11-20T17:00:00\n")
    files = {ADA + "response.json": write_response(write(released, "ada"))}
    for _ in range(2):
        assert "Ada Example: late by 30 min, due 2026-11-20 17:00 UTC" in download(files).text


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("late = 'none'\n", "late changes nothing"),
        ("[tea]\nlate = 'none'\n[tea.extra]\n'Ada Example' = '1 day'\n", "late and extra change nothing"),
    ],
)
def test_a_cost_of_being_late_without_a_date_is_said_to_change_nothing(
    released: Course, write: Write, download: Download, term: str, words: str
) -> None:
    (released.root / "term.toml").write_text(term)
    files = {ADA + "response.json": write_response(write(released, "ada"))}
    line = f"term.toml: {words}, since no date is set for tea - write due below [tea]"
    assert line in download(files).text
    (released.root / "term.toml").write_text("[tea]\ndue = 2026-11-21\nlate = 'none'\n")
    assert "no date" not in download(files).text
