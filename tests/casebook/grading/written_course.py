"""A class of the real course whose written answers wait for a person, made once for each module that marks them."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from casebook.author.course import Course, find_course
from casebook.exercise.source import load_source
from casebook.grading.handin.collect import collect
from casebook.grading.run.assignment import grade_exercise
from casebook.mark.learner import choose_variant
from casebook.mark.response import Response, write_response

ROOT = Path(__file__).parents[3]
EXERCISE = "pharmacology"
ITEM = "stopped-early--note"
HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> \u202egnp.exe\u202c [x](javascript:owned())"


def make_course(root: Path, answers: dict[str, str], names: dict[str, str] | None = None) -> Course:
    """Return a graded course in which each learner wrote one answer; `names` makes the roster."""
    (root / "book").mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", root)
    for place in ("answers", "exercises"):
        shutil.copytree(ROOT / place / EXERCISE, root / place / EXERCISE)
    for file in ("salt.txt", "former.toml"):
        shutil.copy(ROOT / "answers" / file, root / "answers")
    course = find_course(root)
    public = load_source(course, EXERCISE).halves.public
    inbox = root / "inbox"
    inbox.mkdir()
    for learner, text in answers.items():
        variant = choose_variant(learner, "stopped-early", 24)
        response = Response(
            exercise=EXERCISE, learner=learner, variants={"stopped-early": variant}, responses={ITEM: text} if text else {},
            fingerprints={item["id"]: item["fingerprint"] for part in public["parts"] for item in part["items"]},
        )  # fmt: skip
        (inbox / f"{learner}.json").write_bytes(write_response(response))
    roster = None
    if names:
        roster = root / "roster.csv"
        roster.write_text("learner,name\n" + "".join(f"{learner},{name}\n" for learner, name in names.items()))
    collect(course, EXERCISE, inbox, roster=roster)
    shutil.rmtree(inbox)
    grade_exercise(course, EXERCISE)
    return course


@contextmanager
def run_marking(course: Course, *options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Run `casebook mark` as a marker would; yields the process and the address it prints."""
    command = [sys.executable, "-u", "-m", "casebook", "mark", EXERCISE, "--no-browser", *options]
    process = subprocess.Popen(command, cwd=course.root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        said = []
        assert process.stdout is not None
        for line in process.stdout:
            said.append(line)
            if "http://" in line:
                yield process, next(word for word in line.split() if word.startswith("http://"))
                return
        raise AssertionError("".join(said))
    finally:
        process.terminate()
        process.wait(30)
