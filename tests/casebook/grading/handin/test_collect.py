"""Taking in hand-ins: folders, zips and downloads, whose they are, which counts, and what is refused."""

import csv
import io
import json
import os
import stat
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.grading.handin.collect import collect
from casebook.grading.handin.notebook.work import rebuild_notebook
from casebook.grading.handin.sheet import guard_cell
from casebook.grading.handin.submission import read_notebook
from casebook.mark.learner import name_folder
from casebook.mark.response import read_response, write_response
from casebook.problem import CasebookError

Write = Callable[..., Any]
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def put(folder: Path, name: str, data: bytes, seconds: int = 0) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    moment = NOON.timestamp() - 3600 + seconds
    os.utime(path, (moment, moment))
    return path


def pack(path: Path, entries: dict[str, bytes], year: int = 2026, minutes: dict[str, int] | None = None) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            minute = (minutes or {}).get(name, 0)
            archive.writestr(zipfile.ZipInfo(name, (year, 1, 5, 8, minute, 0)), data)
    return path


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    return folder


def taken(course: Course, folder: str) -> Any:
    return read_response((course.submitted / folder / "tea" / "response.json").read_bytes(), "tea")


def test_a_folder_of_response_files_becomes_nbgrader_s_tree(released: Course, write: Write, inbox: Path) -> None:
    put(inbox, "a.json", write_response(write(released, "m.smith")))
    put(inbox, "b.json", write_response(write(released, "j.doe", second_cup__note="<script>x</script>")))
    summary = collect(released, "tea", inbox, now=NOON)
    assert summary.text.splitlines()[0] == "tea: 2 collected, 0 unchanged, 0 refused"
    home = released.submitted / "j.doe" / "tea"
    assert sorted(path.name for path in home.iterdir()) == ["response.json", "tea.ipynb", "timestamp.txt"]
    assert (home / "timestamp.txt").read_text() == "2026-11-20 12:00:00.000000 UTC\n"
    cells = {cell["source"] for cell in read_notebook((home / "tea.ipynb").read_bytes())["cells"]}
    assert "```\n<script>x</script>\n```" in cells
    assert (released.collected / "tea" / "j.doe" / "001" / "b.json").read_bytes() == (inbox / "b.json").read_bytes()


def test_page_and_notebook_give_the_same_submission(released: Course, write: Write, inbox: Path) -> None:
    response = write(released, "m.smith")
    put(inbox / "page", "m.smith.json", write_response(response))
    collect(released, "tea", inbox / "page", now=NOON)
    from_page = (released.submitted / "m.smith" / "tea" / "tea.ipynb").read_bytes()
    blank = read_notebook((released.exercises / "tea" / "tea.ipynb").read_bytes())
    put(inbox / "notebook" / "m.smith", "tea.ipynb", rebuild_notebook(blank, write(released, second_cup__note=None)))
    put(inbox / "notebook" / "m.smith", "response.json", write_response(write(released, hottest_cup__code=None)))
    collect(released, "tea", inbox / "notebook", now=NOON)
    assert (released.submitted / "m.smith" / "tea" / "tea.ipynb").read_bytes() == from_page
    assert taken(released, "m.smith").responses == response.responses


def test_collecting_the_same_again_changes_nothing(released: Course, write: Write, inbox: Path) -> None:
    put(inbox, "a.json", write_response(write(released)))
    collect(released, "tea", inbox, now=NOON)
    summary = collect(released, "tea", inbox, now=NOON + timedelta(days=1))
    assert summary.text.splitlines()[0] == "tea: 0 collected, 1 unchanged, 0 refused"
    assert "12:00" in (released.submitted / "m.smith" / "tea" / "timestamp.txt").read_text()
    assert [path.name for path in (released.collected / "tea" / "m.smith").iterdir()] == ["001"]


def test_the_later_of_two_files_counts_and_it_is_said(released: Course, write: Write, inbox: Path) -> None:
    put(inbox, "a-late.json", write_response(write(released, second_cup__warm="iced")), seconds=60)
    put(inbox, "b-early.json", write_response(write(released)), seconds=0)
    summary = collect(released, "tea", inbox, now=NOON)
    assert taken(released, "m.smith").responses["second-cup--warm"] == "iced"
    assert "m.smith: handed in 2 times; the later one counts (a-late.json)" in summary.text
    assert len(list((released.collected / "tea" / "m.smith").iterdir())) == 2


def test_the_learner_s_own_clock_decides_nothing(released: Course, write: Write, inbox: Path) -> None:
    first = write(released, second_cup__warm="iced")
    object.__setattr__(first, "saved", "2099-01-01T00:00:00Z")
    put(inbox, "first.json", write_response(first), seconds=0)
    put(inbox, "second.json", write_response(write(released)), seconds=60)
    collect(released, "tea", inbox, now=NOON)
    assert taken(released, "m.smith").responses["second-cup--warm"] == "warm"


