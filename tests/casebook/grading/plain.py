"""Plain nbgrader on the same hand-ins, to put its marks beside ours."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from casebook.author.course import Course
from casebook.grading.nbgrader.gradebook import read_grades

SECONDS = 20  # for a cell: on a busy computer importing pandas alone can take several


def rows(course: Course, exercise: str) -> dict[str, dict[str, tuple[Any, ...]]]:
    book: dict[str, dict[str, tuple[Any, ...]]] = {}
    for entry in read_grades(course.gradebook, exercise):
        row = (entry.auto_score, entry.waits, entry.score, entry.max_score, entry.comment)
        book.setdefault(entry.student, {})[entry.cell] = row
    return book


def autograde(course: Course, exercise: str) -> None:
    """Have nbgrader grade in two processes, each half of the class: the rows are the same as from one, and sooner.

    Two at once can get into each other's way (a port, the gradebook's lock), and nbgrader then gives the whole hand-in up. Whoever
    hands in nothing hostile has done nothing to deserve that, and is graded again alone.
    """
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    command = [sys.executable, "-m", "nbgrader", "autograde", exercise, f"--ExecutePreprocessor.timeout={SECONDS}"]
    log = course.root.parent / f"{exercise}.log"
    with log.open("w") as told:
        halves = [subprocess.Popen(
            [*command, f"--student={pattern}"], cwd=course.root, env=environment, stdout=told, stderr=told,
        ) for pattern in ("*[a-m02468]", "*[n-z13579]")]  # fmt: skip
        for half in halves:
            half.wait(1800)
        for folder in sorted((course.root / "submitted").iterdir()):
            ordinary = folder.name.startswith(("trainee-", "varied-", "mutant-")) and (folder / exercise).exists()
            if ordinary and not (course.root / "autograded" / folder.name / exercise).exists():
                subprocess.run(
                    [*command, f"--student={folder.name}"], cwd=course.root, env=environment, stdout=told, stderr=told
                )
    print(log.read_text()[-20_000:])  # shown when a comparison fails
