"""The same marks as nbgrader: real `nbgrader autograde` and ours on the same hand-ins, every grade row compared.

What differs is listed by name: hand-ins flagged for tampering, and marks of the response file that a trainee's code altered under
plain nbgrader, where it runs beside the marking.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from casebook.author.course import Course
from casebook.exercise.release import release
from casebook.grading.handin.collect import collect
from casebook.grading.handin.sample import make_sample_class
from casebook.grading.run.assignment import grade_exercise
from casebook.mark.response import write_response

from ...conftest import CONFIG, TASK, TeaSubject, answer, write_answers
from ..hostile import CODES
from ..plain import SECONDS, autograde, rows

pytestmark = pytest.mark.slow
LEARNERS = 24  # of each exercise; with the varied ones more than sixty ordinary hand-ins
TABLE_TASK = """\
---
id: cup-sums
title: Sums of cups
objectives: [tea-1]
level: apply
minutes: 5
data: [cups.csv]
---
Write `total(cups)`, the sum of the column `heat`, and return it.

```python starter
# Task: cup-sums (keep this line)
import pandas as pd


def total(cups):
    raise NotImplementedError
```

```python solution
# Task: cup-sums (keep this line)
import pandas as pd


def total(cups):
    return float(cups["heat"].sum())
```

```python test 1
import pandas as pd

assert abs(total(pd.read_csv("data/cups.csv")) - 140.5) < 1e-9
```