def test_of_two_collections_the_later_counts(released: Course, write: Write, inbox: Path) -> None:
    put(inbox / "monday", "a.json", write_response(write(released)), seconds=60)
    put(inbox / "tuesday", "a.json", write_response(write(released, second_cup__warm="iced")), seconds=0)
    collect(released, "tea", inbox / "monday", now=NOON)
    summary = collect(released, "tea", inbox / "tuesday", now=NOON + timedelta(days=1))
    assert taken(released, "m.smith").responses["second-cup--warm"] == "iced"
    assert "handed in again; the later one counts" in summary.text


def test_two_spellings_are_one_learner(released: Course, write: Write, inbox: Path) -> None:
    put(inbox, "a.json", write_response(write(released, "M.Smith")), seconds=0)
    put(inbox, "b.json", write_response(write(released, "m.smith ")), seconds=1)
    assert collect(released, "tea", inbox, now=NOON).collected == 1
    assert [path.name for path in released.submitted.iterdir()] == ["m.smith"]


@pytest.mark.parametrize(
    "learner",
    ["Ada Example", "Jürgen Müller-Lüdenscheidt", "../../etc/passwd", "x" * 300, "=cmd|' /C calc'!A0", "平田", ".."],
)
def test_no_name_does_harm(released: Course, write: Write, inbox: Path, learner: str) -> None:
    before = sorted(path.name for path in released.root.iterdir())
    put(inbox, "a.json", write_response(write(released, learner)))
    summary = collect(released, "tea", inbox, now=NOON)
    assert summary.collected == 1
    assert [path.name for path in released.submitted.iterdir()] == [name_folder(learner)]
    assert sorted(path.name for path in released.root.iterdir()) == sorted({*before, "submitted", "collected"})
    log = list(csv.DictReader(io.StringIO((released.collected / "tea" / "log.csv").read_text())))
    assert log[0]["learner"] == guard_cell(learner)


def refusal(course: Course, inbox: Path) -> str:
    summary = collect(course, "tea", inbox, now=NOON)
    assert summary.collected + summary.unchanged == 1, "the honest one beside it is taken"
    (line,) = summary.refused
    return line


def test_bad_files_are_refused_in_one_line_that_names_the_learner(released: Course, write: Write, inbox: Path) -> None:
    good = write_response(write(released, "j.doe"))
    put(inbox, "good.json", good)
    mine = write_response(write(released, "m.smith"))
    cases = {
        mine[:200]: "m.smith: x.json: the file ends too early - ask for it again",
        mine.replace(b'"schema": 1', b'"schema": 2'): "m.smith: x.json: the file is of version 2",
        mine.replace(
            b'"exercise": "tea"', b'"exercise": "coffee"'
        ): "m.smith: x.json: the file is for the exercise coffee",
        mine.replace(b'"warm"', b'{"a": 1}'): "m.smith: x.json: the answer to second-cup--warm is of the wrong type",
        mine + b" " * 50_000_000: "m.smith: x.json: the file has 50,00",
        b"\xff\xfe\x00": "x: x.json: the file ends too early",
        b"null": "x: x.json: the file is not a response file",
    }
    for data, words in cases.items():
        put(inbox, "x.json", data)
        assert words in refusal(released, inbox)
    assert sorted(path.name for path in released.submitted.iterdir()) == ["j.doe"]


def test_a_file_without_a_name_goes_by_its_folder_or_is_refused(released: Course, write: Write, inbox: Path) -> None:
    put(inbox / "j.doe", "response.json", write_response(write(released, "")))
    put(inbox, "response.json", write_response(write(released, " ")))
    summary = collect(released, "tea", inbox, now=NOON)
    assert summary.collected == 1 and (released.submitted / "j.doe").is_dir()
    assert "nobody named: response.json: the file does not say whose it is" in summary.refused[0]


def test_a_broken_notebook_does_not_cost_the_answers(released: Course, write: Write, inbox: Path) -> None:
    put(inbox / "m.smith", "response.json", write_response(write(released)))
    put(inbox / "m.smith", "tea.ipynb", b"{broken")
    summary = collect(released, "tea", inbox, now=NOON)
    assert summary.collected == 1
    assert "m.smith: the notebook was left out: the notebook is broken" in summary.text


def test_a_notebook_alone_counts_for_its_own_cells(released: Course, write: Write, inbox: Path) -> None:
    blank = read_notebook((released.exercises / "tea" / "tea.ipynb").read_bytes())
    put(inbox, "m.smith.ipynb", rebuild_notebook(blank, write(released)))
    summary = collect(released, "tea", inbox, now=NOON)
    assert "only its own cells count" in summary.text
    assert "hottest-cup--code" in taken(released, "m.smith").responses


