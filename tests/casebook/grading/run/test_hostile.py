"""A class with forty honest trainees and every hostile one there is, graded in one batch."""

import json
import os
import re
import sqlite3
import subprocess
import threading
import time
import zipfile
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.folder import read_folder
from casebook.grading.handin.collect import collect
from casebook.grading.handin.notebook.work import rebuild_notebook
from casebook.grading.handin.submission import read_notebook
from casebook.grading.nbgrader.gradebook import read_grades
from casebook.grading.outcome import Limits
from casebook.grading.run.assignment import grade_exercise
from casebook.grading.run.summary import GradeSummary
from casebook.grading.spread.means import Means
from casebook.mark.response import write_response

from ..hostile import CODES, WORSE

pytestmark = pytest.mark.slow
HONEST = 40
ALL = (*CODES, *WORSE)
FILES = 15  # hand-ins of hostile files


@dataclass
class Aftermath:
    course: Course
    summary: GradeSummary
    scores: dict[str, dict[str, float | None]]
    peak: int
    grader: int

    def tell(self, student: str) -> list[str]:
        """Return what the summary says of one hand-in."""
        lines = [line for line in self.summary.waiting if line.startswith(f"{student}: ")]
        return lines + [line for line in self.summary.notes if student in line.rpartition(": ")[2].split(", ")]


def _use(root: int) -> int:
    """Return the memory, in bytes, that a process and all below it have for themselves."""
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            below.setdefault(parent, []).append(int(entry.name))
    pages, left = 0, [root]
    while left:
        process = left.pop()
        left += below.get(process, [])
        try:
            used = Path(f"/proc/{process}/statm").read_text().split()
            pages += int(used[1]) - int(used[2])
        except OSError:
            continue
    return pages * os.sysconf("SC_PAGE_SIZE")


def _weigh(process: int) -> int:
    """Return the memory, in bytes, that a process shares with no other."""
    text = Path(f"/proc/{process}/smaps_rollup").read_text()
    return 1024 * sum(int(found) for found in re.findall(r"(?m)^Private_(?:Clean|Dirty):\s+(\d+)", text))


def _weigh_graders(before: int) -> int:
    """Return what the largest process of the grader's own has: this one, which had `before`, or a worker forked from it."""
    line = Path("/proc/self/cmdline").read_bytes()
    sizes = [_weigh(os.getpid()) - before]
    for child in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split():
        with suppress(OSError):
            if Path(f"/proc/{child}/cmdline").read_bytes() == line:
                sizes.append(_weigh(int(child)))
    return max(sizes)


def _write_files(course: Course, write: Callable[..., Any]) -> None:
    """Put hand-ins of hostile files where `collect` would have put honest ones."""
    good = write_response(write(course, "x", hottest_cup__code=None))
    released = read_notebook((course.exercises / "tea" / "tea.ipynb").read_bytes())
    fine = rebuild_notebook(released, write(course, "x"))

    def change(alter: Callable[[dict[str, Any]], object]) -> bytes:
        notebook = json.loads(fine)
        alter(notebook)
        return json.dumps(notebook).encode()

    def script(notebook: dict[str, Any]) -> None:
        for cell in notebook["cells"]:
            cell["attachments"] = {"a.svg": {"image/svg+xml": "<svg onload='owned()'/>"}}
            cell["metadata"]["x"] = "<script>owned()</script>"
        notebook["cells"].append(
            {"cell_type": "markdown", "id": "m", "metadata": {}, "source": "<script>owned()</script>"}
        )
        notebook["metadata"]["title"] = "<script>owned()</script>"

    files: dict[str, dict[str, bytes]] = {
        "f-broken": {"response.json": good, "tea.ipynb": b"{broken"},
        "f-huge": {"response.json": good, "tea.ipynb": b'{"cells": [' + b"1," * 12_000_000 + b"1]}"},
        "f-deep": {"response.json": good, "tea.ipynb": b"[" * 100_000},
        "f-response": {"response.json": b'{"kind": NaN}', "tea.ipynb": fine},
        "f-lone": {"response.json": good.replace(b"Tea, to", b"\\ud800 <script>owned()</script> to"), "tea.ipynb": fine},
        "f-kernel": {"response.json": good, "tea.ipynb": change(lambda n: n["metadata"].update(kernelspec={"name": "bash", "display_name": "x", "language": "bash"}))},
        "f-deleted": {"response.json": good, "tea.ipynb": change(lambda n: n.update(cells=[c for c in n["cells"] if c["id"] != "hottest-cup--code_2"]))},
        "f-edited": {"response.json": good, "tea.ipynb": change(lambda n: [c.update(source="pass") for c in n["cells"] if c["id"] == "hottest-cup--code_2"])},
        "f-twice": {"response.json": good, "tea.ipynb": change(lambda n: n["cells"].extend(n["cells"]))},
        "f-scripts": {"response.json": good, "tea.ipynb": change(script)},
        "f-parts": {"response.json": good, "tea.ipynb": b'{"cells": [], "nbformat": 4, "metadata": [' + b"{}," * 6_000_000 + b"1]}"},
        "f-long": {"response.json": good, "tea.ipynb": change(lambda n: n["cells"].append({"cell_type": "code", "id": "l", "metadata": {}, "outputs": [], "execution_count": None, "source": "x = [" + "1," * 4_000_000 + "]"}))},
        "f-many": {"response.json": good, "tea.ipynb": change(lambda n: n["cells"].extend({"cell_type": "code", "id": f"m{i}", "metadata": {}, "outputs": [], "execution_count": None, "source": "print('x' * 1_000_000)"} for i in range(300)))},
        "f-empty": {"response.json": b"", "tea.ipynb": b""},
    }  # fmt: skip
    for name, content in files.items():
        folder = course.submitted / name / "tea"
        folder.mkdir(parents=True)
        for file, data in content.items():
            (folder / file).write_bytes(data)
    link = course.submitted / "f-link" / "tea"
    link.mkdir(parents=True)
    (link / "tea.ipynb").symlink_to(course.gradebook)
    (link / "response.json").symlink_to("/etc/passwd")