```python test 2
# Marks in parts.
### BEGIN HIDDEN TESTS
cases = [[1.0], [2.0, 3.0], []]
sum(abs(total(pd.DataFrame({"heat": case})) - sum(case)) < 1e-9 for case in cases) / 3 * 2
### END HIDDEN TESTS
```
"""
VARIED = (
    "import pandas as pd\ndef total(cups): return cups['heat'].sum()",
    "def total(cups): return cups['heat'].max()",
    "def total(cups): return sum(cups['heat']) if len(cups) else None",
    "import pandas as pd\ndef total(cups):\n    display(cups)\n    print(cups)\n    return float(cups['heat'].sum())",
    "import asyncio\nasync def add(cups): return float(cups['heat'].sum())\ndef total(cups): return asyncio.run(add(cups))",
    "import numpy as np, warnings\ndef total(cups): return np.log(-1) if len(cups) == 1 else float(cups['heat'].sum())",
    "import matplotlib.pyplot as plt\ndef total(cups):\n    plt.plot(cups['heat'])\n    plt.show()\n    return float(cups['heat'].sum())",
    "%matplotlib inline\nimport os\ndef total(cups):\n    os.system('echo hello')\n    return float(cups['heat'].sum())",
    "!echo from the shell\ndef total(cups):\n    import subprocess\n    subprocess.run(['ls', '.'])\n    return float(cups['heat'].sum())",
    "import logging\ndef total(cups):\n    logging.warning('look')\n    return float(cups['heat'].sum())",
    "class Bad:\n    def __repr__(self): raise ValueError('no')\n    def __float__(self): return 1.0\ndef total(cups): return Bad()",
    "from IPython.display import clear_output\nimport sys\ndef total(cups):\n    print('x', file=sys.stderr)\n    clear_output()\n    return float(cups['heat'].sum())",
    "def total(cups):\n    import cups_module\n    return 0",
    "import multiprocessing\ndef total(cups): return float(cups['heat'].sum()) + multiprocessing.cpu_count() * 0",
)  # fmt: skip


@dataclass
class Twice:
    plain: dict[str, dict[str, tuple[Any, ...]]]
    ours: dict[str, dict[str, tuple[Any, ...]]]
    flagged: set[str]


@pytest.fixture(scope="module")
def courses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Twice]]:
    root = tmp_path_factory.mktemp("same") / "course"
    (root / "book").mkdir(parents=True)
    (root / "nbgrader_config.py").write_text(CONFIG + f"config.Execute.timeout = {SECONDS}\n")
    course = Course(root, root / "answers", TeaSubject())  # type: ignore[arg-type]
    write_answers(course)
    second = course.answers / "sums"
    (second / "data").mkdir(parents=True)
    (second / "cup-sums.task.md").write_text(TABLE_TASK)
    case = (course.answers / "tea" / "second-cup.case.md").read_text().replace("second-cup", "third-cup")
    (second / "third-cup.case.md").write_text(case)
    (second / "exercise.md").write_text("---\ntitle: Sums\norder: [third-cup, cup-sums]\n---\nTwo parts.\n")
    shutil.copy(course.answers / "tea" / "data" / "cups.csv", second / "data")
    assert TASK
    for exercise in ("tea", "sums"):
        release(course, exercise)
        inbox = root.parent / exercise
        make_sample_class(course, exercise, learners=LEARNERS, seed=5, folder=inbox)
        if exercise == "tea":
            for each in CODES:
                if each.ends:
                    (inbox / f"{each.name}.json").write_bytes(
                        write_response(answer(course, each.name, hottest_cup__code=each.code))
                    )
        else:
            taken = (inbox / "trainee-01.json").read_text()
            for number, code in enumerate(VARIED):
                import json

                document = json.loads(taken)
                document["learner"] = f"varied-{number:02}"
                document["responses"]["cup-sums--code"] = "# Task: cup-sums (keep this line)\n" + code
                (inbox / f"varied-{number:02}.json").write_text(json.dumps(document))
        collect(course, exercise, inbox)
    plain = Course(root.parent / "plain", root.parent / "plain" / "answers", course.subject)
    shutil.copytree(root, plain.root)
    found = {}
    for exercise in ("tea", "sums"):
        autograde(plain, exercise)
        summary = grade_exercise(course, exercise)
        flagged = {line.partition(":")[0] for line in summary.waiting if "so a person confirms the marks" in line}
        found[exercise] = Twice(rows(plain, exercise), rows(course, exercise), flagged)
    yield found


def test_ordinary_hand_ins_get_the_same_rows(courses: dict[str, Twice]) -> None:
    compared = 0
    for twice in courses.values():
        for student in twice.plain:
            if student.startswith("trainee-"):
                assert twice.ours[student] == twice.plain[student], student
                compared += 1
    assert compared == 2 * LEARNERS and compared + len(VARIED) >= 60


@pytest.mark.parametrize("number", range(len(VARIED)))
def test_what_code_prints_draws_and_raises_counts_as_in_a_kernel(courses: dict[str, Twice], number: int) -> None:
    name = f"varied-{number:02}"
    assert courses["sums"].ours[name] == courses["sums"].plain[name]


@pytest.mark.parametrize("each", [each for each in CODES if each.ends], ids=lambda each: each.name)
def test_hostile_hand_ins_that_nbgrader_ends_get_the_same_rows(courses: dict[str, Twice], each: Any) -> None:
    twice = courses["tea"]
    ours, plain = twice.ours[each.name], twice.plain[each.name]
    if each.name in twice.flagged:
        # A person confirms these; the scores themselves are still nbgrader's.
        assert {cell: row[0] for cell, row in ours.items()} == {cell: row[0] for cell, row in plain.items()}
    elif each.same:
        ran = {cell: row for cell, row in plain.items() if cell.startswith("hottest")}
        if any(row[0] is None for cell, row in ran.items() if "_" in cell):
            # nbgrader gave up the whole hand-in; we keep what the response file earned.
            assert {cell: ours[cell][0] for cell in ran} == {cell: row[0] for cell, row in ran.items()}
        else:
            assert ours == plain


def test_the_exceptions_are_few_and_known(courses: dict[str, Twice]) -> None:
    assert courses["tea"].flagged == {"patches-builtins", "strips-asserts", "hooks"}
    assert courses["sums"].flagged == set()