def test_a_moodle_download_tells_whose_each_file_is(released: Course, write: Write, inbox: Path) -> None:
    archive = pack(
        inbox / "moodle.zip",
        {
            "Ada Example_4711_assignsubmission_file_/tea-a.example.json": write_response(write(released, "a.example")),
            "Ben Example_4712_assignsubmission_file/tea.ipynb": (released.exercises / "tea" / "tea.ipynb").read_bytes(),
            "Ben Example_4712_assignsubmission_file/response.json": write_response(write(released, "someone else")),
            "Cy Example_4713_assignsubmission_file_response.json": write_response(write(released, "cy example")),
            "__MACOSX/._x.json": b"junk",
        },
    )
    roster = put(inbox, "roster.csv", b"learner;lms_id;name\na.example;4711;Ada Example\nb.example;;Ben Example\n")
    summary = collect(released, "tea", archive, roster=roster, now=NOON)
    assert sorted(path.name for path in released.submitted.iterdir()) == [
        "a.example", "b.example", name_folder("cy example"),
    ]  # fmt: skip
    assert (
        "b.example: the file names someone else; taken as b.example's, on the numbers shown to someone else"
        in summary.text
    )
    assert "Cy Example: not in the roster" in summary.text
    assert (released.submitted / "a.example" / "tea" / "timestamp.txt").read_text().startswith("2026-01-0")


def test_a_canvas_download_pairs_files_by_the_person_s_number(released: Course, write: Write, inbox: Path) -> None:
    notebook = (released.exercises / "tea" / "tea.ipynb").read_bytes()
    archive = pack(
        inbox / "canvas.zip",
        {
            "exampleada_101_9001_response.json": write_response(write(released, "a.example")),
            "exampleada_101_9002_tea.ipynb": notebook,
            "exampleben_LATE_102_9003_response.json": write_response(write(released, "b.example")),
            "exampleben_LATE_102_9004_exercise.json": b"{}",
        },
    )
    roster = put(inbox, "roster.csv", b"learner,name\na.example,Ada Example\nb.example,Ben Example\n")
    summary = collect(released, "tea", archive, roster=roster, now=NOON)
    assert summary.text.splitlines()[0] == "tea: 2 collected, 0 unchanged, 0 refused, 1 not a hand-in"
    assert summary.text.count("late, as Canvas says") == 1 and "b.example: late, as Canvas says" in summary.text
    assert sorted(path.name for path in released.submitted.iterdir()) == ["a.example", "b.example"]


def test_the_platform_s_time_decides_between_two_downloads(released: Course, write: Write, inbox: Path) -> None:
    name = "Ada Example_4711_assignsubmission_file_/response.json"
    new = pack(
        inbox / "new.zip",
        {name: write_response(write(released, "ada example", second_cup__warm="iced"))},
        minutes={name: 9},
    )
    old = pack(inbox / "old.zip", {name: write_response(write(released, "ada example"))}, minutes={name: 1})
    collect(released, "tea", new, now=NOON)
    summary = collect(released, "tea", old, now=NOON)
    assert "an older hand-in than the one collected before" in summary.text
    assert taken(released, name_folder("ada example")).responses["second-cup--warm"] == "iced"
    log = (released.collected / "tea" / "log.csv").read_text()
    assert log.count("\n") == 3 and ",older," in log


def test_people_of_one_name_are_told_apart(released: Course, write: Write, inbox: Path) -> None:
    archive = pack(
        inbox / "moodle.zip",
        {
            "Ada Example_1_assignsubmission_file_/response.json": write_response(write(released, "ada example")),
            "Ada Example_2_assignsubmission_file_/response.json": write_response(write(released, "ada example")),
        },
    )
    summary = collect(released, "tea", archive, now=NOON)
    assert summary.collected == 2
    assert "several people have this name - tell them apart with --roster" in summary.text


def test_an_archive_can_t_reach_outside(released: Course, write: Write, inbox: Path) -> None:
    link = zipfile.ZipInfo("link.json")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive = inbox / "evil.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("../../outside.json", b"{}")
        file.writestr("/absolute.json", b"{}")
        file.writestr("C:\\windows.json", b"{}")
        file.writestr(link, "/etc/passwd")
        file.writestr("good.json", write_response(write(released)))
    summary = collect(released, "tea", archive, now=NOON)
    assert summary.collected == 1 and len(summary.refused) == 4
    assert not list(inbox.parent.rglob("outside.json"))