@pytest.fixture(scope="module")
def aftermath(_opened_once: Path, tmp_path_factory: pytest.TempPathFactory) -> Aftermath:
    import shutil

    from ...conftest import TeaSubject, answer

    root = tmp_path_factory.mktemp("hostile") / "course"
    shutil.copytree(_opened_once, root)
    course = Course(root, root / "answers", TeaSubject())  # type: ignore[arg-type]
    inbox = root.parent / "inbox"
    inbox.mkdir()
    for number in range(HONEST):
        name = f"honest-{number:02}"
        given: dict[str, Any] = {} if number % 3 else {"hottest_cup__code": None}
        (inbox / f"{name}.json").write_bytes(write_response(answer(course, name, **given)))
    for each in ALL:
        (inbox / f"{each.name}.json").write_bytes(
            write_response(answer(course, each.name, hottest_cup__code=each.code))
        )
    with zipfile.ZipFile(inbox / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("../../../owned.json", "{}")
        bomb.writestr("bomb.json", b" " * 300_000_000)
    collect(course, "tea", inbox)
    _write_files(course, answer)
    peak, grader, done, before = 0, 0, threading.Event(), _weigh(os.getpid())

    def watch() -> None:
        nonlocal peak, grader
        while not done.wait(0.3):
            peak, grader = max(peak, _use(os.getpid())), max(grader, _weigh_graders(before))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        limits = Limits(cell_seconds=5, seconds=20, megabytes=512)
        os.environ["HUB_TOKEN"] = "educators-own-token"
        summary = grade_exercise(course, "tea", Means(limits=limits))
    finally:
        del os.environ["HUB_TOKEN"]
        done.set()
        watcher.join()
    scores: dict[str, dict[str, float | None]] = {}
    for entry in read_grades(course.gradebook, "tea"):
        scores.setdefault(entry.student, {})[entry.cell] = entry.auto_score
    return Aftermath(course, summary, scores, peak, grader)


def test_the_corpus_is_large() -> None:
    assert len(CODES) + 12 >= 50 and len(WORSE) >= 40


def test_every_honest_mark_is_right(aftermath: Aftermath) -> None:
    for number in range(HONEST):
        scores = aftermath.scores[f"honest-{number:02}"]
        code = (1.0, 2.0) if number % 3 else (0.0, 0.0)
        assert (scores["hottest-cup--code_1"], scores["hottest-cup--code_2"]) == code
        assert [scores[f"second-cup--{item}"] for item in ("volume", "warm", "guests", "order", "note")] == [
            2,
            1,
            1,
            1,
            None,
        ]


def test_no_code_changes_the_marks_of_the_response_file(aftermath: Aftermath) -> None:
    for each in ALL:
        assert aftermath.scores[each.name]["second-cup--volume"] == 2.0, each.name


def test_the_gradebook_is_whole(aftermath: Aftermath) -> None:
    with closing(sqlite3.connect(aftermath.course.gradebook)) as book:
        assert book.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert len(aftermath.scores) == HONEST + len(ALL) + FILES
    assert aftermath.summary.failed == ()


@pytest.mark.parametrize("each", ALL, ids=lambda each: each.name)
def test_each_is_explained_in_the_summary(aftermath: Aftermath, each: Any) -> None:
    assert any(each.says in line for line in aftermath.tell(each.name)), aftermath.tell(each.name)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("f-broken", "the notebook is broken"), ("f-huge", "may have 20,000,000"), ("f-deep", "the notebook is broken"),
        ("f-response", "NaN"), ("f-lone", "no page can show"), ("f-kernel", "asks for another language (bash)"),
        ("f-deleted", "is missing"), ("f-edited", "was altered"), ("f-twice", "stand in the notebook twice"),
        ("f-scripts", "attached to cells were left out"), ("f-parts", "more parts than"), ("f-long", "more than 1,000,000 letters"),
        ("f-many", "printed more than is kept"), ("f-empty", "ends too early"), ("f-link", "there is no response file"),
    ],
)  # fmt: skip
def test_hostile_files_are_explained_too(aftermath: Aftermath, name: str, says: str) -> None:
    assert any(says in line for line in aftermath.tell(name)), aftermath.tell(name)


