"""Four hundred right hand-ins as people and programs leave them: nothing of them is lost, and nobody is suspected."""

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.author.exercise import read_exercise
from casebook.exercise.cell import read_grade_id
from casebook.exercise.source import load_source, make_source
from casebook.folder import mirror_folder, write_file
from casebook.grading.box.tamper import read_code
from casebook.grading.handin.notebook.work import read_work, write_work
from casebook.grading.handin.submission import Submission, read_notebook
from casebook.grading.marking.intake import Handed, read_handed
from casebook.grading.marking.snapshot import Snapshot
from casebook.grading.run.builder import make_snapshot
from casebook.mark.response import write_response

from ..mutants import HOT, KINDS, MUTANTS, TASKS, TEXT, Mutant, make_mutants, write_supper

Cells = list[dict[str, Any]]


@pytest.fixture
def supper(graded: Course) -> Course:
    """The course about tea, with two written answers and two code tasks, released."""
    write_supper(graded)
    exercise = read_exercise(graded.answers / "tea", graded.root)
    assert not isinstance(exercise, list), exercise
    source = make_source(graded, exercise)
    for name, data in source.answers.items():
        write_file(graded.answers / "tea" / name, data)
    mirror_folder(source.release, graded.exercises / "tea")
    return graded


@pytest.fixture
def snapshot(supper: Course) -> Snapshot:
    return make_snapshot(load_source(supper, "tea"), {})


def _solve(name: str, function: Callable[..., str]) -> bool:
    cups = [{"name": "green", "heat": "91.25"}, {"name": "grey", "heat": "9"}, {"name": "blue", "heat": "40"}]
    return function(cups) == ("green" if name == HOT else "grey")


def _passes(name: str, cells: Cells) -> bool:
    """Return whether a task is solved where its first test stands, each cell run as the grader runs it."""
    names: dict[str, Any] = {"print": lambda *_: None, "help": lambda *_: None}
    for cell in cells:
        if read_grade_id(cell) == f"{name}_1":
            break
        if cell["cell_type"] == "code" and not read_grade_id(cell).startswith(("exercise", "second", "third")):
            try:
                exec(cell["source"], names)
            except Exception:
                continue
    try:
        return _solve(name, names[name.partition("-")[0]])
    except Exception:
        return False


def _squeeze(text: str) -> str:
    return "".join(text.split())


def _list_lost(mutant: Mutant, handed: Handed) -> Iterator[str]:
    """Yield what of a hand-in earns less than it should without that a person is asked, or that a person would not see."""
    assert handed.response is not None
    cells: Cells = handed.notebook["cells"]
    for name in TASKS:
        if not _passes(name, cells) and name not in handed.pieced:
            yield f"{name} is neither right nor held"
    view = _squeeze("\n".join(cell["source"] for cell in cells))
    for name, text in TEXT.items():
        if not handed.response.responses.get(name):
            yield f"{name} does not wait for a person"
        for line in filter(None, text.split("\n")):
            if _squeeze(line) not in view:
                yield f"{name}: nobody sees {line!r}"


def _list_accusations(handed: Handed) -> Iterator[str]:
    yield from (flag.what for flag in handed.flags if flag.rule != "note")
    for cell in handed.notebook["cells"]:
        # An open question about a shell command or a folder of Kaggle's is none about the marking.
        if cell["cell_type"] == "code" and read_grade_id(cell) in ("", *TASKS):
            yield from read_code(cell["source"])


def test_nothing_is_lost_and_nobody_is_suspected(supper: Course, snapshot: Snapshot) -> None:
    lost: list[str] = []
    held: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for mutant in make_mutants(supper):
        response = mutant.response
        submission = Submission(mutant.learner, write_response(response), mutant.data)
        handed = read_handed(snapshot, submission, response)
        told = [*_list_lost(mutant, handed), *_list_accusations(handed)]
        lost += [f"{mutant.learner} {mutant.kinds}: {what}" for what in told]
        seen.update(mutant.kinds)
        wrong = [name for name in TASKS if not _passes(name, handed.notebook["cells"])]
        held.update(mutant.kinds if wrong else ())
    assert lost == [], "\n".join(lost)
    assert sum(seen.values()) >= MUTANTS and set(seen) == set(KINDS)
    # Most of what is found is right by itself: a person is asked about the few that nobody could put together.
    assert held["split code"] + held["copy to work in"] + held["make anew"] + held["merge"] <= 4, held
    assert sum(held.values()) <= MUTANTS // 8, held


def test_collect_and_grade_read_the_same(supper: Course, snapshot: Snapshot) -> None:
    released = read_notebook(snapshot.released.encode())
    other: list[tuple[str, tuple[str, ...]]] = []
    for mutant in make_mutants(supper):
        raw = read_handed(
            snapshot, Submission(mutant.learner, write_response(mutant.response), mutant.data), mutant.response
        )
        work = read_work(mutant.response, read_notebook(mutant.data), released)
        collected = Submission(mutant.learner, write_response(work.response), write_work(work, released))
        again = read_handed(snapshot, collected, work.response)
        if (again.pieced, again.notebook) != (raw.pieced, raw.notebook):
            other.append((mutant.learner, mutant.kinds))
    assert other == []
