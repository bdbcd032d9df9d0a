"""Someone else's course: made, handed out and handed in with nbgrader alone, and graded by us as nbgrader would."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.grading.nbgrader.gradebook import read_grades
from casebook.grading.run.assignment import grade_assignment
from casebook.grading.run.plain import is_plain, list_plain
from casebook.grading.spread.means import Means
from casebook.problem import CasebookError

from ...conftest import TeaSubject

pytestmark = pytest.mark.slow


def cell(kind: str, source: str, name: str = "", **own: Any) -> dict[str, Any]:
    metadata: dict[str, Any] = {}
    if name:
        flags = {
            "grade": False,
            "solution": False,
            "locked": False,
            "task": False,
            "schema_version": 3,
            "grade_id": name,
        }
        metadata = {"nbgrader": {**flags, **own}}
    body: dict[str, Any] = {"cell_type": kind, "id": name or "free", "metadata": metadata, "source": source}
    return body | ({"execution_count": None, "outputs": []} if kind == "code" else {})


def notebook(*cells: dict[str, Any]) -> str:
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    return json.dumps({"cells": list(cells), "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5})


FIRST = (
    cell("markdown", "# Squares"),
    cell("code", "import helper\nimport math", "set-up", locked=True),
    cell("code", "def square(x):\n    ### BEGIN SOLUTION\n    return x * x\n    ### END SOLUTION", "square", solution=True),
    cell("code", "assert square(2) == 4", "square-1", grade=True, locked=True, points=1),
    cell("code", "### BEGIN HIDDEN TESTS\nassert square(-3) == helper.NINE\n### END HIDDEN TESTS", "square-2", grade=True, locked=True, points=2),
    cell("code", "sum(square(x) == x * x for x in range(4)) / 4 * 2", "square-3", grade=True, locked=True, points=2),
    cell("markdown", "Explain here.", "explain", grade=True, solution=True, points=3),
    cell("markdown", "Do something.", "do", task=True, points=2, locked=True),
)  # fmt: skip
SECOND = (
    cell("code", "answer = None", "answer", solution=True),
    cell("code", "assert answer == 42", "answer-1", grade=True, locked=True, points=4),
)
GIVEN: dict[str, dict[str, Any]] = {
    "ann": {
        "square": "def square(x): return x ** 2",
        "answer": "answer = 42",
        "explain": "It multiplies <script>owned()</script>.",
    },
    "ben": {"square": "def square(x): return abs(x) * 2", "answer": "answer = 41"},
    "cat": {"square": "raise ValueError"},
    "dan": {"square": "import extra\nfrom extra import square", "answer": "import os\nos._exit(1)"},
    "eve": {
        "square": "import warnings\ndef square(x):\n    warnings.warn('x')\n    return x * x",
        "answer": "answer = 42",
    },
    "fay": {},
}


def nbgrader(root: Path, *arguments: str) -> int:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=root,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode


def rows(course: Course) -> dict[tuple[str, str], Any]:
    return {
        (e.student, e.cell): (e.auto_score, e.waits, e.score, e.comment) for e in read_grades(course.gradebook, "ps1")
    }


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Course]:
    root = tmp_path_factory.mktemp("plain") / "theirs"
    source = root / "source" / "ps1"
    source.mkdir(parents=True)
    (root / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'theirs'\n")
    (source / "squares.ipynb").write_text(notebook(*FIRST))
    (source / "answer.ipynb").write_text(notebook(*SECOND))
    (source / "helper.py").write_text("NINE = 9\n")
    assert nbgrader(root, "generate_assignment", "ps1") == 0
    for student, given in GIVEN.items():
        folder = root / "submitted" / student / "ps1"
        shutil.copytree(root / "release" / "ps1", folder)
        (folder / "timestamp.txt").write_text("2026-11-20 12:00:00 UTC")
        for name in ("squares", "answer"):
            handed = json.loads((folder / f"{name}.ipynb").read_text())
            for one in handed["cells"]:
                one["source"] = given.get(one["metadata"].get("nbgrader", {}).get("grade_id", ""), one["source"])
            (folder / f"{name}.ipynb").write_text(json.dumps(handed))
    (root / "submitted" / "dan" / "ps1" / "extra.py").write_text("def square(x): return x * x\n")
    (root / "submitted" / "fay" / "ps1" / "answer.ipynb").unlink()
    ours = root.with_name("ours")
    shutil.copytree(root, ours)
    nbgrader(root, "autograde", "ps1")
    courses = tuple(Course(each, each / "answers", TeaSubject()) for each in (root, ours))  # type: ignore[arg-type]
    grade_assignment(courses[1], "ps1")
    return courses[0], courses[1]


def test_it_is_known_for_what_it_is(both: tuple[Course, Course]) -> None:
    assert is_plain(both[1], "ps1") and list_plain(both[1]) == ["ps1"]


def test_every_row_is_nbgrader_s(both: tuple[Course, Course]) -> None:
    plain, ours = rows(both[0]), rows(both[1])
    # nbgrader forgets the whole hand-in when one of its notebooks breaks off; its rows of the other one stay as they came.
    skip = {key for key in plain if key[0] == "dan"}
    assert {key: row for key, row in ours.items() if key not in skip} == {
        key: row for key, row in plain.items() if key not in skip
    }
    assert ours["dan", "square-2"][0] == 2.0 and ours["dan", "answer-1"][0] is None


def test_again_changes_nothing_and_a_change_is_graded(both: tuple[Course, Course]) -> None:
    assert grade_assignment(both[1], "ps1").text.startswith("ps1: 0 graded, 6 unchanged")
    path = both[1].submitted / "ben" / "ps1" / "answer.ipynb"
    path.write_text(path.read_text().replace("answer = 41", "answer = 42"))
    assert grade_assignment(both[1], "ps1").text.startswith("ps1: 1 graded, 5 unchanged")
    assert rows(both[1])["ben", "answer-1"][0] == 4.0


def test_nbgrader_goes_on_with_what_we_graded(both: tuple[Course, Course]) -> None:
    assert nbgrader(both[1].root, "generate_feedback", "ps1") == 0
    page = (both[1].root / "feedback" / "ann" / "ps1" / "squares.html").read_text()
    assert "<script>owned" not in page and "owned()" in page
    assert nbgrader(both[1].root, "export") == 0


def test_what_only_nbgrader_can_do_is_refused_in_words_and_given_to_it_on_demand(
    both: tuple[Course, Course], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "course"
    shutil.copytree(both[1].root, root)
    with (root / "nbgrader_config.py").open("a") as file:
        file.write("c.Autograde.pre_convert_hook = 'os.path.join'\n")
    for student in ("ben", "cat", "dan", "eve", "fay"):
        shutil.rmtree(root / "submitted" / student)
    course = Course(root, root / "answers", both[1].subject)
    with pytest.raises(CasebookError, match=r"the settings change pre_convert_hook of Autograde.*--allow-unisolated"):
        grade_assignment(course, "ps1", force=True)


def test_what_nbgrader_graded_for_us_says_so_and_is_not_graded_again(
    both: tuple[Course, Course], tmp_path: Path
) -> None:
    root = tmp_path / "course"
    shutil.copytree(both[1].root, root)
    with (root / "nbgrader_config.py").open("a") as file:
        file.write("c.Autograde.post_convert_hook = lambda **_: None\n")
    for student in ("ben", "cat", "dan", "eve", "fay"):
        shutil.rmtree(root / "submitted" / student)
    course = Course(root, root / "answers", both[1].subject)
    assert grade_assignment(course, "ps1", Means(unisolated=True), force=True).text.startswith(
        "ps1: 1 graded, 0 unchanged"
    )
    record = json.loads((root / "autograded" / "ann" / "ps1" / "casebook.json").read_text())
    assert [(result["rung"], result["isolation"]) for result in record["results"]] == [("nbgrader", "none")]
    assert grade_assignment(course, "ps1", Means(unisolated=True)).text.startswith("ps1: 0 graded, 1 unchanged")
