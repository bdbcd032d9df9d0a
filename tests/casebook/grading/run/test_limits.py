"""What an educator allows code to use, at work in the command itself: each limit stops what goes beyond it and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from casebook.author.course import Course
from casebook.grading.nbgrader.gradebook import read_grades
from casebook.grading.run.allowance import ALLOWANCES, Allowance

from ...conftest import TeaSubject
from .test_plain import cell, nbgrader, notebook

pytestmark = pytest.mark.slow

GIVEN = {
    "honest": "answer = 42",
    "memory": "hold = bytearray(b'x') * (300 << 20)\nanswer = 42",
    "cell": "import time\ntime.sleep(6)\nanswer = 42",
    "disk": "open('big', 'wb').write(bytes(30 << 20))\nanswer = 42",
    "processes": "import os, time\nfor _ in range(30):\n    if os.fork() == 0:\n        time.sleep(1)\n        os._exit(0)\nanswer = 42",
}
TOLD = {
    "memory": "stopped with an error (MemoryError)",
    "cell": "a cell ran out of time",
    "disk": "stopped with an error (OSError)",
    "processes": "stopped with an error (BlockingIOError)",
}
TIGHT = {"memory": 200, "cell_time": 4, "disk": 20, "processes": 16}


def casebook(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run(
        [sys.executable, "-m", "casebook", *arguments],
        cwd=root, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def theirs(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A course of nbgrader's alone, with a hand-in for each limit."""
    root = tmp_path_factory.mktemp("limits") / "course"
    folder = root / "source" / "ps1"
    folder.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text("config = get_config()\n")
    cells = [
        cell("code", "answer = None", "answer", solution=True),
        cell("code", "assert answer == 42", "answer-1", grade=True, locked=True, points=4),
    ]
    (folder / "work.ipynb").write_text(notebook(*cells))
    assert nbgrader(root, "generate_assignment", "ps1", "--create") == 0
    for student, code in GIVEN.items():
        place = root / "submitted" / student / "ps1"
        place.mkdir(parents=True)
        (place / "work.ipynb").write_text(notebook({**cells[0], "source": code}, cells[1]))
    return Course(root, root / "answers", TeaSubject())  # type: ignore[arg-type]


def scores(course: Course) -> dict[str, float | None]:
    return {entry.student: entry.auto_score for entry in read_grades(course.gradebook, "ps1")}


def options(limits: dict[str, int]) -> list[str]:
    return [part for name, value in limits.items() for part in (f"--{name.replace('_', '-')}", str(value))]


def test_what_is_usual_is_enough_for_all_of_them(theirs: Course) -> None:
    done = casebook(theirs.root, "grade", "ps1", "--force")
    assert done.returncode == 0, done.stderr
    assert set(scores(theirs).values()) == {4.0}


@pytest.mark.parametrize("name", TIGHT)
def test_each_option_stops_what_goes_beyond_it_and_nothing_else(theirs: Course, name: str) -> None:
    stopped = "cell" if name == "cell_time" else name
    done = casebook(theirs.root, "grade", "ps1", "--force", *options({name: TIGHT[name]}))
    assert done.returncode == 0, done.stderr
    assert f"{TOLD[stopped]}" in done.stdout and "Traceback" not in done.stderr
    assert scores(theirs) == {student: 0.0 if student == stopped else 4.0 for student in GIVEN}


def test_the_time_of_all_cells_stops_those_that_take_longer(theirs: Course) -> None:
    done = casebook(theirs.root, "grade", "ps1", "--force", "--time", "4")
    assert done.returncode == 0, done.stderr
    assert "the whole notebook took longer than 4 seconds" in done.stdout
    assert scores(theirs) == {student: None if student == "cell" else 4.0 for student in GIVEN}


def test_the_settings_do_the_same_and_an_option_comes_first(theirs: Course) -> None:
    settings = theirs.root / "nbgrader_config.py"
    plain = settings.read_text()
    try:
        settings.write_text(
            plain + "".join(f"config.CasebookGrade.{name} = {value}\n" for name, value in TIGHT.items())
        )
        assert casebook(theirs.root, "grade", "ps1", "--force").returncode == 0
        assert scores(theirs) == {student: 4.0 if student == "honest" else 0.0 for student in GIVEN}
        assert casebook(theirs.root, "grade", "ps1", "--force", "--disk", "64", "--cell-time", "20").returncode == 0
        assert scores(theirs)["disk"] == scores(theirs)["cell"] == 4.0 and scores(theirs)["memory"] == 0.0
    finally:
        settings.write_text(plain)


@pytest.mark.parametrize("each", ALLOWANCES, ids=lambda each: each.name)
def test_a_value_that_is_none_is_refused_in_one_line_and_nothing_is_graded(theirs: Course, each: Allowance) -> None:
    name, least, most = each.name, each.least, each.most
    option = f"--{name.replace('_', '-')}"
    before = theirs.gradebook.read_bytes() if theirs.gradebook.exists() else b""
    for value in (least - 1, most + 1):
        done = casebook(theirs.root, "grade", "ps1", "--force", option, str(value))
        assert done.returncode != 0 and done.stdout == ""
        said = done.stderr.strip().split("\n")
        assert len(said) == 1 and option in said[0] and str(least) in said[0], done.stderr
    done = casebook(theirs.root, "grade", "ps1", "--force", f"{option}=-5")
    assert done.returncode == 1 and "-5 is not a number of" in done.stderr
    done = casebook(theirs.root, "grade", "ps1", "--force", f"{option}=2 GB")
    assert done.returncode == 2 and "Traceback" not in done.stderr
    assert done.stderr.strip().split("\n")[-1].endswith(f"argument {option}: 2 GB is not a whole number")
    settings = theirs.root / "nbgrader_config.py"
    plain = settings.read_text()
    try:
        settings.write_text(f"{plain}config.CasebookGrade.{name} = 'much'\n")
        done = casebook(theirs.root, "grade", "ps1", "--force")
        said = done.stderr.strip().split("\n")
        assert done.returncode == 1 and len(said) == 1 and f"CasebookGrade.{name}" in said[0], done.stderr
    finally:
        settings.write_text(plain)
    assert (theirs.gradebook.read_bytes() if theirs.gradebook.exists() else b"") == before
