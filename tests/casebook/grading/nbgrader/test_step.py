"""nbgrader's own commands and pages on our courses: the same marks, nothing leaked, everything still works.

The bank is a canary: every secret field holds a word or a number that occurs nowhere else.
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.exercise.release import release
from casebook.exercise.source import load_source
from casebook.grading.handin.collect import collect
from casebook.grading.handin.notebook.work import rebuild_notebook
from casebook.grading.handin.submission import read_notebook
from casebook.grading.nbgrader.gradebook import read_grades
from casebook.grading.result.feedback import write_feedback
from casebook.grading.run.assignment import grade_exercise
from casebook.mark.learner import choose_variant
from casebook.mark.response import Response, write_response

from ..formgrader import get_page, serve_formgrader

pytestmark = pytest.mark.slow

CASE = """\
---
id: canary
title: A bird in the mine
objectives: [mine-1]
level: apply
minutes: 5
numbers:
  depth: {from: 10, to: 60, step: 1, unit: kg}
---
The shaft is {{ depth }} deep.

## air: How much air is left?
- = {calc}`air(depth)` within 2 %
  > zqx01 because of {calc}`air(depth)`.
- x {calc}`foul_air(depth)`
  > zqx02.
- else
  > zqx03.

## bird: Which bird do you take down?
- [ ] crow: A crow
  > zqx04.
- [x] canary: A small one
  > zqx05 {fact}`mine.bird`.

## kit: What else? (all)
- [x] lamp: A lamp
  > zqx06 {fact}`mine.bird`.
- [x] rope: A rope
  > zqx07.
- [ ] book: A book
  > zqx08.

## way: In what order?
1. down: Down
   > zqx09 {fact}`mine.bird`.
2. look: Look
   > zqx10.
3. up: Up
   > zqx11.

## log: Write it down (written)
- 2: zqx12 and {calc}`air(depth)`
- 1: zqx13
"""

TASK = """\
---
id: sums
title: Sums
objectives: [mine-1]
level: apply
minutes: 5
data: [birds.csv]
---
Write `double(x)`.

```python starter
# Task: sums
def double(x):
    raise NotImplementedError
```

```python solution
# Task: sums
def double(x):
    zqx14 = 2
    return zqx14 * x
```

```python test 1
assert double(1) == 2
```

```python test 2
# More.
### BEGIN HIDDEN TESTS
zqx15 = 83917.25
assert double(zqx15) == 167834.5, "zqx16"
### END HIDDEN TESTS
```
"""


def make_subject() -> Any:
    fact = SimpleNamespace(
        id="mine.bird", statement="Birds notice first.", text="birds notice first", topic="mine", value=None, unit=None,
        confidence="high", verified="page", exam=True, hazard=False, computed=False, local_protocol=False,
        checked_on=date(2026, 1, 1), review_by=date(2099, 1, 1), path="mine.toml", line=1, population=None,
    )  # fmt: skip

    class Air:
        def __init__(self, name: str, factor: float, mistake: bool) -> None:
            self.name, self.factor, self.mistake = name, factor, mistake
            self.summary = self.source = "arithmetic"
            self.parameters, self.optional, self.unit, self.facts = {"depth": "kg"}, frozenset(), "mL", ()
            self.decimals = None

        def __call__(self, depth: float) -> float:
            return depth * self.factor

    air, foul = Air("air", 7391.0317, False), Air("foul_air", 91.00773, True)
    return SimpleNamespace(
        name="mine", notice="For teaching.", review="", facts={fact.id: fact}, sources={},
        calculators={"air": air, "foul_air": foul},
    )  # fmt: skip


CODES = {
    "right-page": "# Task: sums\ndef double(x): return 2 * x",
    "right-notebook": "# Task: sums\ndef double(x): return 2 * x",
    "wrong": "# Task: sums\ndef double(x): return 3 * x",
    "crashing": "# Task: sums\ndef double(x): raise RuntimeError(f'saw {x}')",
    "telling": "# Task: sums\nprint(In)\ndef double(x):\n    print('saw', x)\n    return 0",
    "acting": "# Task: sums\nfrom IPython.display import HTML, display\n"
    "display(HTML('<script>owned()</script>'))\ndef double(x): return 2 * x",
    "untouched": None,
}


def answer(course: Course, learner: str) -> Response:
    source = load_source(course, "mine")
    variant = choose_variant(learner, "canary", 24)
    air = source.halves.secrets["canary--air"]["keys"][variant]
    right = learner != "wrong"
    responses: dict[str, Any] = {
        "canary--air": f"{air * 1.004 if right else air / 3:.0f}",
        "canary--bird": "canary" if right else "crow",
        "canary--kit": ("lamp", "rope") if right else ("lamp", "book"),
        "canary--way": ("down", "look", "up") if right else ("up", "look", "down"),
        "canary--log": "Went down. <script>document.title='owned'</script>",
        "sums--code": CODES[learner],
    }
    items = [item for part in source.halves.public["parts"] for item in part["items"]]
    return Response(
        exercise="mine",
        learner=learner,
        variants={"canary": variant, "sums": 0},
        fingerprints={item["id"]: item["fingerprint"] for item in items},
        responses={} if learner == "untouched" else {name: value for name, value in responses.items() if value},
    )


@dataclass
class Classroom:
    """The same hand-ins in two courses: graded by plain nbgrader, and by us."""

    plain: Course
    ours: Course


def nbgrader(course: Course, *arguments: str) -> str:
    """Run a plain nbgrader command in a course, as an educator would in a terminal."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course.root, env=environment, capture_output=True, text=True, timeout=600, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stderr