def test_honest_hand_ins_are_left_in_peace(aftermath: Aftermath) -> None:
    assert not any("honest" in line for line in (*aftermath.summary.waiting, *aftermath.summary.notes))


def test_a_test_that_failed_stays_failed_whatever_was_printed(aftermath: Aftermath) -> None:
    assert aftermath.scores["long-test-output"]["hottest-cup--code_2"] == 0.0
    assert aftermath.scores["raw-errors"]["hottest-cup--code_2"] == 0.0


def test_signs_of_tampering_hold_the_marks_for_a_person(aftermath: Aftermath) -> None:
    with closing(sqlite3.connect(aftermath.course.gradebook)) as book:
        held = book.execute(
            "SELECT DISTINCT student_id FROM grade JOIN submitted_notebook n ON n.id = grade.notebook_id "
            "JOIN submitted_assignment a ON a.id = n.assignment_id JOIN base_cell b ON b.id = grade.cell_id "
            "WHERE needs_manual_grade AND auto_score IS NOT NULL AND b.name LIKE 'hottest%'"
        ).fetchall()
    assert {name for (name,) in held} >= {"patches-builtins", "strips-asserts", "hooks"}
    assert not any(name.startswith("honest") for (name,) in held)


def test_nothing_secret_was_read(aftermath: Aftermath) -> None:
    for name in ("reads-answers", "reads-neighbours", "reads-memory", "reads-environment", "climbs", "links"):
        notebook = (aftermath.course.autograded / name / "tea" / "tea.ipynb").read_text()
        shown = json.dumps([cell.get("outputs") for cell in json.loads(notebook)["cells"]])
        assert "task.md" not in re.sub(r"\*+", "", shown.replace("/**/*.task.md", "")), name
        assert "SQLite format" not in shown and "educators-own-token" not in shown and "honest-" not in shown, name


def test_no_script_of_theirs_is_kept(aftermath: Aftermath) -> None:
    for name in ("scripts", "f-scripts", "f-lone"):
        notebook = json.loads((aftermath.course.autograded / name / "tea" / "tea.ipynb").read_text())
        assert "text/html" not in json.dumps(notebook) and "attachments" not in json.dumps(notebook)
        for cell in notebook["cells"]:
            if cell["cell_type"] == "markdown":
                assert "<script>" not in re.sub(r"(?s)(`{3,})\n.*?\n\1", "", cell["source"])


def test_no_process_is_left_behind(aftermath: Aftermath) -> None:
    for _ in range(50):
        listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
        mine = [line for line in listed.split("\n") if "sleep 987654" in line]
        if not mine:
            break
        time.sleep(0.1)
    assert mine == []
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    names = [Path(f"/proc/{child}/cmdline").read_bytes() for child in children if Path(f"/proc/{child}").exists()]
    assert not [name for name in names if aftermath.course.root.name.encode() in name]


def test_disk_and_memory_stay_bounded(aftermath: Aftermath) -> None:
    assert sum(len(data) for data in read_folder(aftermath.course.autograded).values()) < 60_000_000
    # Two boxes at a time may each fill what they are given; what forked processes share is counted for each of them.
    assert aftermath.peak < 2 * Limits().megabytes * 2**20 + 2_000_000_000
    assert aftermath.grader < 400_000_000
    assert not (aftermath.course.root.parent / "owned.json").exists()


def test_no_test_that_raised_has_marks_that_nobody_gave(aftermath: Aftermath) -> None:
    for name in [each.name for each in WORSE if each.says == "so a person decides about its marks"]:
        assert not any(aftermath.scores[name][f"hottest-cup--code_{number}"] for number in (1, 2)), name


def test_a_test_can_t_be_read_among_the_cells_that_were_run(aftermath: Aftermath) -> None:
    for name in ("reads-the-test", "reads-the-test-by-main", "reads-the-test-by-eval"):
        assert aftermath.scores[name]["hottest-cup--code_2"] == 0.0, name


def test_nothing_of_theirs_moves_a_terminal_or_begins_a_line(aftermath: Aftermath) -> None:
    lines = aftermath.summary.text.split("\n")
    assert all(line.isprintable() for line in lines)
    assert not any(line.strip().startswith("failed: ") for line in lines)
