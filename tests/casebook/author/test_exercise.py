"""A graded exercise: its parts, their order, its code task and its two halves."""

import json
from pathlib import Path
from typing import Any

import pytest

from casebook.author.bank_reader import read_bank
from casebook.author.course import Course
from casebook.author.exercise import read_exercise
from casebook.author.task import read_task
from casebook.exercise.half import read_salt, split_exercise, write_public
from casebook.judge.blind.sheet import BlindItem, list_items
from casebook.problem import CasebookError
from casebook.text.task import Exercise, Task

TASK = """\
---
id: warmest-cup
title: The warmest cup
objectives: [tea-1]
level: apply
minutes: 10
data: [cups.csv]
---
Return the row of the warmest cup.

```python starter
# Task: warmest-cup
def find_warmest(cups):
    ...
```

```python solution
# Task: warmest-cup
def find_warmest(cups):
    return cups["warmth"].idxmax()
```

```python test 2
assert find_warmest(cups) == 3
### BEGIN HIDDEN TESTS
assert find_warmest(cups.head(1)) == 0
### END HIDDEN TESTS
```
"""

COVER = "---\ntitle: Tea for two\norder: [first-cup, warmest-cup]\n---\nServe with {fact}`tea.dose`.\n"


@pytest.fixture
def folder(course: Course, case_text: str) -> Path:
    folder = course.answers / "tea"
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "cups.csv").write_text("cup,warmth\n0,40\n")
    (folder / "first-cup.case.md").write_text(case_text)
    (folder / "warmest-cup.task.md").write_text(TASK)
    (folder / "exercise.md").write_text(COVER)
    return folder


def rules(folder: Path, course: Course) -> set[str]:
    found = read_exercise(folder, course.root)
    assert isinstance(found, list)
    return {problem.rule for problem in found}


def test_an_exercise_is_read_in_the_order_its_cover_gives(folder: Path, course: Course) -> None:
    exercise = read_exercise(folder, course.root)
    assert isinstance(exercise, Exercise)
    assert [part.id for part in exercise.parts] == ["first-cup", "warmest-cup"]
    assert exercise.title == "Tea for two"


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("title: Tea for two\n", "", "no-title"),
        ("order: [first-cup, warmest-cup]\n", "", "no-order"),
        ("first-cup, ", "", "no-order"),
        ("first-cup, ", "first-cap, first-cup, ", "unknown-part"),
        ("first-cup, ", "first-cup, first-cup, ", "no-order"),
        ("title:", "due: now\ntitle:", "unknown-entry"),
        ("title:", "numbers: equal\ntitle:", "bad-numbers"),
    ],
)
def test_a_cover_that_is_wrong_is_explained(folder: Path, course: Course, old: str, new: str, rule: str) -> None:
    (folder / "exercise.md").write_text(COVER.replace(old, new, 1))
    assert rule in rules(folder, course)


def test_a_missing_cover_or_table_is_named(folder: Path, course: Course) -> None:
    (folder / "data" / "cups.csv").unlink()
    assert rules(folder, course) == {"no-data"}
    (folder / "exercise.md").unlink()
    assert rules(folder, course) == {"no-data", "no-cover"}


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("```python starter", "```python begin", "no-starter"),
        ("```python solution", "```python answer", "no-solution"),
        ("```python test 2", "```python check 2", "no-key"),
        ("```python test 2", "```python test", "bad-marks"),
        ("# Task: warmest-cup\ndef find_warmest(cups):\n    ...", "def find_warmest(cups):\n    ...", "no-marker"),
        ("    return cups", "    return return cups", "broken-python"),
        ("[cups.csv]", "[../cups.csv]", "bad-data"),
        ("id: warmest-cup", "id: coldest-cup", "id-unlike-file"),
    ],
)
def test_a_code_task_that_is_wrong_is_explained(old: str, new: str, rule: str) -> None:
    assert old in TASK
    found = read_task(TASK.replace(old, new, 1).encode(), "answers/tea/warmest-cup.task.md")
    assert isinstance(found, list)
    assert rule in {problem.rule for problem in found}


def test_a_code_task_knows_its_marks_and_its_name() -> None:
    task = read_task(TASK.encode(), "answers/tea/warmest-cup.task.md")
    assert isinstance(task, Task)
    assert (task.points, task.item_name, task.marker) == (2.0, "warmest-cup--code", "# Task: warmest-cup")
    assert task.prompt.source == "Return the row of the warmest cup."


def test_the_public_document_holds_no_solution_and_no_test(folder: Path, course: Course, tea: Any) -> None:
    exercise = read_exercise(folder, course.root)
    assert isinstance(exercise, Exercise)
    halves = split_exercise(exercise, tea, b"a salt of sixteen")
    public = write_public(halves).decode()
    for secret in ("idxmax", "cups.head(1)", "assert", "Half of the weight", "what was served"):
        assert secret not in public
    assert json.loads(public)["parts"][1]["items"][0]["data"] == [
        {"name": "data/cups.csv", "text": "cup,warmth\n0,40\n"}
    ]
    assert set(halves.secrets) == {item["id"] for part in halves.public["parts"] for item in part["items"]}
    assert write_public(split_exercise(exercise, tea, b"a salt of sixteen")) == write_public(halves)


def test_without_a_salt_nothing_is_split(course: Course) -> None:
    with pytest.raises(CasebookError, match="run casebook release"):
        read_salt(course)
    course.salt.write_text("short")
    with pytest.raises(CasebookError, match="too short"):
        read_salt(course)


@pytest.mark.parametrize(("line", "same"), [("", False), ("numbers: own\n", False), ("numbers: same\n", True)])
def test_a_cover_says_whether_all_learners_have_the_same_numbers(
    folder: Path, course: Course, line: str, same: bool
) -> None:
    (folder / "exercise.md").write_text(COVER.replace("title:", f"{line}title:"))
    exercise = read_exercise(folder, course.root)
    assert isinstance(exercise, Exercise)
    assert exercise.same is same
    halves = split_exercise(exercise, course.subject, b"a salt of sixteen")
    count = 1 if same else 24
    assert halves.public["parts"][0]["variants"] == count
    assert {len(texts) for texts in halves.public["parts"][0]["numbers"].values()} == {count}
    assert len(halves.secrets["first-cup--volume"]["keys"]) == count


def test_the_one_version_is_what_a_blind_reader_sees(folder: Path, course: Course) -> None:
    def items() -> list[BlindItem]:
        bank = read_bank(course)
        return [item for item in list_items(bank, course.subject) if item.graded]

    shared = COVER.replace("title:", "numbers: same\ntitle:")
    for name in ("first-cup", "warmest-cup"):
        (course.book / "tea" / f"{name}.case.md").unlink(missing_ok=True)
    before = items()
    (folder / "exercise.md").write_text(shared)
    assert [(item.print, item.wording) for item in items()] == [(item.print, item.wording) for item in before]
    exercise = read_exercise(folder, course.root)
    assert isinstance(exercise, Exercise)
    shown = split_exercise(exercise, course.subject, b"a salt of sixteen").public["parts"][0]["numbers"]
    assert shown["weight"][0].replace("\u00a0", " ") in before[0].story.replace("\u00a0", " ")