@pytest.fixture(scope="module")
def classroom(tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    root = tmp_path_factory.mktemp("mine")
    folder = root / "answers" / "mine"
    (folder / "data").mkdir(parents=True)
    (root / "book").mkdir()
    (folder / "canary.case.md").write_text(CASE)
    (folder / "sums.task.md").write_text(TASK)
    (folder / "exercise.md").write_text("---\ntitle: The mine\norder: [canary, sums]\n---\nGo down.\n")
    (folder / "data" / "birds.csv").write_text("name\nred\n")
    (root / "answers" / "salt.txt").write_text("zqx17-zqx17-zqx17-zqx17\n")
    (root / "nbgrader_config.py").write_text(
        "from pathlib import Path\nfrom casebook.grading.preprocessor import configure\n"
        "configure(get_config(), Path(__file__).parent)\n"
    )
    course = Course(root, root / "answers", make_subject())
    release(course, "mine")
    inbox = root / "inbox"
    inbox.mkdir()
    released = read_notebook((course.exercises / "mine" / "mine.ipynb").read_bytes())
    for learner in CODES:
        response = answer(course, learner)
        if learner == "right-notebook":
            (inbox / learner).mkdir()
            (inbox / learner / "mine.ipynb").write_bytes(rebuild_notebook(released, response))
            (inbox / learner / "response.json").write_bytes(write_response(response))
        else:
            (inbox / f"{learner}.json").write_bytes(write_response(response))
    assert collect(course, "mine", inbox).collected == len(CODES)
    shutil.rmtree(inbox)
    plain = tmp_path_factory.mktemp("plain") / "course"
    shutil.copytree(root, plain)
    (plain / "gradebook.db").unlink()
    shutil.rmtree(plain / "exercises")
    for command in ("generate_assignment", "autograde", "generate_feedback"):
        nbgrader(Course(plain, plain / "answers", course.subject), command, "mine")
    grade_exercise(course, "mine")
    return Classroom(Course(plain, plain / "answers", course.subject), course)


def rows(course: Course) -> dict[tuple[str, str], tuple[float | None, bool]]:
    return {
        (entry.student, entry.cell): (entry.auto_score, entry.waits) for entry in read_grades(course.gradebook, "mine")
    }


def test_every_grade_row_is_the_same(classroom: Classroom) -> None:
    assert len(rows(classroom.ours)) == 7 * len(CODES)
    assert rows(classroom.ours) == rows(classroom.plain)


@pytest.mark.parametrize("which", ["plain", "ours"])
def test_formgrader_shows_story_question_and_rubric_in_the_learner_s_numbers_and_no_key(
    classroom: Classroom, tmp_path: Path, which: str
) -> None:
    course = getattr(classroom, which)
    with serve_formgrader(course.root, tmp_path) as address:
        listed = json.loads(get_page(f"{address}/formgrader/api/submitted_notebooks/mine/mine"))
        pages = {each["student"]: get_page(f"{address}/formgrader/submissions/{each['id']}/") for each in listed}
    assert pages.keys() == CODES.keys()
    depths = set()
    for learner, page in pages.items():
        shown = " ".join(re.sub(r"<[^>]*>", " ", page.partition("<body")[2]).split()).replace("\u00a0", " ")
        variant = choose_variant(learner, "canary", 24)
        public = json.loads((course.exercises / "mine" / "exercise.json").read_bytes())
        depth = public["parts"][0]["numbers"]["depth"][variant].replace("\u00a0", " ")
        depths.add(depth)
        story = shown.rindex(f"The shaft is {depth} deep.")
        assert story < shown.index("Write it down") < shown.index("What earns marks") < shown.index("zqx12 and")
        if learner != "telling":  # whose own code prints every cell that plain nbgrader ran
            assert "score(" not in shown and "allowed" not in shown and "exercise.item" not in shown
        assert "BEGIN HIDDEN" in shown, "the hidden tests of code stay in view"
    assert len(depths) > 1


@pytest.mark.parametrize("which", ["plain", "ours"])
def test_right_is_full_marks_untouched_is_zero_and_page_equals_notebook(classroom: Classroom, which: str) -> None:
    book: dict[str, dict[str, Any]] = {}
    for (student, cell), (score, waits) in rows(getattr(classroom, which)).items():
        book.setdefault(student, {})[cell] = (score, waits)
    assert book["right-page"] == book["right-notebook"] == {
        "canary--air": (1.0, False), "canary--bird": (1.0, False), "canary--kit": (1.0, False),
        "canary--way": (1.0, False), "canary--log": (None, True), "sums--code_1": (1.0, False),
        "sums--code_2": (2.0, False),
    }  # fmt: skip
    assert set(book["untouched"].values()) == {(0.0, False)}


def find_canaries(folder: Path, canaries: set[str]) -> dict[str, set[str]]:
    """Return which canaries occur below a folder, by file; whatever way JSON or HTML would spell them."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            text = path.read_bytes().decode("utf-8", "replace")
            here = {canary for canary in canaries if canary in text}
            if here:
                found[path.relative_to(folder).as_posix()] = here
    return found


@pytest.fixture(scope="module")
def canaries(classroom: Classroom) -> set[str]:
    """Every secret: words, test numbers, all variants' keys and mistakes in full and as they would be shown."""
    secret = load_source(classroom.ours, "mine").halves.secrets["canary--air"]
    words = {*(f"zqx{number:02}" for number in range(1, 18)), "83917.25", "167834.5"}
    numbers = [*secret["keys"], *secret["predictions"][0]["values"]]
    return words | {repr(number) for number in numbers} | {f"{number:.6g}" for number in numbers if number % 1}


def test_the_canaries_are_there_to_be_found(classroom: Classroom, canaries: set[str]) -> None:
    found = set().union(*find_canaries(classroom.ours.answers, canaries).values())
    assert {f"zqx{number:02}" for number in range(1, 18)} <= found


def test_no_secret_is_released(classroom: Classroom, canaries: set[str]) -> None:
    assert find_canaries(classroom.ours.exercises, canaries) == {}
    assert find_canaries(classroom.plain.exercises, canaries) == {}


def test_nbgrader_s_feedback_tells_no_secret(classroom: Classroom, canaries: set[str]) -> None:
    assert not any("<script>owned" in path.read_text("utf-8") for path in classroom.plain.feedback.rglob("*.html"))
    pages = sorted(path.parent.parent.name for path in classroom.plain.feedback.rglob("*.html"))
    assert pages == sorted(CODES)
    assert find_canaries(classroom.plain.feedback, canaries) == {}


def test_nbgrader_s_feedback_on_our_gradebook_tells_no_secret(classroom: Classroom, canaries: set[str]) -> None:
    nbgrader(classroom.ours, "generate_feedback", "mine", "--force")
    assert len(list(classroom.ours.feedback.rglob("*.html"))) == len(CODES)
    assert find_canaries(classroom.ours.feedback, canaries) == {}
    assert not list(classroom.ours.feedback.rglob("casebook.json"))
    for page in classroom.ours.feedback.rglob("*.html"):
        assert not re.search("<script>(document.title|owned)", page.read_text("utf-8"))


def test_our_feedback_explains_but_shows_no_hidden_test_and_no_solution(classroom: Classroom) -> None:
    shutil.rmtree(classroom.ours.feedback, ignore_errors=True)
    assert write_feedback(classroom.ours, "mine") == len(CODES)
    page = (classroom.ours.feedback / "wrong" / "mine" / "mine.html").read_text("utf-8")
    assert "zqx05" in page
    hidden = {"zqx14", "zqx15", "zqx16", "zqx17", "83917.25", "167834.5"}
    assert find_canaries(classroom.ours.feedback, hidden) == {}


def test_a_file_that_is_not_meant_for_trainees_stops_nbgrader(classroom: Classroom, tmp_path: Path) -> None:
    root = tmp_path / "course"
    shutil.copytree(classroom.plain.root, root)
    (root / "answers" / "mine" / "key.txt").write_text("zqx99")
    course = Course(root, root / "answers", classroom.plain.subject)
    with pytest.raises(AssertionError, match=r"key\.txt would be handed to trainees"):
        nbgrader(course, "generate_assignment", "mine", "--force")
    assert find_canaries(course.exercises, {"zqx99"}) == {}


def test_export_lists_the_class(classroom: Classroom) -> None:
    nbgrader(classroom.ours, "export")
    text = (classroom.ours.root / "grades.csv").read_text()
    assert re.search(r"mine,,.*,right-page,,,,7\.0,0\.0,7\.0,10\.0", text)


def test_a_later_plain_autograde_leaves_our_grades(classroom: Classroom) -> None:
    before = rows(classroom.ours)
    nbgrader(classroom.ours, "autograde", "mine")
    assert rows(classroom.ours) == before


@pytest.fixture(scope="module")
def formgrader(classroom: Classroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], str]]:
    """nbgrader's formgrader, served on our gradebook; returns the function that gets a page."""
    with serve_formgrader(classroom.ours.root, tmp_path_factory.mktemp("home")) as address:
        yield lambda path: get_page(f"{address}{path}")