def test_a_zip_bomb_is_refused_and_the_rest_goes_on(released: Course, write: Write, inbox: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("response.json", b"0" * 80_000_000)
    deep = inner.getvalue()
    for _ in range(3):
        outer = io.BytesIO()
        with zipfile.ZipFile(outer, "w") as file:
            file.writestr("again.zip", deep)
        deep = outer.getvalue()
    entries = {
        "bomb/hand-in.zip": inner.getvalue(),
        "deep/hand-in.zip": deep,
        "ok/response.json": write_response(write(released)),
    }
    summary = collect(released, "tea", pack(inbox / "class.zip", entries), now=NOON)
    assert summary.collected == 1
    assert any("80,000,000 bytes" in line for line in summary.refused)
    assert any("an archive in an archive in an archive" in line for line in summary.refused)


def test_a_learner_s_own_zip_is_opened_and_lends_no_time(released: Course, write: Write, inbox: Path) -> None:
    inner = pack(inbox / "inner.zip", {"response.json": write_response(write(released, "ada example"))}, year=2030)
    name = "Ada Example_4711_assignsubmission_file_/mine.zip"
    archive = pack(inbox / "class.zip", {name: inner.read_bytes()})
    assert collect(released, "tea", archive, now=NOON).collected == 1
    stamp = released.submitted / name_folder("ada example") / "tea" / "timestamp.txt"
    assert stamp.read_text().startswith("2026-01-0")


def test_links_in_a_folder_are_refused(released: Course, write: Write, inbox: Path) -> None:
    put(inbox, "good.json", write_response(write(released)))
    (inbox / "link.json").symlink_to("/etc/hostname")
    (inbox / "folder").symlink_to("/etc")
    summary = collect(released, "tea", inbox, now=NOON)
    assert summary.collected == 1 and len(summary.refused) == 2


@pytest.mark.parametrize("name", ["nothing", "inbox", "x.txt"])
def test_a_source_without_hand_ins_is_said_so(released: Course, inbox: Path, name: str) -> None:
    (inbox.parent / "x.txt").write_text("x")
    with pytest.raises(CasebookError, match=" - give "):
        collect(released, "tea", inbox.parent / name, now=NOON)


def test_an_exercise_never_released_is_said_so(graded: Course, inbox: Path) -> None:
    with pytest.raises(CasebookError, match="run casebook release tea"):
        collect(graded, "tea", inbox, now=NOON)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("who,what\na,b\n", "names none of its columns"),
        ("learner\nm.smith\nM.Smith \n", ":3: M.Smith is on line 2 already"),
        ("", "names none of its columns"),
    ],
)
def test_a_roster_that_can_t_be_used_is_refused(
    released: Course, write: Write, inbox: Path, text: str, words: str
) -> None:
    put(inbox, "a.json", write_response(write(released)))
    roster = put(inbox.parent, "roster.csv", text.encode())
    with pytest.raises(CasebookError, match=words):
        collect(released, "tea", inbox, roster=roster, now=NOON)


def test_work_that_had_to_be_moved_is_told_when_it_is_collected(released: Course, write: Write, inbox: Path) -> None:
    response = write(released, second_cup__note=None, hottest_cup__code=None)
    notebook = read_notebook((released.exercises / "tea" / "tea.ipynb").read_bytes())
    names = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in notebook["cells"]]
    text = {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": "Tea, to all of the guests in the garden."}
    notebook["cells"].insert(names.index("second-cup--note") + 1, text)
    put(inbox, "m.smith/response.json", write_response(response))
    put(inbox, "m.smith/tea.ipynb", json.dumps(notebook).encode())
    said = collect(released, "tea", inbox, now=NOON).text
    assert "m.smith: what was written outside an answer's cell was put with the answer" in said


def test_who_is_late_is_told_and_the_same_file_later_is_not(released: Course, write: Write, inbox: Path) -> None:
    (released.root / "term.toml").write_text("[tea]\ndue = 2026-11-20T11:30:00Z\n[tea.extra]\nj.doe = '1 hour'\n")
    put(inbox, "a.json", write_response(write(released, "m.smith")))
    put(inbox, "b.json", write_response(write(released, "j.doe")))
    said = collect(released, "tea", inbox, now=NOON).text
    assert "m.smith: late by 30 min, due 2026-11-20 11:30 UTC; only the time of collection is known" in said
    assert "j.doe: late" not in said
    collect(released, "tea", inbox, now=NOON + timedelta(days=3))
    stamp = (released.submitted / "m.smith" / "tea" / "timestamp.txt").read_text()
    assert stamp.startswith("2026-11-20 12:00"), "it was handed in when it first came"


def test_a_broken_file_of_the_term_is_told_before_anything_is_taken(
    released: Course, write: Write, inbox: Path
) -> None:
    (released.root / "term.toml").write_text("[tea]\ndue = soon\n")
    put(inbox, "a.json", write_response(write(released, "m.smith")))
    with pytest.raises(CasebookError, match=r"term\.toml:2: this is not valid TOML"):
        collect(released, "tea", inbox, now=NOON)
    assert not released.collected.exists() and not released.submitted.exists()