def test_formgrader_asks_for_the_written_answers(classroom: Classroom, formgrader: Callable[[str], str]) -> None:
    (assignment,) = json.loads(formgrader("/formgrader/api/assignments"))
    assert assignment["name"] == "mine" and assignment["num_submissions"] == len(CODES)
    submissions = json.loads(formgrader("/formgrader/api/submissions/mine"))
    waiting = {submission["student"]: submission["needs_manual_grade"] for submission in submissions}
    assert waiting == {learner: learner != "untouched" for learner in CODES}


@pytest.mark.parametrize("learner", ["right-page", "right-notebook", "acting"])
def test_formgrader_shows_text_and_rubric_but_runs_nothing(
    classroom: Classroom, formgrader: Callable[[str], str], learner: str
) -> None:
    notebooks = json.loads(formgrader("/formgrader/api/submitted_notebooks/mine/mine"))
    (own,) = [notebook for notebook in notebooks if notebook["student"] == learner]
    page = formgrader(f"/formgrader/submissions/{own['id']}/")
    assert "Went down. &lt;script&gt;" in page and not re.search("<script>(document.title|owned)", page)
    variant = choose_variant(learner, "canary", 24)
    shown = load_source(classroom.ours, "mine").halves.secrets["canary--log"]["numbers"]["@1"][variant]
    assert f"zqx12 and {shown}" in page.replace("&nbsp;", "\u00a0")


def test_marks_of_what_is_left_out_do_not_stop_nbgrader() -> None:
    import nbformat.v4 as v4  # type: ignore[import-untyped,unused-ignore]
    from nbgrader.utils import determine_grade

    from casebook.grading.nbgrader.step import CleanOutputs

    own = {"grade": True, "grade_id": "a", "locked": True, "points": 0.0, "schema_version": 3, "solution": False}
    value = v4.new_output("execute_result", data={"text/plain": "2.0"})
    cell = v4.new_code_cell("score()", metadata={"nbgrader": own}, outputs=[value])
    with pytest.raises(ValueError, match="cannot be greater than maximum points"):
        determine_grade(cell)
    notebook, _ = CleanOutputs().preprocess(v4.new_notebook(cells=[cell]), {})
    assert determine_grade(notebook.cells[0]) == (0.0, 0.0)
